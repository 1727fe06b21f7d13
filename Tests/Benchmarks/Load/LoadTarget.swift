/// Who is asked for streams, and how.
struct LoadTarget: Sendable {
    var port: Int
    var path: String
    /// The headers of the request with this number; a caller of its own may stand behind each.
    var headers: @Sendable (Int) -> [(String, String)]
    var body: @Sendable (StreamOrder) -> String

    /// The upstream itself, or a proxy that passes on whatever comes.
    static func provider(port: Int) -> LoadTarget {
        LoadTarget(port: port, path: "/v1/chat/completions", headers: { _ in [] }) { order in
            #"{"model":"\#(order.model)","stream":true,"messages":[{"role":"user","content":"go"}]}"#
        }
    }

    /// A service with the product's chat route.
    static func chat(port: Int, callers: Callers) -> LoadTarget {
        LoadTarget(port: port, path: "/chat/stream", headers: { callers.headers(of: $0) }) { order in
            #"{"message":"go","model":"\#(order.model)","rag":false}"#
        }
    }
}
