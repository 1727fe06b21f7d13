import Testing

@testable import Telemetry

@Suite struct SentryAddressTests {
    @Test(arguments: [
        ("https://abc@o1.ingest.sentry.io/42", "https://o1.ingest.sentry.io/api/42/envelope/"),
        ("https://abc:old@sentry.example/42", "https://sentry.example/api/42/envelope/"),
        ("http://abc@127.0.0.1:8000/7", "http://127.0.0.1:8000/api/7/envelope/"),
        ("https://abc@example.com/errors/team/7", "https://example.com/errors/team/api/7/envelope/"),
        ("https://abc@[::1]:9000/7", "https://[::1]:9000/api/7/envelope/"),
    ])
    func addressFollowsFromTheDSN(dsn: String, url: String) throws {
        let address = try #require(SentryAddress(dsn))
        #expect(address.url == url)
        #expect(
            address.authorization(client: "c/1") == "Sentry sentry_version=7, sentry_client=c/1, sentry_key=abc"
        )
    }

    @Test(arguments: [
        "", "abc", "https://sentry.io/42", "https://abc@sentry.io", "https://abc@sentry.io/",
        "https://abc@sentry.io/42/", "ftp://abc@sentry.io/42", "https://abc@/42", "https://abc@sentry.io/42?x=y",
        "https://a%0Ab@sentry.io/42", "https://abc@sentry.io//42",
    ])
    func whatIsNoDSNIsRefused(dsn: String) {
        #expect(SentryAddress(dsn) == nil)
    }
}
