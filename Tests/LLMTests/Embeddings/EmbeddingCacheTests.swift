import Testing

@testable import LLM

@Suite struct EmbeddingCacheTests {
    private static let size = 4 * 4 + 32 + 160

    private func key(_ text: String, model: String = "m", dimension: Int = 4) -> EmbeddingCache.Key {
        EmbeddingCache.Key(model: model, dimension: dimension, text: text)
    }

    private func vector(_ number: Int) -> [Float] { [Float](repeating: Float(number), count: 4) }

    @Test func whatWasIdleForLongestGoesFirst() {
        var cache = EmbeddingCache(limit: 3 * Self.size)
        for (number, text) in ["a", "b", "c"].enumerated() { cache.insert(self.vector(number), for: self.key(text)) }
        #expect(cache.vector(for: self.key("a")) == self.vector(0))
        cache.insert(self.vector(3), for: self.key("d"))
        #expect(cache.vector(for: self.key("b")) == nil)
        #expect(cache.vector(for: self.key("c")) == self.vector(2))
        cache.insert(self.vector(4), for: self.key("e"))
        #expect(cache.vector(for: self.key("a")) == nil)
        #expect(cache.vector(for: self.key("d")) == self.vector(3))
        #expect(cache.bytes == 3 * Self.size)
    }

    @Test func aTextOfAnotherModelOrSizeIsAnother() {
        var cache = EmbeddingCache()
        cache.insert(self.vector(1), for: self.key("a"))
        #expect(cache.vector(for: self.key("a", model: "n")) == nil)
        #expect(cache.vector(for: self.key("a", dimension: 5)) == nil)
        #expect(cache.vector(for: self.key("a")) == self.vector(1))
    }

    @Test func whatIsInsertedAgainIsReplacedAndCountedOnce() {
        var cache = EmbeddingCache()
        cache.insert(self.vector(1), for: self.key("a"))
        cache.insert(self.vector(2), for: self.key("a"))
        #expect(cache.vector(for: self.key("a")) == self.vector(2))
        #expect(cache.bytes == Self.size)
    }

    @Test func whatIsLargerThanTheCacheIsNotKept() {
        var cache = EmbeddingCache(limit: Self.size)
        cache.insert(self.vector(1), for: self.key("a"))
        cache.insert([Float](repeating: 1, count: 5), for: self.key("b"))
        #expect(cache.vector(for: self.key("a")) == self.vector(1))
        #expect(cache.vector(for: self.key("b")) == nil)
    }

    /// Against a list that is kept in order the slow way.
    @Test func itAgreesWithASimpleModelOverManySteps() {
        let limit = 20
        var cache = EmbeddingCache(limit: limit * Self.size)
        var model: [(text: String, number: Int)] = []
        var generator = SystemRandomNumberGenerator()
        for step in 0..<5000 {
            let text = "t\(Int.random(in: 0..<40, using: &generator))"
            let place = model.firstIndex { $0.text == text }
            if Bool.random(using: &generator) {
                cache.insert(self.vector(step), for: self.key(text))
                if let place { model.remove(at: place) }
                model.append((text, step))
                if model.count > limit { model.removeFirst() }
            } else {
                #expect(cache.vector(for: self.key(text)) == place.map { self.vector(model[$0].number) })
                if let place { model.append(model.remove(at: place)) }
            }
            #expect(cache.bytes == model.count * Self.size)
        }
    }
}
