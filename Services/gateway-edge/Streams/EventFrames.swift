import Bus
import NIOCore
import ServerSentEvents

/// Writes what a viewer is shown as server-sent events, in the shape of the route that began the run.
protocol EventFrames: Sendable {
    /// Whether the stream has said its last, although the run may go on.
    var isOver: Bool { get }

    /// One array a write; each holds whole events.
    mutating func frames(for event: ViewerEvent) throws -> [[UInt8]]
}

extension EventFrames {
    var isOver: Bool { false }

    /// The frames of several events, one behind the other.
    mutating func bytes(for events: [ViewerEvent]) throws -> ByteBuffer {
        var bytes = ByteBuffer()
        for event in events {
            for frame in try self.frames(for: event) { bytes.writeBytes(frame) }
        }
        return bytes
    }
}

/// What every stream says, whatever its shape.
enum StreamMarks {
    static let greeting = Self.written { EventStreamEncoder.append(comment: "connected", to: &$0) }
    static let ping = Self.written { EventStreamEncoder.append(comment: "ping (id: unchanged)", to: &$0) }
    static let done = Self.written { EventStreamEncoder.appendDone(to: &$0) }

    private static func written(_ write: (inout [UInt8]) -> Void) -> [UInt8] {
        var bytes: [UInt8] = []
        write(&bytes)
        return bytes
    }
}
