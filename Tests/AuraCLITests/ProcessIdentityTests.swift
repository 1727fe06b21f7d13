import Foundation
import Glibc
import Testing

@testable import AuraCLI

@Suite struct ProcessIdentityTests {
    private let fields = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 20"

    @Test func aNameWithSpacesAndParenthesesDoesNotShiftTheFields() {
        #expect(ProcessIdentity.startTicks(inStat: "12 (a) b (c)) S \(self.fields)") == 4711)
    }

    @Test(arguments: ["12 (sh) Z 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 20", "12 (sh) S 1 2", "", "12"])
    func aDeadOrUnreadableProcessHasNoStart(stat: String) {
        #expect(ProcessIdentity.startTicks(inStat: stat) == nil)
    }

    @Test func thisProcessLivesAndAnEarlierBearerOfItsNumberDoesNot() throws {
        let own = try #require(ProcessIdentity(of: getpid()))
        #expect(own.isAlive)
        #expect(!ProcessIdentity(pid: own.pid, startTicks: own.startTicks - 1).isAlive)
    }

    @Test func aRecordOfProcessesThatAreGoneIsForgotten() throws {
        try withStateFolder { state in
            let own = try #require(ProcessIdentity(of: getpid()))
            let gone = ProcessIdentity(pid: own.pid, startTicks: own.startTicks - 1)
            try RunningStack(supervisor: own, processes: [gone]).write(to: state)
            #expect(try RunningStack.read(from: state)?.supervisor == own)

            try RunningStack(supervisor: gone, processes: [gone]).write(to: state)
            #expect(try RunningStack.read(from: state) == nil)
            #expect(access(state.record.path, F_OK) != 0)
        }
    }
}
