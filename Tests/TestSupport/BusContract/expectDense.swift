package import Messages
package import Testing

/// Expects that a whole log has every event once: numbered without a gap, each epoch beginning where the last ended.
package func expectDense(_ entries: [LogEntry], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(entries.map(\.id.sequence) == (0..<entries.count).map { UInt64($0) + 1 }, sourceLocation: sourceLocation)
    var last = EventID.zero
    for entry in entries {
        if entry.id.epoch > last.epoch {
            #expect(entry.started?.after == last, "epoch \(entry.id.epoch)", sourceLocation: sourceLocation)
        } else {
            #expect(entry.started == nil && entry.id.epoch == last.epoch, sourceLocation: sourceLocation)
        }
        last = entry.id
    }
    let terminals = entries.indices.filter { entries[$0].event.type.isTerminal }
    #expect(terminals.isEmpty || terminals == [entries.count - 1], sourceLocation: sourceLocation)
}
