extension SearchResults {
    /// Written member by member: an encoder takes longer for what was found than the search for finding it.
    package func encoded() throws -> [UInt8] {
        var json: [UInt8] = []
        json.reserveCapacity(self.results.reduce(64) { $0 + $1.text.utf8.count + 512 })
        json.append(contentsOf: "{".utf8)
        if let degraded = self.degraded { json.append(contentsOf: "\"degraded\":\(degraded),".utf8) }
        json.append(contentsOf: "\"results\":[".utf8)
        for (index, hit) in self.results.enumerated() {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            hit.append(to: &json)
        }
        json.append(contentsOf: "],\"tookMs\":\(self.tookMs)}".utf8)
        return json
    }
}

extension SearchHit {
    fileprivate func append(to json: inout [UInt8]) {
        json.append(contentsOf: "{\"id\":".utf8)
        JSONString.append(self.id, to: &json)
        json.append(contentsOf: ",\"metadata\":".utf8)
        MetadataValue.append(self.metadata, to: &json)
        json.append(contentsOf: ",\"score\":\(self.score),\"text\":".utf8)
        JSONString.append(self.text, to: &json)
        json.append(contentsOf: ",\"type\":".utf8)
        JSONString.append(self.type, to: &json)
        json.append(UInt8(ascii: "}"))
    }
}
