import Observability
import Testing

@Suite("Redaction")
struct LogRedactionTests {
    @Test(
        "hides secret names, however they are written",
        arguments: [
            "authorization", "Authorization", "proxy-authorization", "token", "accessToken", "access_token", "x.token",
            "secret", "jwt_secret", "JWT_SECRET", "clientSecret", "api_key", "API_KEY", "apiKey", "X-Api-Key", "apikey",
            "password", "db.password", "PASSWORD",
        ]
    )
    func hidden(key: String) {
        #expect(LogRedaction.hides(key))
    }

    @Test(
        "leaves other names",
        arguments: ["tokens", "promptTokens", "secretary", "key", "passwordless", "run", "", "_"]
    )
    func shown(key: String) {
        #expect(!LogRedaction.hides(key))
    }
}
