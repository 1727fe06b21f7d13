import Messages
import Testing

@Suite struct DecimalTextTests {
    private static let numbers: [UInt64] =
        [0, 1, 9, .max, .max - 1]
        + (1...19).flatMap { power in
            let ten = (0..<power).reduce(UInt64(1)) { number, _ in number * 10 }
            return [ten - 1, ten, ten + 1]
        }

    @Test(arguments: Self.numbers)
    func everyNumberIsWrittenAsSwiftWritesItAndReadAgain(number: UInt64) {
        var bytes = Array("x".utf8)
        DecimalText.append(number, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "x\(number)")
        #expect(DecimalText.length(of: number) == bytes.count - 1)
        #expect(DecimalText.read(bytes[1...]) == number)
    }

    @Test(arguments: [
        "", "-1", "+1", " 1", "1 ", "1a", "18446744073709551616", "99999999999999999999", "184467440737095516150",
    ])
    func anythingElseIsNoNumber(text: String) {
        #expect(DecimalText.read(Array(text.utf8)[...]) == nil)
    }
}
