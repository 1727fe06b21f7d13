/// Asks what the index holds; answered with one `statistics` event.
package struct CountIndex: CommandBody {
    package static let kind = "index.stats"
    package static let worker = WorkerService.indexer

    package init() {}
}
