import Observability
import Testing

@testable import Indexer

@Suite struct IndexGaugesTests {
    @Test func theMetricsSayWhatTheIndexHolds() async throws {
        try await withStore { store in
            let registry = PrometheusRegistry()
            registry.declare(IndexGauges<SQLiteStore>.declarations)
            let gauges = IndexGauges(
                store: store,
                logger: quietLogger,
                factory: PrometheusMetricsFactory(registry: registry)
            )
            func shown(_ line: String) -> Bool {
                String(decoding: registry.exposition().bytes, as: UTF8.self).contains("\n\(line)\n")
            }
            #expect(shown("aura_index_documents 0") && shown("aura_index_tenants 0"))
            for name in ["1", "2"] {
                try await store.add((0..<3).map { .mail("mail_\($0)", "회의", in: try tenant(name)) })
            }
            await gauges.refresh()
            #expect(shown("aura_index_documents 6") && shown("aura_index_tenants 2"))
        }
    }
}
