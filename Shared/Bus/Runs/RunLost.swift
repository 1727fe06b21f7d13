/// The run is not this worker's any more: another has taken it over, or it was ended from outside. Whoever gets this
/// stops working on the run and says nothing further in it.
package struct RunLost: Error {}
