/// A service that takes commands off the bus. Its name is the consumer group's.
package enum WorkerService: String, Sendable, CaseIterable {
    case llm
    case indexer
    case tasks
}
