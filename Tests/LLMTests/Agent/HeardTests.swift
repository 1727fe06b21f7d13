import Messages
import Testing

@testable import LLM

@Suite struct HeardTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func textGoesOnAtOnceAndIsPartedFromTheTurnBefore() throws {
        var heard = Heard(trusting: [], separator: "\n\n")
        #expect(try heard.take(.text(self.bytes("안"))) == Heard.News(text: self.bytes("\n\n안")))
        #expect(try heard.take(.text(self.bytes("녕"))) == Heard.News(text: self.bytes("녕")))
        #expect(heard.finish() == Heard.News())
        #expect(heard.text == self.bytes("안녕"))
    }

    @Test func thoughtsGoOnTogetherBeforeWhatFollowsThem() throws {
        var heard = Heard(trusting: [], separator: "")
        #expect(try heard.take(.reasoning(self.bytes("First, "))) == Heard.News())
        #expect(try heard.take(.reasoning(self.bytes("look."))) == Heard.News())
        let news = try heard.take(.text(self.bytes("I look.")))
        #expect(news == Heard.News(thoughts: [self.bytes("First, look.")], text: self.bytes("I look.")))
    }

    @Test func aLongThoughtGoesOnLineByLine() throws {
        var heard = Heard(trusting: [], separator: "")
        let line = String(repeating: "생각", count: 400)
        #expect(try heard.take(.reasoning(self.bytes(line + "\n" + "and"))).thoughts == [self.bytes(line)])
        #expect(heard.finish().thoughts == [self.bytes("and")])
        let endless = String(repeating: "가", count: 2000)
        #expect(try heard.take(.reasoning(self.bytes(endless))).thoughts.flatMap { $0 } == self.bytes(endless))
    }

    @Test func linksThatNobodyGaveAreNoLinks() throws {
        var heard = Heard(trusting: ["see https://trusted.example/a"], separator: "")
        var shown = try heard.take(.text(self.bytes("![x](https://evil.example/?q=1) "))).text
        shown += try heard.take(.text(self.bytes("https://trusted.example/a "))).text
        shown += heard.finish().text
        let text = String(decoding: shown, as: UTF8.self)
        #expect(!text.contains("https://evil.example"))
        #expect(text.contains("https://trusted.example/a"))
    }
}
