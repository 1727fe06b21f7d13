import Testing

@testable import AuraBench

@Suite struct ExactNeighboursTests {
    private let items = [
        SyntheticCorpus.Item(tenant: 0, id: "near", text: "", vector: [1, 0]),
        SyntheticCorpus.Item(tenant: 0, id: "middling", text: "", vector: [0.8, 0.6]),
        SyntheticCorpus.Item(tenant: 0, id: "far", text: "", vector: [0, 1]),
        SyntheticCorpus.Item(tenant: 1, id: "foreign", text: "", vector: [1, 0]),
    ]

    @Test(arguments: [
        (["near", "middling"], 1.0), (["near", "far"], 0.5), (["near", "foreign"], 0.5), (["near", "near"], 0.5),
        ([String](), 0.0),
    ])
    func recallCountsTheNearestOfTheTenant(found: [String], expected: Double) {
        let query = SyntheticCorpus.Query(tenant: 0, text: "", vector: [1, 0])
        #expect(ExactNeighbours(of: query, in: self.items, limit: 2).recall(of: found) == expected)
    }
}
