import Bus
import Messages
import Testing

@testable import LLM

@Suite struct DocumentGatheringTests {
    typealias Gathering = DocumentGathering<InMemoryCommandQueue, InMemoryRunRegistry, InMemoryRunLog, InMemoryLeases>

    private func hits(_ ids: String...) -> [SearchHit] {
        ids.map { SearchHit(id: $0, score: 1, type: "mail", text: $0, metadata: [:]) }
    }

    @Test func namedDocumentsComeFirstAndEveryQueryHasItsTurn() {
        let found = [self.hits("a", "b", "c"), self.hits("b", "d"), self.hits("n1", "e")]
        let all = Gathering.interleaved(self.hits("n1", "n2", "n1"), found)
        #expect(all.map(\.id) == ["n1", "n2", "a", "b", "d", "e", "c"])
        #expect(Gathering.interleaved([], []).isEmpty)
    }
}
