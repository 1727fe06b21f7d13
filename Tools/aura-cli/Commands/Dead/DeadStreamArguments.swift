import ArgumentParser
import Bus
import Messages

/// Says whose dead letters a command is about.
protocol DeadStreamArguments: ParsableArguments {
    var stream: DeadLetterStream { get }
}

/// Those of the events; nothing to say.
struct EventStreamArguments: DeadStreamArguments {
    var stream: DeadLetterStream { .events }
}

/// Those of the tasks service; nothing to say.
struct TaskStreamArguments: DeadStreamArguments {
    var stream: DeadLetterStream { .commands(.tasks) }
}

/// Those of a service that is named.
struct ServiceStreamArguments: DeadStreamArguments {
    @Argument(help: "Whose commands: llm, indexer or tasks.")
    var service: WorkerService

    var stream: DeadLetterStream { .commands(self.service) }
}

extension WorkerService: ExpressibleByArgument {}
