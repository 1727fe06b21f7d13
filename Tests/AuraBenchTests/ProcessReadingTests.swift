import Foundation
import Testing

@testable import AuraBench

@Suite struct ProcessReadingTests {
    @Test func processorTimeIsReadBehindAnyName() throws {
        let stat = "12 (a) b (c)) S 1 12 12 0 -1 4194560 900 0 3 0 250 150 0 0 20 0 5 0 7 1 2"
        let times = try #require(ProcessTimes(stat: stat))
        #expect(times.ticks == 400)
        #expect(times.seconds == 400 / Double(sysconf(Int32(_SC_CLK_TCK))))
    }

    @Test(arguments: ["", "12 (a) S 1", "12 a S 1 2 3 4 5 6 7 8 9 10 11 12 13"])
    func whatIsNoStateOfAProcessIsRefused(text: String) {
        #expect(ProcessTimes(stat: text) == nil)
    }

    @Test func memoryIsReadFromTheRollup() throws {
        let text = """
            55d0-7ffc ---p 00000000 00:00 0    [rollup]
            Rss:               20480 kB
            Pss:               10240 kB
            Pss_Dirty:          9000 kB
            """
        let memory = try #require(ProcessMemory(rollup: text))
        #expect(memory == ProcessMemory(resident: 20_971_520, proportional: 10_485_760))
        #expect(ProcessMemory(rollup: "Rss: 1 kB") == nil)
    }

    @Test func thisProcessCanBeRead() throws {
        let own = ProcessInfo.processInfo.processIdentifier
        #expect(try ProcessTimes(of: own).ticks > 0)
        #expect(try ProcessMemory(of: own).resident > 1_000_000)
        #expect(throws: ProcessReadingError.self) { try ProcessTimes(of: 999_999_999) }
    }

    @Test func theProcessorIsNamed() {
        #expect(Stamp.processor(in: "processor : 0\nmodel name\t: AMD EPYC\nmodel name\t: other\n") == "AMD EPYC")
        #expect(Stamp.processor(in: "") == nil)
    }
}
