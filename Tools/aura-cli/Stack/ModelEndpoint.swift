/// An OpenAI-compatible server on this machine.
struct ModelEndpoint: Equatable {
    var port: Int
    var model: String

    /// What points the llm service at it; the key is a word, since the server asks for none.
    var environment: [String: String] {
        [
            "AURA_LLM_PROVIDER": "openai",
            "OPENAI_BASE_URL": "http://127.0.0.1:\(self.port)/v1",
            "OPENAI_MODEL": self.model,
            "OPENAI_API_KEY": "local",
        ]
    }
}
