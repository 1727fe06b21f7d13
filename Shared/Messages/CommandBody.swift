import FoundationEssentials

/// The JSON body of one kind of command. New fields are optional and old ones keep their meaning, since replicas of two
/// versions share a stream while one is rolled out.
package protocol CommandBody: Codable, Sendable, Equatable {
    /// The command's `kind` field.
    static var kind: String { get }
    /// Who carries it out.
    static var worker: WorkerService { get }
}

extension CommandBody {
    /// The body as it stands in the command.
    package func encoded() throws -> [UInt8] {
        Array(try JSONEncoder().encode(self))
    }

    /// Reads a command's body.
    package static func decoded(from bytes: [UInt8]) throws -> Self {
        try JSONDecoder().decode(Self.self, from: Data(bytes))
    }
}
