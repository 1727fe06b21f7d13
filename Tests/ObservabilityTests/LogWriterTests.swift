import Foundation
import Logging
import Observability
import Synchronization
import Testing

@Suite("The log writer")
struct LogWriterTests {
    private static let encoder = LogLineEncoder(format: .json, service: "aura-llm", instance: "llm-1")

    private func contents(_ path: String) -> String? {
        try? String(contentsOfFile: path, encoding: .utf8)
    }

    @Test("renames a full file and keeps as many backups as it is told")
    func rotation() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/logs/deep/aura.log"
            let writer = LogWriter(destination: .file(path: path, maximumBytes: 20, backups: 2), encoder: Self.encoder)
            for number in 1...9 {
                writer.write(Array("line \(number) .\n".utf8))  // 9 bytes: two fit
            }
            #expect(self.contents(path) == "line 9 .\n")
            #expect(self.contents(path + ".1") == "line 7 .\nline 8 .\n")
            #expect(self.contents(path + ".2") == "line 5 .\nline 6 .\n")
            #expect(self.contents(path + ".3") == nil)
        }
    }

    @Test("rotates at ten mebibytes unless told otherwise")
    func defaultSize() {
        #expect(LogDestination.file(path: "a") == .file(path: "a", maximumBytes: 10_485_760, backups: 5))
    }

    @Test("counts what a file held before, fills it to the last byte, and takes a longer line whole")
    func rotationBoundaries() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/aura.log"
            try "old line\n".write(toFile: path, atomically: false, encoding: .utf8)
            let writer = LogWriter(destination: .file(path: path, maximumBytes: 18, backups: 3), encoder: Self.encoder)
            writer.write(Array("new line\n".utf8))
            #expect(self.contents(path) == "old line\nnew line\n")
            writer.write(Array("much longer than the limit\n".utf8))
            #expect(self.contents(path) == "much longer than the limit\n")
            writer.write(Array("x\n".utf8))
            #expect(self.contents(path) == "x\n")
            #expect(self.contents(path + ".2") == "old line\nnew line\n")
        }
    }

    @Test("keeps nothing but the file where there are no backups")
    func noBackups() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/aura.log"
            let writer = LogWriter(destination: .file(path: path, maximumBytes: 10, backups: 0), encoder: Self.encoder)
            for number in 1...5 {
                writer.write(Array("line \(number)\n".utf8))
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(names == ["aura.log"])
            #expect(self.contents(path) == "line 5\n")
        }
    }

    @Test("loses and mixes nothing when many write at once, across rotations", .timeLimit(.minutes(1)))
    func concurrentWriters() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/aura.log"
            let maximum = 20_000
            let writer = LogWriter(
                destination: .file(path: path, maximumBytes: maximum, backups: 500),
                encoder: Self.encoder
            )
            await withTaskGroup(of: Void.self) { group in
                for task in 0..<8 {
                    group.addTask {
                        let logger = Logger(label: "writer") { LineLogHandler(label: $0, writer: writer) }
                        for number in 0..<1000 {
                            if number == 500 {
                                writer.reopen()
                            }
                            logger.info("한국어 \(task)/\(number)")
                        }
                    }
                }
            }
            var seen: Set<String> = []
            var count = 0
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            for name in names {
                let content = try Data(contentsOf: URL(filePath: folder + "/" + name))
                #expect(content.count <= maximum)
                for line in content.split(separator: 0x0A) {
                    let entry = try JSONSerialization.jsonObject(with: line) as? [String: Any]
                    seen.insert(try #require(entry?["message"] as? String))
                    count += 1
                }
            }
            #expect(names.count > 10)
            #expect(count == 8000)
            #expect(seen.count == 8000)
        }
    }

    @Test("goes on in a new file when the old one was moved away and it is told to reopen")
    func reopen() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/aura.log"
            let writer = LogWriter(destination: .file(path: path), encoder: Self.encoder)
            writer.write(Array("one\n".utf8))
            try FileManager.default.moveItem(atPath: path, toPath: path + ".moved")
            writer.write(Array("two\n".utf8))
            writer.reopen()
            writer.write(Array("three\n".utf8))
            #expect(self.contents(path + ".moved") == "one\ntwo\n")
            #expect(self.contents(path) == "three\n")
        }
    }

    @Test("writes to standard error, after one line that says why, while the disk is full")
    func diskFull() async throws {
        let output = try await capturingOutput { descriptor in
            let writer = LogWriter(
                destination: .file(path: "/dev/full", maximumBytes: 10, backups: 2),
                encoder: Self.encoder,
                fallback: descriptor
            )
            for number in 1...3 {
                writer.write(Array("line \(number)\n".utf8))
            }
        }
        let lines = output.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[0].contains(#""level":"error""#) && lines[0].contains("No space left on device"))
        #expect(lines[0].contains("/dev/full"))
        #expect(lines.dropFirst() == ["line 1", "line 2", "line 3"])
        #expect(FileManager.default.fileExists(atPath: "/dev/full"))
    }

    @Test("tells of a file it cannot open once, tries it again after a while, and then uses it")
    func recovery() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/aura.log"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            let seconds = Atomic<Int>(0)
            let output = try await capturingOutput { descriptor in
                let writer = LogWriter(
                    destination: .file(path: path),
                    encoder: Self.encoder,
                    fallback: descriptor,
                    now: { .seconds(seconds.load(ordering: .relaxed)) }
                )
                writer.write(Array("one\n".utf8))
                seconds.store(11, ordering: .relaxed)
                writer.write(Array("two\n".utf8))
                try FileManager.default.removeItem(atPath: path)
                seconds.store(12, ordering: .relaxed)
                writer.write(Array("three\n".utf8))
                seconds.store(22, ordering: .relaxed)
                writer.write(Array("four\n".utf8))
            }
            let lines = output.split(separator: "\n")
            #expect(lines.count == 4)
            #expect(lines[0].contains("cannot open"))
            #expect(lines.dropFirst() == ["one", "two", "three"])
            #expect(self.contents(path) == "four\n")
        }
    }
}
