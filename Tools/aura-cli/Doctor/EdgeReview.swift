import Messages

/// What an edge tells of itself and of the services behind it.
enum EdgeReview {
    private static let advice = [
        "redis": "start Redis, or set the edge's REDIS_URL",
        "llm": "start aura-llm; ./aura logs llm says why it is not there",
        "indexer": "start aura-indexer; ./aura logs indexer says why it is not there",
        "tasks": "start aura-tasks; ./aura logs tasks says why it is not there",
    ]

    /// - Parameter answer: To `GET /health/ready` at the edge: `{"status","checks":{name: "ready" or why not}}`.
    static func readiness(_ answer: EdgeAnswer) -> [Diagnosis] {
        guard let checks = JSONValue.read(answer.body)?["checks"]?.object else {
            return [.fail("edge-ready", "the answer (\(answer.status)) cannot be read", "is this an edge of Aura?")]
        }
        return checks.sorted { $0.key < $1.key }.compactMap { name, state in
            let state = state.string ?? state.text
            guard name != "process" || state != "ready" else { return nil }
            let check = "edge-\(name)"
            guard state != "ready" else { return .ok(check, "the edge has it") }
            return .fail(check, "the edge says: \(state)", Self.advice[name] ?? "look at its log")
        }
    }

    /// - Parameter answer: Of a service's admin port on this machine: `{"status","service","checks":{…}}`.
    static func adminPort(_ answer: EdgeAnswer, service: String, port: Int) -> Diagnosis {
        let said = JSONValue.read(answer.body)
        guard said?["service"]?.string == service else {
            return .warn(service, "something else answers on port \(port)", "--admin-port says where the processes are")
        }
        guard answer.status != 200 else { return .ok(service, "ready on port \(port)") }
        let reasons = (said?["checks"]?.object ?? [:]).sorted { $0.key < $1.key }.compactMap { name, check in
            check["reason"]?.string.map { "\(name): \($0)" }
        }
        return .fail(service, "not ready: \(reasons.joined(separator: ", "))", "its log says more")
    }

    /// - Parameter answer: To a question that only a valid token is answered.
    static func token(_ answer: EdgeAnswer, isMade: Bool) -> Diagnosis {
        let check = "token"
        switch answer.status {
        case 200: return .ok(check, isMade ? "the edge takes tokens signed with our secret" : "the edge takes it")
        case 401 where isMade:
            return .fail(
                check,
                "the edge refuses tokens signed with our secret",
                "JWT_SECRET here and at the edge must be the same; see also the clocks"
            )
        case 401, 403: return .fail(check, answer.problem.description, "get a new token; ./aura token makes one")
        default: return .warn(check, answer.problem.description, "see the other checks")
        }
    }

    /// - Parameter answer: To `GET /v1/models`.
    static func models(_ answer: EdgeAnswer) -> Diagnosis {
        let check = "models"
        guard answer.status == 200 else {
            return .warn(check, answer.problem.description, "aura-llm tells which models there are; see edge-llm")
        }
        let models = JSONValue.read(answer.body)?["data"]?.array?.compactMap { $0["id"]?.string } ?? []
        guard models != ["extractive"] else {
            return .warn(
                check,
                "no model is configured: answers are quotations from documents",
                "set OPENAI_API_KEY or OPENAI_BASE_URL for aura-llm, or ./aura up --local-model"
            )
        }
        return .ok(check, "aura-llm has \(models.joined(separator: ", "))")
    }

    /// - Parameters:
    ///   - answer: Of the DWP gateway to a question for the caller's tasks.
    ///   - url: Where it is.
    static func gateway(_ answer: EdgeAnswer, url: String) -> Diagnosis {
        let check = "dwp"
        switch answer.status {
        case 401, 403:
            return .warn(
                check,
                "\(url) answers and refuses our token (\(answer.status))",
                "JWT_SECRET must be the one of DWP's auth-server, or set DWP_SERVICE_TOKEN"
            )
        case 500...: return .warn(check, "\(url) answers \(answer.status)", "its main-service is away, or fails")
        default: return .ok(check, "\(url) answers")
        }
    }
}
