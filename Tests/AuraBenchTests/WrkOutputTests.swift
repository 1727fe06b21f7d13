import Testing

@testable import AuraBench

@Suite struct WrkOutputTests {
    private let text = """
        Running 5s test @ http://127.0.0.1:8000/runs/x
          1 threads and 50 connections
          Thread Stats   Avg      Stdev     Max   +/- Stdev
            Latency     4.63ms    1.07ms  21.31ms   93.41%
            Req/Sec    10.87k     1.15k   12.27k    88.00%
          54089 requests in 5.00s, 28.01MB read
        """

    @Test func theRateIsRead() {
        let output = WrkOutput(self.text + "\nRequests/sec:  10811.42\nTransfer/sec:      5.60MB\n")
        #expect(output?.requestsPerSecond == 10_811.42)
        #expect(output?.failures == 0)
    }

    @Test func failuresAreRead() {
        let output = WrkOutput(
            self.text + "\n  Socket errors: connect 1, read 2, write 0, timeout 3\n"
                + "  Non-2xx or 3xx responses: 40\nRequests/sec:  10.5\n"
        )
        #expect(output?.failures == 46)
    }

    @Test func anythingElseIsNoOutcome() {
        #expect(WrkOutput("unable to connect") == nil)
    }
}
