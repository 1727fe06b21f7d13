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
        switch (self, language) {
        case (.plan, .korean): "무엇을 찾아볼지 정하고 있습니다"
        case (.plan, .english): "Planning what to look for"
        case (.gather, .korean): "관련 문서를 찾고 있습니다"
        case (.gather, .english): "Gathering documents"
        case (.analyse, .korean): "자료를 분석하고 있습니다"
        case (.analyse, .english): "Analysing"
        case (.summarise, .korean): "결과를 요약하고 있습니다"
        case (.summarise, .english): "Summarising"
        }
    }
}
