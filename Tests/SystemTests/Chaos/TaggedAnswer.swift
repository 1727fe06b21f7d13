import Foundation
import Synchronization
import TestSupport

/// An answer whose every word tells which question it answers, which request to the provider brought it, and which word
/// it is: one that is lost, repeated, late from a worker that lost its run, or somebody else's shows in the text.
enum TaggedAnswer {
    /// How many words an answer has where nothing else is asked for.
    static let words = 60

    /// What asks for such an answer; an analysis asks for plain words instead.
    static func question(_ number: Int, words: Int) -> String { "chaos chat \(number) in \(words) words" }

    static func word(_ index: Int, of chat: Int, by request: Int) -> String { "c\(chat)r\(request)w\(index) " }

    /// Why a text is not one whole answer to a chat; nil where it is.
    static func problem(in text: String, of chat: Int, words: Int = Self.words) -> String? {
        let parts = text.split(separator: " ")
        guard let first = parts.first, let request = first.firstMatch(of: /^c\d+r(\d+)w0$/)?.output.1 else {
            return "begins with “\(text.prefix(40))”"
        }
        for (index, part) in parts.enumerated() where part != "c\(chat)r\(request)w\(index)" {
            return "has “\(part)” as word \(index) of request \(request)"
        }
        return parts.count == words ? nil : "ends after \(parts.count) words"
    }

    /// A provider that answers so, one word each `pace`.
    static func script(pace: Duration) -> RequestScript {
        let requests = Atomic(0)
        return { request, connection in
            let number = requests.add(1, ordering: .relaxed).newValue
            let body = String(decoding: request.body, as: UTF8.self)
            let question = body.firstMatch(of: /chaos chat (\d+) in (\d+) words/)?.output
            let chat = question.flatMap { Int($0.1) }
            let words = question.flatMap { Int($0.2) } ?? 10
            try await connection.writeHead("200 OK", ProviderScripts.head)
            for index in 0..<words {
                let word = chat.map { Self.word(index, of: $0, by: number) } ?? "word "
                try await connection.writeChunk(ProviderScripts.delta(word))
                try await Task.sleep(for: pace)
            }
            try await connection.writeChunk(ProviderScripts.end)
            try await connection.writeLastChunk()
        }
    }
}
