extension SearchResults {
    /// Written member by member: an encoder takes longer for what was found than the search for finding it.
    package func encoded() throws -> [UInt8] {
        var object = JSONObjectText(reserving: self.results.reduce(64) { $0 + $1.text.utf8.count + 512 })
        if let degraded = self.degraded { object.add("degraded", degraded) }
        var hits: [UInt8] = [UInt8(ascii: "[")]
        for hit in self.results {
            if hits.count > 1 { hits.append(UInt8(ascii: ",")) }
            hits.append(contentsOf: hit.json)
        }
        hits.append(UInt8(ascii: "]"))
        object.add("results", json: hits)
        object.add("tookMs", self.tookMs)
        return object.end()
    }
}

extension SearchHit {
    fileprivate var json: [UInt8] {
        var object = JSONObjectText(reserving: self.text.utf8.count + 512)
        object.add("id", self.id)
        object.add("metadata", json: MetadataValue.json(self.metadata))
        object.add("score", self.score)
        object.add("text", self.text)
        object.add("type", self.type)
        return object.end()
    }
}
