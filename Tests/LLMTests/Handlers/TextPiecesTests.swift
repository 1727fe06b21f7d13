import Testing

@testable import LLM

@Suite struct TextPiecesTests {
    @Test(arguments: [0, 1, 4095, 4096, 4097, 9000, 70_000])
    func piecesAreBoundedAndNothingIsLost(length: Int) {
        let text = Array(String(repeating: "가a👩‍👧😀", count: length / 8 + 1).utf8.prefix(length))
        let pieces = Array(TextPieces(text))
        #expect(pieces.allSatisfy { !$0.isEmpty && $0.count <= TextPieces.limit })
        #expect(pieces.flatMap { $0 } == text)
    }

    @Test(arguments: 0..<8)
    func noPieceEndsWithinACharacter(shift: Int) {
        let text = String(repeating: "x", count: shift) + String(repeating: "가나다😀", count: 2000)
        for piece in TextPieces(Array(text.utf8)) {
            #expect(String(validating: piece, as: UTF8.self) != nil)
        }
    }
}
