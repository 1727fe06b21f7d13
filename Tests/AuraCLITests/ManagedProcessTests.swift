import Foundation
import Glibc
import Testing

@testable import AuraCLI

@Suite struct ManagedProcessTests {
    @Test func itsOutputAndHowItEndedAreKept() throws {
        try withStateFolder { state in
            let log = state.log(of: "child")
            try "of the run before".write(to: log, atomically: true, encoding: .utf8)
            var process = try start("echo out; echo err >&2; exit 3", log: log)
            waitForEnd(of: &process)
            #expect(process.exit == .code(3))
            #expect(process.logTail() == "  out\n  err")
            #expect(process.logTail(lines: 1) == "  err")
            #expect(try String(contentsOfFile: log.path + ".1", encoding: .utf8) == "of the run before")
        }
    }

    @Test func itHasAGroupOfItsOwnSoThatTheTerminalsInterruptDoesNotReachIt() throws {
        try withStateFolder { state in
            var process = try start("exec sleep 600", log: state.log(of: "child"))
            #expect(getpgid(process.pid) == process.pid)
            process.terminate()
            waitForEnd(of: &process)
            #expect(process.exit == .signal(SIGTERM))
        }
    }

    @Test func killingItTakesWhatItStartedAlong() throws {
        try withStateFolder { state in
            let log = state.log(of: "child")
            var process = try start("trap '' TERM; sleep 600 & echo $!; wait; wait", log: log)
            var grandchild: ProcessIdentity?
            while grandchild == nil {
                let line = process.logTail().trimmingCharacters(in: .whitespaces)
                grandchild = Int32(line).flatMap(ProcessIdentity.init(of:))
            }
            process.killGroup()
            waitForEnd(of: &process)
            #expect(process.exit == .signal(SIGKILL))
            #expect(grandchild?.waitUntilGone(within: .seconds(10)) == true)
        }
    }

    @Test func aMissingExecutableIsNamed() throws {
        try withStateFolder { state in
            let plan = ProcessPlan(name: "nobody", executable: state.root.appendingPathComponent("no"), readiness: [])
            #expect(throws: StackError.cannotStart(name: "nobody", reason: "No such file or directory")) {
                try ManagedProcess(starting: plan, log: state.log(of: "nobody"))
            }
        }
    }

    @Test(arguments: [
        (Int32(0), ProcessExit.code(0)), (0x0300, .code(3)), (9, .signal(9)), (0x8b, .signal(11)),
    ])
    func aWaitStatusTellsCodeFromSignal(status: Int32, exit: ProcessExit) {
        #expect(ProcessExit(waitStatus: status) == exit)
    }

    private func start(_ script: String, log: URL) throws -> ManagedProcess {
        let shell = URL(fileURLWithPath: "/bin/sh")
        let environment = ["PATH": "/usr/bin:/bin"]
        let plan = ProcessPlan(
            name: "child",
            executable: shell,
            arguments: ["-c", script],
            environment: environment,
            readiness: []
        )
        return try ManagedProcess(starting: plan, log: log)
    }

    private func waitForEnd(of process: inout ManagedProcess) {
        while process.exit == nil {
            process.collect()
            sched_yield()
        }
    }
}
