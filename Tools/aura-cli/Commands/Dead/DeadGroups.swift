import ArgumentParser

/// The dead letters of a service's commands.
struct Dead: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows commands that were given up.",
        discussion:
            "Whoever waited for one was told that it failed; reports to DWP can be tried again: tasks dead retry.",
        subcommands: [DeadList<ServiceStreamArguments>.self, DeadShow<ServiceStreamArguments>.self]
    )
}

/// What concerns the events that the DWP services tell.
struct Events: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks after the events of the workplace.",
        subcommands: [EventsPublish.self, EventsDead.self]
    )
}

/// Events that could not be indexed.
struct EventsDead: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead",
        abstract: "Shows events that could not be indexed, and tries them again.",
        subcommands: [
            DeadList<EventStreamArguments>.self, DeadShow<EventStreamArguments>.self,
            DeadRetry<EventStreamArguments>.self,
        ]
    )
}

/// What concerns the tasks service.
struct Tasks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows tasks, and looks after what is reported to the DWP backend.",
        subcommands: [TasksList.self, TasksShow.self, TasksDead.self]
    )
}

/// Reports that were given up.
struct TasksDead: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead",
        abstract: "Shows reports that were given up, and tries them again.",
        subcommands: [
            DeadList<TaskStreamArguments>.self, DeadShow<TaskStreamArguments>.self,
            DeadRetry<TaskStreamArguments>.self,
        ]
    )
}
