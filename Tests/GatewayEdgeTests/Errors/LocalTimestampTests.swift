import TestSupport
import Testing

@testable import GatewayEdge

@Suite struct LocalTimestampTests {
    // Contract §4.1: seconds are always there, a fraction's last zeros never.
    @Test(arguments: [
        (Int64(1_769_938_200_000), "2026-02-01T09:30:00"), (1_769_938_200_500, "2026-02-01T09:30:00.5"),
        (1_769_938_200_123, "2026-02-01T09:30:00.123"), (1_769_938_200_120, "2026-02-01T09:30:00.12"),
        (1_769_938_200_007, "2026-02-01T09:30:00.007"), (0, "1970-01-01T00:00:00"),
    ])
    func aTimeIsWrittenAsTheBackendDoes(milliseconds: Int64, text: String) {
        #expect(LocalTimestamp.text(of: milliseconds) == text)
    }
}
