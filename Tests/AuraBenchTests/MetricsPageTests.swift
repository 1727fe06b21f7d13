import Testing

@testable import AuraBench

@Suite struct MetricsPageTests {
    @Test func seriesAreSummedByLabel() {
        let page = MetricsPage(
            """
            # TYPE aura_events_total counter
            aura_events_total{outcome="indexed"} 12
            aura_events_total{outcome="dead",x="1"} 3
            process_cpu_seconds_total 1.5
            """
        )
        #expect(page.sum(of: "aura_events_total") == 15)
        #expect(page.sum(of: "aura_events_total", label: ("outcome", "dead")) == 3)
        #expect(page.sum(of: "process_cpu_seconds_total") == 1.5)
        #expect(page.sum(of: "absent") == 0)
    }
}
