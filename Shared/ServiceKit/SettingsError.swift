/// Says which setting cannot be used, and why; a process that meets one ends with exit code 78.
///
/// The problem quotes no secret's value.
package struct SettingsError: Error, CustomStringConvertible {
    /// The variable's documented name.
    package var name: String
    /// What is wrong with it, in words that follow the name: "is not set".
    package var problem: String

    package init(name: String, problem: String) {
        self.name = name
        self.problem = problem
    }

    package var description: String {
        "\(self.name) \(self.problem)"
    }
}
