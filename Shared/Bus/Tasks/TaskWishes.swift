package import Messages

/// All that was wished of one run's task so far, in whatever order and however often the wishes came.
package struct TaskWishes: Sendable, Equatable {
    package var create: CreateTask?
    package var isStarted: Bool
    /// The highest progress, with the description that came with it first.
    package var progress: ReportProgress?
    /// The first of all endings.
    package var end: TaskEnd?

    package init(
        create: CreateTask? = nil,
        isStarted: Bool = false,
        progress: ReportProgress? = nil,
        end: TaskEnd? = nil
    ) {
        self.create = create
        self.isStarted = isStarted
        self.progress = progress
        self.end = end
    }

    mutating func add(_ wish: TaskWish) {
        switch wish {
        case .create(let create): if self.create == nil { self.create = create }
        case .start: self.isStarted = true
        case .progress(let report): if report.progress > self.progress?.progress ?? -1 { self.progress = report }
        case .end(let end): if self.end == nil { self.end = end }
        }
    }
}
