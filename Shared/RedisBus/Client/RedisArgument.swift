/// One argument of a command: any bytes, zero included.
package struct RedisArgument: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    private enum Storage: Hashable {
        case text(String)
        case bytes([UInt8])
    }

    private let storage: Storage

    package init(_ text: String) {
        self.storage = .text(text)
    }

    package init(_ text: Substring) {
        self.storage = .text(String(text))
    }

    package init(_ bytes: [UInt8]) {
        self.storage = .bytes(bytes)
    }

    package init(_ bytes: ArraySlice<UInt8>) {
        self.storage = .bytes(Array(bytes))
    }

    package init(_ number: some BinaryInteger) {
        self.storage = .text(String(number))
    }

    package init(stringLiteral value: String) {
        self.storage = .text(value)
    }

    package init(integerLiteral value: Int64) {
        self.storage = .text(String(value))
    }

    /// The argument's bytes as they go over the wire.
    package var bytes: [UInt8] {
        switch self.storage {
        case .text(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        }
    }

    /// How many bytes the argument has.
    package var count: Int {
        switch self.storage {
        case .text(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        }
    }

    /// Tells whether the argument is this ASCII keyword, in any case.
    func isKeyword(_ keyword: String) -> Bool {
        guard self.count == keyword.utf8.count else { return false }
        switch self.storage {
        case .text(let text): return text.uppercased() == keyword
        case .bytes(let bytes): return String(decoding: bytes, as: UTF8.self).uppercased() == keyword
        }
    }

    /// Lends the argument's bytes as they go over the wire.
    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        switch self.storage {
        case .text(var text): text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
        case .bytes(let bytes): bytes.withUnsafeBytes(body)
        }
    }
}
