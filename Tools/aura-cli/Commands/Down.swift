import ArgumentParser

/// Stops what a running `up` started.
struct Down: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Stops what a running `up` started.")

    @OptionGroup var state: StateOptions

    func run() throws {
        let state = try self.state.makeFolder()
        guard let running = try RunningStack.read(from: state) else {
            Console.say("Nothing is running.")
            return
        }
        running.stop()
        try RunningStack.remove(from: state)
        Console.say("Stopped.")
    }
}
