import ConsoleFiles
import NIOCore
import Signing

/// One file of the console, as it is compiled into this binary.
struct ConsoleFile: Sendable {
    var name: String
    var bytes: ByteBuffer
    var contentType: String
    /// Names these very bytes, in quotes (RFC 9110, section 8.8.3).
    var entityTag: String

    /// Every file, by its name.
    static let all: [String: ConsoleFile] = Dictionary(
        uniqueKeysWithValues: (0..<aura_console_file_count()).map { index in
            let file = ConsoleFile(aura_console_file_at(index))
            return (file.name, file)
        }
    )

    private init(_ file: aura_console_file) {
        self.init(
            name: String(cString: file.name),
            bytes: Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
        )
    }

    init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = ByteBuffer(bytes: bytes)
        self.contentType = Self.contentType(of: self.name)
        self.entityTag = "\"\(SHA256.hexadecimalDigest(of: self.bytes.readableBytesView).prefix(32))\""
    }

    private static func contentType(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "json": "application/json"
        case "svg": "image/svg+xml"
        default: "application/octet-stream"
        }
    }
}
