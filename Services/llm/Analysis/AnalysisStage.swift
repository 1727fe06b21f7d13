import Messages

/// The stages of an analysis, in order. Each says how far the work has come when it begins.
enum AnalysisStage: CaseIterable, Sendable {
    case plan, gather, analyse, summarise

    /// Percent of the work that lies before the stage.
    var progress: Int {
        switch self {
        case .plan: 5
        case .gather: 20
        case .analyse: 40
        case .summarise: 85
        }
    }

    /// What the reader is told when it begins.
    func description(in language: Language) -> String {
        switch self {
        case .plan: SystemWords.planning.text(in: language)
        case .gather: SystemWords.gathering.text(in: language)
        case .analyse: SystemWords.analysing.text(in: language)
        case .summarise: SystemWords.summarising.text(in: language)
        }
    }
}
