import Foundation
import Logging
import Observability
import Testing

@Suite("The log handler")
struct LineLogHandlerTests {
    private struct Trouble: Error {}

    @Test("lets an entry's metadata win over the provider's, and that over the logger's")
    func precedence() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/log"
            let encoder = LogLineEncoder(format: .json, service: "aura-llm", instance: "llm-1")
            let writer = LogWriter(destination: .file(path: path), encoder: encoder)
            let provider = Logger.MetadataProvider { ["a": "provider", "b": "provider"] }
            var logger = Logger(label: "test") { label in
                LineLogHandler(label: label, writer: writer, metadataProvider: provider)
            }
            logger[metadataKey: "a"] = "logger"
            logger[metadataKey: "b"] = "logger"
            logger[metadataKey: "c"] = "logger"
            logger.debug("Not shown")
            logger.info("Shown", metadata: ["b": "entry"])
            logger.logLevel = .debug
            logger.debug("Shown now")
            let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines.first?.hasSuffix(#""a":"provider","b":"entry","c":"logger"}"#) == true)
        }
    }

    @Test("writes an entry's error, unless its metadata has one")
    func errors() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/log"
            let encoder = LogLineEncoder(format: .json, service: "aura-llm", instance: "llm-1")
            let writer = LogWriter(destination: .file(path: path), encoder: encoder)
            let logger = Logger(label: "test") { LineLogHandler(label: $0, writer: writer) }
            logger.error("Failed", error: Trouble())
            logger.error("Failed", error: Trouble(), metadata: ["error": "told"])
            let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            #expect(lines.map { $0.hasSuffix(#""error":"Trouble()"}"#) } == [true, false])
            #expect(lines.map { $0.hasSuffix(#""error":"told"}"#) } == [false, true])
        }
    }
}
