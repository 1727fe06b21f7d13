import TestSupport
import Foundation

/// Made-up documents of many tenants, with vectors that lie in clusters as those of texts do.
struct SyntheticCorpus: Sendable {
    static let dimension = 384

    struct Item: Sendable {
        var tenant: Int
        var id: String
        var text: String
        var vector: [Float]
    }

    struct Query: Sendable {
        var tenant: Int
        var text: String
        var vector: [Float]
    }

    private(set) var items: [Item] = []
    private(set) var queries: [Query] = []

    init(documents: Int, tenants: Int, queries: Int, seed: UInt64 = 20_260_101) {
        var generator = SeededGenerator(seed: seed)
        let centres = (0..<64).map { _ in Self.gaussian(&generator) }
        for number in 0..<documents {
            self.items.append(
                Item(
                    tenant: number % tenants,
                    id: "mail_\(number)",
                    text: Self.text(number, &generator),
                    vector: Self.near(centres[Int.random(in: 0..<centres.count, using: &generator)], 0.9, &generator)
                )
            )
        }
        for _ in 0..<queries {
            let item = self.items[Int.random(in: 0..<documents, using: &generator)]
            self.queries.append(
                Query(
                    tenant: item.tenant,
                    text: Self.words(2, &generator),
                    vector: Self.near(item.vector.map { $0 * Float(Self.dimension).squareRoot() }, 0.8, &generator)
                )
            )
        }
    }

    private static let vocabulary = [
        "매출", "보고서", "초안", "연차", "신청", "주차", "안내", "회의록", "예산", "편성", "계약", "갱신", "검토", "요청",
        "결재", "지연", "서버", "점검", "장애", "복구", "출장비", "정산", "교육", "이수", "채용", "면접", "일정", "보안", "패치",
        "고객사", "방문", "재고", "실사", "급여", "지급일", "변경", "budget", "review", "release", "notes", "outage", "report",
        "contract", "renewal", "hiring", "plan", "quarterly", "revenue", "security", "training", "cloud", "migration",
        "invoice", "approval", "schedule", "vendor", "VPN", "ERP", "API", "GPU",
    ]

    private static func text(_ number: Int, _ generator: inout SeededGenerator) -> String {
        "\(self.words(Int.random(in: 4...10, using: &generator), &generator)) \(number)"
    }

    private static func words(_ count: Int, _ generator: inout SeededGenerator) -> String {
        (0..<count).map { _ in self.vocabulary[Int.random(in: 0..<self.vocabulary.count, using: &generator)] }
            .joined(separator: " ")
    }

    /// A vector of length 1 about a centre.
    private static func near(_ centre: [Float], _ spread: Float, _ generator: inout SeededGenerator) -> [Float] {
        let moved = zip(centre, self.gaussian(&generator)).map { $0 + spread * $1 }
        let length = moved.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return moved.map { $0 / length }
    }

    /// Independent standard normal numbers (Box and Muller).
    private static func gaussian(_ generator: inout SeededGenerator) -> [Float] {
        (0..<self.dimension).map { _ in
            let radius = (-2 * log(Double.random(in: Double.leastNonzeroMagnitude..<1, using: &generator))).squareRoot()
            return Float(radius * cos(2 * .pi * Double.random(in: 0..<1, using: &generator)))
        }
    }
}
