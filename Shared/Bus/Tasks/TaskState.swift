/// One run's task: what is wished of it and how far that has come.
package struct TaskState: Sendable, Equatable {
    package var wishes: TaskWishes
    package var standing: TaskStanding

    package init(wishes: TaskWishes = TaskWishes(), standing: TaskStanding = TaskStanding()) {
        self.wishes = wishes
        self.standing = standing
    }
}
