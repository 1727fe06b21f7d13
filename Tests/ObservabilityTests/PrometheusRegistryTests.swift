import CoreMetrics
import Foundation
import Observability
import Testing

@Suite("The metrics registry")
struct PrometheusRegistryTests {
    private let registry = PrometheusRegistry()
    private var factory: PrometheusMetricsFactory { PrometheusMetricsFactory(registry: self.registry) }

    /// The exposition without the registry's own family.
    private func text() -> String {
        String(decoding: self.registry.exposition().bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.contains("aura_metrics_hidden_series_total") }
            .joined(separator: "\n")
    }

    private func value(_ sample: String) -> Double? {
        self.text().split(separator: "\n").first { $0.hasPrefix(sample + " ") }
            .flatMap { Double($0.dropFirst(sample.count + 1)) }
    }

    @Test("writes version 0.0.4 of the text format")
    func golden() {
        self.registry.declare(
            MetricDeclaration(
                "aura_tasks_total",
                .counter,
                help: "Tasks by outcome;\na \\ in it.",
                labelSets: MetricDeclaration.labelSets(crossing: ["outcome": ["completed", "failed"]])
            ),
            MetricDeclaration("aura_wait_seconds", .histogram(buckets: [0.005, 0.5, 1]), help: "Waiting time.")
        )
        Counter(label: "aura_tasks_total", dimensions: [("outcome", "failed")], factory: self.factory).increment(by: 2)
        let timer = Timer(label: "aura_wait_seconds", dimensions: [], factory: self.factory)
        timer.recordMilliseconds(5)
        timer.recordMilliseconds(750)
        timer.recordSeconds(2)
        Meter(label: "open.streams", dimensions: [], factory: self.factory).set(-1.5)
        Gauge(label: "9lives", dimensions: [("b", "x\"y\\z\n한"), ("a-b", "1")], factory: self.factory).record(7)
        FloatingPointCounter(label: "cost_total", dimensions: [], factory: self.factory).increment(by: 0.5)
        #expect(
            self.text() == #"""
                # TYPE _9lives gauge
                _9lives{a_b="1",b="x\"y\\z\n한"} 7
                # HELP aura_tasks_total Tasks by outcome;\na \\ in it.
                # TYPE aura_tasks_total counter
                aura_tasks_total{outcome="completed"} 0
                aura_tasks_total{outcome="failed"} 2
                # HELP aura_wait_seconds Waiting time.
                # TYPE aura_wait_seconds histogram
                aura_wait_seconds_bucket{le="0.005"} 1
                aura_wait_seconds_bucket{le="0.5"} 1
                aura_wait_seconds_bucket{le="1"} 2
                aura_wait_seconds_bucket{le="+Inf"} 3
                aura_wait_seconds_sum 2.755
                aura_wait_seconds_count 3
                # TYPE cost_total counter
                cost_total 0.5
                # TYPE open_streams gauge
                open_streams -1.5

                """#
        )
        #expect(PrometheusText.contentType == "text/plain; version=0.0.4; charset=utf-8")
    }

    @Test("exposes timers in seconds under a name that says so")
    func timerUnit() {
        Timer(label: "request.duration", dimensions: [], factory: self.factory).recordNanoseconds(1_500_000_000)
        #expect(self.value("request_duration_seconds_sum") == 1.5)
        #expect(self.value(#"request_duration_seconds_bucket{le="1"}"#) == 0)
        #expect(self.value(#"request_duration_seconds_bucket{le="2.5"}"#) == 1)
    }

    @Test("covers timers from 100 µs to a minute")
    func timerBuckets() {
        let timer = Timer(label: "a_seconds", dimensions: [], factory: self.factory)
        timer.recordMicroseconds(100)
        timer.recordSeconds(60)
        timer.recordSeconds(61)
        #expect(self.value(#"a_seconds_bucket{le="0.0001"}"#) == 1)
        #expect(self.value(#"a_seconds_bucket{le="30"}"#) == 1)
        #expect(self.value(#"a_seconds_bucket{le="60"}"#) == 2)
        #expect(self.value("a_seconds_count") == 3)
    }

    @Test("counts every increment and observation of many threads", .timeLimit(.minutes(1)))
    func concurrency() async {
        let factory = self.factory
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let counter = Counter(label: "c_total", dimensions: [("a", "1"), ("b", "2")], factory: factory)
                    let fraction = FloatingPointCounter(label: "f_total", dimensions: [], factory: factory)
                    let meter = Meter(label: "m", dimensions: [], factory: factory)
                    let recorder = Recorder(label: "r_seconds", dimensions: [], aggregate: true, factory: factory)
                    for _ in 0..<50_000 {
                        counter.increment()
                        fraction.increment(by: 0.5)
                        meter.increment(by: 2)
                        meter.decrement(by: 1)
                        recorder.record(0.25)
                    }
                }
            }
        }
        Counter(label: "c_total", dimensions: [("b", "2"), ("a", "1")], factory: factory).increment()
        #expect(self.value(#"c_total{a="1",b="2"}"#) == 400_001)
        #expect(self.value("f_total") == 200_000)
        #expect(self.value("m") == 400_000)
        #expect(self.value("r_seconds_count") == 400_000)
        #expect(self.value("r_seconds_sum") == 100_000)
        #expect(self.value(#"r_seconds_bucket{le="0.25"}"#) == 400_000)
        #expect(self.value(#"r_seconds_bucket{le="0.1"}"#) == 0)
    }

    @Test("ignores what is not a number, and tells infinite gauges")
    func oddNumbers() {
        let recorder = Recorder(label: "r", dimensions: [], aggregate: true, factory: self.factory)
        recorder.record(Double.nan)
        recorder.record(Double.infinity)
        recorder.record(3)
        Meter(label: "m", dimensions: [], factory: self.factory).set(-Double.infinity)
        FloatingPointCounter(label: "c", dimensions: [], factory: self.factory).increment(by: Double.nan)
        #expect(self.value("r_count") == 1)
        #expect(self.text().contains("m -Inf\n"))
        #expect(self.text().contains("c 0\n"))
    }

    @Test("keeps one kind for a name, and measures another in vain")
    func conflictingKinds() {
        Counter(label: "x", dimensions: [], factory: self.factory).increment(by: 4)
        Meter(label: "x", dimensions: [], factory: self.factory).set(9)
        Timer(label: "x", dimensions: [("a", "b")], factory: self.factory).recordSeconds(1)
        Meter(label: "x", dimensions: [("a", "b")], factory: self.factory).set(9)
        #expect(self.text().components(separatedBy: "# TYPE x counter\n").count == 2)
        #expect(self.value("x") == 4)
        #expect(self.value(#"x{a="b"}"#) == nil)
        let all = String(decoding: self.registry.exposition().bytes, as: UTF8.self)
        #expect(all.contains("\naura_metrics_hidden_series_total 2\n"))
    }

    @Test("bounds the series of a family")
    func seriesLimit() {
        for number in 0..<(PrometheusRegistry.maximumSeriesPerFamily + 10) {
            Counter(label: "x_total", dimensions: [("id", "\(number)")], factory: self.factory).increment()
        }
        let samples = self.text().split(separator: "\n").filter { $0.hasPrefix("x_total{") }
        #expect(samples.count == PrometheusRegistry.maximumSeriesPerFamily)
    }

    @Test("forgets a destroyed series, but not a declared one")
    func destruction() {
        self.registry.declare(MetricDeclaration("x_total", .counter, help: "X.", labelSets: [["a": "declared"]]))
        let declared = Counter(label: "x_total", dimensions: [("a", "declared")], factory: self.factory)
        let other = Counter(label: "x_total", dimensions: [("a", "other")], factory: self.factory)
        declared.increment()
        other.increment()
        declared.destroy()
        other.destroy()
        #expect(self.value(#"x_total{a="declared"}"#) == 1)
        #expect(self.value(#"x_total{a="other"}"#) == nil)
    }

    @Test("crosses label values")
    func crossing() {
        let sets = MetricDeclaration.labelSets(crossing: ["a": ["1", "2"], "b": ["x", "y", "z"]])
        #expect(Set(sets).count == 6)
        #expect(sets.contains(["a": "2", "b": "z"]))
    }

    @Test("keeps a histogram's own label free")
    func reservedLabel() {
        Recorder(label: "r", dimensions: [("le", "v")], aggregate: true, factory: self.factory).record(1)
        #expect(self.value(#"r_bucket{exported_le="v",le="1"}"#) == 1)
    }

    @Test("tells the process's own metrics")
    func processMetrics() throws {
        self.registry.addCollector(ProcessMetrics(service: "aura-llm", version: "1.0.0").collect)
        #expect(self.value(#"aura_build_info{service="aura-llm",version="1.0.0"}"#) == 1)
        #expect(try #require(self.value("process_cpu_seconds_total")) > 0)
        #expect(try #require(self.value("process_resident_memory_bytes")) > 1_000_000)
        let start = try #require(self.value("process_start_time_seconds"))
        #expect(abs(start - Date().timeIntervalSince1970) < 3600)
        #expect(try #require(self.value("process_open_fds")) >= 3)
    }
}
