/// An error that the server answered with, such as `NOGROUP No such key …`.
package struct RedisReplyError: Error, Hashable, CustomStringConvertible {
    /// The first word, by which kinds are told apart: `ERR`, `NOGROUP`, `NOSCRIPT`, `WRONGTYPE`.
    package let prefix: String
    /// The whole line, the prefix included.
    package let message: String

    package init(_ message: String) {
        self.prefix = String(message.prefix { $0 != " " })
        self.message = message
    }

    package var description: String { self.message }
}
