/// One command with its arguments, not yet encoded.
package struct RedisCommand: Sendable, Hashable {
    package let name: String
    package let arguments: [RedisArgument]

    package init(_ name: String, _ arguments: [RedisArgument]) {
        self.name = name
        self.arguments = arguments
    }

    package init(_ name: String, _ arguments: RedisArgument...) {
        self.name = name
        self.arguments = arguments
    }
}
