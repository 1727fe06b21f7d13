/// What the processes of a test are trusted with, and must never write down.
enum Secrets {
    static let token = "a secret of the system tests, long enough"
    static let provider = "sk-system-tests"
    static let service = "service-token-of-the-system-tests"
    static let sentry = "sentrykeyofthesystemtests"
    static let collector = "collector-key-of-the-system-tests"

    /// What no log may hold; tokens of people begin with `eyJ`, and stand after `Bearer` in requests.
    static let forbidden = [Self.token, Self.provider, Self.service, Self.sentry, Self.collector, "eyJ", "Bearer "]
}
