/// Asks for new vectors of all documents, made from their stored texts in the background. Answered at once with a
/// `statistics` event, whose outdated vectors are those that will be made.
package struct RebuildIndex: CommandBody {
    package static let kind = "index.rebuild"
    package static let worker = WorkerService.indexer

    package init() {}
}
