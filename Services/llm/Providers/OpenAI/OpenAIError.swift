import FoundationEssentials

/// What a provider says of an error: it puts an object or a string there.
struct OpenAIError: Decodable, Sendable {
    var description: String

    init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            self.description = text
        } else {
            let fields = try? decoder.container(keyedBy: CodingKeys.self)
            self.description = (try? fields?.decode(String.self, forKey: .message)) ?? "an error without a message"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case message
    }

    private struct Body: Decodable {
        var error: OpenAIError?
    }

    /// What the body of an answer says of an error; nil where it says nothing of one.
    static func said(in body: [UInt8]) -> String? {
        (try? JSONDecoder().decode(Body.self, from: Data(body)))?.error?.description
    }
}
