import Foundation
import Testing

/// The script `aura` beside a toolchain that only makes a command line which says what it was called with.
@Suite struct LauncherTests {
    private struct Checkout {
        let root: URL
        /// What the toolchain was asked for, a line each.
        var builds: String {
            (try? String(contentsOf: self.root.appendingPathComponent("builds"), encoding: .utf8)) ?? ""
        }

        func aura(_ arguments: String...) async throws -> String {
            let command = try RunningCommand(
                executable: self.root.appendingPathComponent("aura"),
                arguments: arguments,
                environment: ["PATH": "\(self.root.path)/programs:/usr/bin:/bin"]
            )
            let output = await command.output(until: nil)
            #expect(await command.exitCode() == 0)
            return output
        }
    }

    private func withCheckout(_ body: (Checkout) async throws -> Void) async throws {
        let files = FileManager.default
        let root = files.temporaryDirectory.appendingPathComponent("aura-launcher-\(UUID().uuidString)")
        let programs = root.appendingPathComponent("programs")
        try files.createDirectory(at: programs, withIntermediateDirectories: true)
        defer { try? files.removeItem(at: root) }
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        try files.copyItem(at: sources.appendingPathComponent("aura"), to: root.appendingPathComponent("aura"))
        let toolchain = #"""
            #!/usr/bin/env bash
            echo "$*" >>builds
            mkdir -p .build/release
            printf '#!/usr/bin/env bash\necho "told by aura-cli $*"\n' >.build/release/aura-cli
            chmod +x .build/release/aura-cli
            """#
        for (name, text) in [("swift", toolchain), ("dpkg-query", "#!/usr/bin/env bash\necho 'ii '\n")] {
            let program = programs.appendingPathComponent(name)
            try Data(text.utf8).write(to: program)
            try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
        }
        try await body(Checkout(root: root))
    }

    @Test(arguments: [("up", "start everything"), ("tasks", "tasks as DWP has them"), ("doctor", "check what")])
    func whoAsksForHelpIsToldWhatTakesTime(verb: String, meaning: String) async throws {
        try await self.withCheckout { checkout in
            let first = try await checkout.aura(verb, "--help")
            let lines = first.split(separator: "\n")
            #expect(lines.first?.hasPrefix("  \(verb) ") == true && lines.first?.contains(meaning) == true)
            #expect(lines.dropLast().last == "aura: the command line is built first, once; that takes some minutes")
            #expect(lines.last == "told by aura-cli \(verb) --help")
            let second = try await checkout.aura(verb, "--help")
            #expect(second == "told by aura-cli \(verb) --help\n")
            #expect(checkout.builds == "build --configuration release --product aura-cli\n")
        }
    }

    @Test func aShortQuestionForHelpBuildsNoService() async throws {
        try await self.withCheckout { checkout in
            let output = try await checkout.aura("up", "-h")
            #expect(output.hasSuffix("told by aura-cli up --help\n"))
            #expect(checkout.builds == "build --configuration release --product aura-cli\n")
        }
    }

    @Test func otherWorkWaitsForTheCommandLineWithAWord() async throws {
        try await self.withCheckout { checkout in
            let output = try await checkout.aura("logs", "llm")
            #expect(output.hasPrefix("aura: the command line is built first, once"))
            #expect(output.hasSuffix("told by aura-cli logs llm\n"))
        }
    }
}
