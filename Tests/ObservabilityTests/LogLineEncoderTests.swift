import Foundation
import Logging
import Observability
import Testing

@Suite("Log lines")
struct LogLineEncoderTests {
    private func line(
        _ format: LogFormat,
        message: String = "Run ended",
        metadata: Logger.Metadata = [:]
    ) -> String {
        let encoder = LogLineEncoder(format: format, service: "aura-llm", instance: "llm-1")
        let bytes = encoder.line(
            time: RFC3339(milliseconds: 1_709_164_800_123),
            level: .warning,
            logger: "bus",
            message: message,
            metadata: metadata
        )
        return String(validating: bytes, as: UTF8.self) ?? "not UTF-8"
    }

    private static let head =
        #"{"time":"2024-02-29T00:00:00.123Z","level":"warning","logger":"bus","message":"Run ended","#
        + #""service":"aura-llm","instance":"llm-1""#

    @Test("in JSON hold the entry's fields, then its metadata")
    func json() {
        let metadata: Logger.Metadata = [
            "run": "r1", "attempts": .stringConvertible(3), "kept": .stringConvertible(true),
            "seconds": .stringConvertible(0.25), "lost": .stringConvertible(Double.nan), "list": ["a", ["b"]],
            "map": ["x": "1", "y": []],
        ]
        #expect(
            self.line(.json, metadata: metadata) == Self.head
                + #","attempts":3,"kept":true,"list":["a",["b"]],"lost":"nan","map":{"x":"1","y":[]},"run":"r1","#
                + #""seconds":0.25}"# + "\n"
        )
    }

    @Test("in JSON never have a name twice")
    func ownFieldsWin() {
        let metadata: Logger.Metadata = ["message": "m", "time": "t", "_time": "u", "map": ["level": "deep"]]
        #expect(
            self.line(.json, metadata: metadata) == Self.head
                + #","_time":"u","map":{"level":"deep"},"_message":"m","__time":"t"}"# + "\n"
        )
    }

    @Test("hide secrets at any depth", arguments: LogFormat.allCases)
    func redaction(format: LogFormat) {
        let line = self.line(
            format,
            metadata: [
                "Authorization": "Bearer leaked", "apiKey": .stringConvertible(123_454_321), "password": ["leaked"],
                "request": ["headers": [["x-token": "leaked", "host": "shown"]]],
            ]
        )
        #expect(!line.contains("leaked"))
        #expect(!line.contains("123454321"))
        #expect(line.contains("[redacted]"))
        #expect(line.contains("shown"))
    }

    @Test("in text are for reading, and end no line early")
    func text() {
        let metadata: Logger.Metadata = ["run": "r1", "note": "two words\nand more", "empty": "", "list": ["a", "b"]]
        #expect(
            self.line(.text, message: "Run\nended \u{1B}[0m", metadata: metadata)
                == #"2024-02-29T00:00:00.123Z WARNING  aura-llm/llm-1 bus: Run\nended \u001b[0m empty="" "#
                + #"list="[a b]" note="two words\nand more" run=r1"# + "\n"
        )
    }

    @Test("are one line and bounded, whatever they are given", arguments: LogFormat.allCases)
    func hostile(format: LogFormat) throws {
        let wild = String(decoding: [0xFF, 0x0A, 0xED, 0xA0, 0x80, 0x22, 0x5C, 0xC3] as [UInt8], as: UTF8.self)
        var deep: Logger.Metadata.Value = "bottom"
        for _ in 0..<1000 {
            deep = [deep]
        }
        let metadata: Logger.Metadata = [
            "\n\"": "\(wild)", "deep": deep, "long": "\(String(repeating: "한", count: 100_000))",
        ]
        let line = self.line(format, message: wild, metadata: metadata)
        #expect(line.utf8.filter { $0 == 0x0A }.count == 1)
        #expect(line.utf8.last == 0x0A)
        #expect(line.utf8.count < 64 * 1024)
        if format == .json {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(object?["message"] as? String == wild)
        }
    }
}
