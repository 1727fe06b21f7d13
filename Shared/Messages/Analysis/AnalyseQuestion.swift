/// Asks for an analysis in stages, with progress, as work that nobody need watch.
package struct AnalyseQuestion: CommandBody {
    package static let kind = "analysis"
    package static let worker = WorkerService.llm

    /// How many documents one analysis looks at.
    package static let documentLimit = 12

    /// What the person wants to know.
    package var question: String
    /// JSON text that the analysis is about.
    package var data: String?
    /// Ids of documents that the analysis must look at, beside what it finds itself.
    package var documents: [String]?
    /// Goes to the provider as given; nil takes the provider's own.
    package var model: String?
    /// The reader's language.
    package var language: Language?
    /// Whether the run is one of an automation; nil for an analysis.
    package var isAutomation: Bool?

    package init(
        question: String,
        data: String? = nil,
        documents: [String]? = nil,
        model: String? = nil,
        language: Language? = nil,
        isAutomation: Bool? = nil
    ) {
        self.question = question
        self.data = data
        self.documents = documents
        self.model = model
        self.language = language
        self.isAutomation = isAutomation
    }

    /// What the run counts as.
    package var runKind: RunKind { self.isAutomation == true ? .automation : .analysis }
}
