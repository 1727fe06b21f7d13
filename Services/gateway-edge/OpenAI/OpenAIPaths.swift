import Messages

/// Where the OpenAI-compatible API is, so that its errors have its shape whoever finds them.
enum OpenAIPaths {
    static func contain(_ path: String) -> Bool {
        let rest = path.hasPrefix("/aura/") ? path.dropFirst("/aura".count) : path[...]
        return rest == "/v1" || rest.hasPrefix("/v1/")
    }

    /// A model as a request names it; nil where the name leaves the choice to the provider.
    static func model(_ name: String?) throws(OpenAIError) -> String? {
        guard let name, name != "aura", name != "default" else { return nil }
        guard !name.isEmpty, name.utf8.count <= 200 else { throw .invalid(.unusable("model"), param: "model") }
        return name
    }
}
