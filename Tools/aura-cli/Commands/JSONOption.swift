import ArgumentParser
import Messages

/// Whether a program reads what is printed. There is one shape for all commands: a line of standard output is one JSON
/// object, a list is a line for each of its elements, and words are on standard error.
struct JSONOption: ParsableArguments {
    @Flag(help: "Prints one JSON object a line.")
    var json = false

    /// Prints objects for a program, or in their place lines for people.
    func say(_ objects: [JSONValue], or lines: [String]) {
        for line in self.json ? objects.map(\.text.harmlessJSON) : lines { Console.say(line) }
    }
}
