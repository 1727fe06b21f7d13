/// Asks which models a worker answers and embeds with; answered with one ``ModelList``.
package struct ListModels: CommandBody {
    package static let kind = "models"
    package static let worker = WorkerService.llm

    package init() {}
}
