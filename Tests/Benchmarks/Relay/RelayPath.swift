/// One way for tokens from the upstream to the load.
struct RelayPath: Sendable {
    var name: String
    var target: LoadTarget
    /// What carries the tokens, and is charged for them.
    var programs: [(name: String, pid: Int32)]
    /// How long its streams may go on after the measured time; then they are cut.
    var patience = Duration.zero
    /// Whether it may be measured although not all of its streams have begun: under more than it can carry, some do not.
    var mayLag = false
}
