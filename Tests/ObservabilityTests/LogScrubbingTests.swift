import Observability
import Testing

@Suite struct LogScrubbingTests {
    @Test(arguments: [
        ("Bearer abc.def", "Bearer [redacted]"), ("got bearer  abc, no", "got bearer [redacted], no"),
        ("token eyJhbGciOi.eyJzdWIi.c2ln_-x end", "token [redacted] end"),
        ("Incorrect API key provided: sk-proj-abc123DEF.", "Incorrect API key provided: [redacted]."),
        ("redis://user:pass@host:6379/0", "redis://[redacted]@host:6379/0"),
        ("https://key@sentry.io/4", "https://[redacted]@sentry.io/4"),
        ("connection refused at host:80, task-12345678", "connection refused at host:80, task-12345678"),
    ])
    func secretsAreTakenOutOfWords(text: String, expected: String) {
        #expect(LogRedaction.scrubbed(text) == expected)
    }
}
