import Testing

@testable import RedisBus

@Suite struct RedisClientStateTests {
    var state = RedisClientState<String>()

    var refusal: RedisError.Code? {
        do {
            _ = try self.state.connection()
            return nil
        } catch {
            return error.code
        }
    }

    @Test mutating func eachConnectionIsANewGeneration() throws {
        #expect(self.refusal == .unavailable)
        for number in 1...3 {
            let isTaken = self.state.connected("\(number)")
            #expect(isTaken)
            #expect(self.state.generation == number)
            #expect(try self.state.connection() == "\(number)")
            self.state.disconnected()
            #expect(self.refusal == .unavailable)
        }
    }

    @Test mutating func theShutdownIsForGood() {
        _ = self.state.connected("a")
        #expect(self.state.shutDown() == "a")
        #expect(self.state.shutDown() == nil)
        self.state.disconnected()
        let isTaken = self.state.connected("b")
        #expect(!isTaken)
        #expect(self.refusal == .shutDown)
        #expect(self.state.generation == 1)
    }
}
