import Testing

@testable import RedisBus

@Suite struct CommandIntakeTests {
    var intake = CommandIntake<String>(maximumCommands: 3, maximumBytes: 100)

    mutating func admit(_ name: String, commands: Int = 1, bytes: Int = 1) -> String {
        switch self.intake.admit(name, commands: commands, bytes: bytes) {
        case .wake: "wake"
        case .join: "join"
        case .refuse(let error): error.code.rawValue
        }
    }

    @Test mutating func onlyTheFirstOfABatchWakesTheEventLoop() {
        #expect(self.admit("a") == "wake")
        #expect(self.admit("b") == "join")
        #expect(self.intake.takeUnwritten() == ["a", "b"])
        #expect(self.admit("c") == "wake")
        #expect(self.intake.takeUnwritten() == ["c"])
    }

    @Test mutating func moreThanTheLimitIsRefusedUntilRepliesHaveCome() {
        #expect(self.admit("a", commands: 3) == "wake")
        #expect(self.admit("b") == "overloaded")
        _ = self.intake.takeUnwritten()
        #expect(self.admit("c") == "overloaded")  // written, but not answered
        self.intake.answered(commands: 1, bytes: 1)
        #expect(self.admit("d", bytes: 101) == "overloaded")
        #expect(self.admit("e", bytes: 99) == "wake")
    }

    @Test mutating func whileDrainingNothingNewIsTakenAndTheOldIsWritten() {
        _ = self.admit("a")
        self.intake.drain()
        #expect(self.admit("b") == "shutDown")
        #expect(self.intake.takeUnwritten() == ["a"])
    }

    @Test mutating func theEndHandsOutWhatWasNeverWritten() {
        _ = self.admit("a")
        #expect(self.intake.close(reason: RedisError(.timedOut, "x")) == ["a"])
        #expect(self.admit("b") == "unavailable")
        self.intake.drain()
        #expect(self.admit("c") == "unavailable")
        #expect(!self.intake.isOpen)
    }
}
