import CoreMetrics
import Logging
import Metrics
import Observability
import ServiceLifecycle

/// Shows what the index holds as metrics.
struct IndexGauges<Store: VectorStore>: Service {
    let store: Store
    let logger: Logger
    var interval = Duration.seconds(15)
    var factory: any MetricsFactory = MetricsSystem.factory

    /// The families that stand at zero from the start.
    static var declarations: [MetricDeclaration] {
        [
            MetricDeclaration("aura_index_documents", .gauge, help: "Documents that can be found."),
            MetricDeclaration("aura_index_tenants", .gauge, help: "Tenants with documents."),
        ]
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.refresh()
                try? await Task.sleep(for: self.interval)
            }
        }
    }

    /// Reads the store once.
    func refresh() async {
        do throws(VectorStoreError) {
            let statistics = try await self.store.statistics()
            Gauge(label: "aura_index_documents", factory: self.factory).record(statistics.documents)
            Gauge(label: "aura_index_tenants", factory: self.factory).record(statistics.tenants)
        } catch {
            self.logger.debug("Counting the index failed", metadata: ["error": "\(error)"])
        }
    }
}
