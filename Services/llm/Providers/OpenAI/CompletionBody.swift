import FoundationEssentials

/// The body of a streamed `POST /chat/completions` made of what a client wrote: its bytes stay as they are, since the
/// order of a schema's fields means something to models, and equal beginnings are what providers' caches go by.
enum CompletionBody {
    /// - Parameter original: JSON text of an object with at least one field; neither `model` nor `stream` among them.
    static func bytes(of original: String, model: String) throws -> [UInt8] {
        var bytes = Array(#"{"model":"#.utf8)
        bytes += try JSONEncoder().encode(model)
        bytes += Array(#","stream":true,"stream_options":{"include_usage":true},"#.utf8)
        bytes += original.utf8.drop { $0 != UInt8(ascii: "{") }.dropFirst()
        return bytes
    }
}
