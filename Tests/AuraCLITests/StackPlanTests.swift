import Foundation
import Testing

@testable import AuraCLI

@Suite struct StackPlanTests {
    @Test func onlyTheLLMServiceSeesProviderKeys() throws {
        try withStateFolder { state in
            let plan = try makePlan(state, environment: ["OPENAI_API_KEY": "sk-1", "AURA_LLM_PROVIDERS": "[]"])
            let holders = plan.services.filter { $0.environment.values.contains { ["sk-1", "[]"].contains($0) } }
            #expect(holders.map(\.name) == ["aura-llm"])
            #expect(holders.first?.environment["OPENAI_API_KEY"] == "sk-1")
        }
    }

    @Test func programsThatAreNotOursSeeNoSecrets() {
        let environment = ["PATH": "/bin", "OPENAI_API_KEY": "sk-1", "JWT_SECRET": "s", "REDIS_URL": "redis://:p@h"]
        #expect(StackPlan.plain(environment) == ["PATH": "/bin"])
    }

    @Test func aLocalModelTakesTheProvidersPlaceInTheLLMServiceAlone() throws {
        try withStateFolder { state in
            var plan = try makePlan(state, environment: ["OPENAI_API_KEY": "sk-1", "OPENAI_MODEL": "gpt-4"])
            plan.model = ModelEndpoint(port: 4321, model: "small")
            for service in plan.services where service.name != "aura-llm" {
                #expect(service.environment["OPENAI_BASE_URL"] == nil)
            }
            let llm = try #require(plan.services.first { $0.name == "aura-llm" })
            #expect(llm.environment["OPENAI_BASE_URL"] == "http://127.0.0.1:4321/v1")
            #expect(llm.environment["OPENAI_MODEL"] == "small")
            #expect(llm.environment["OPENAI_API_KEY"] == "local")
        }
    }

    @Test func everyServiceGetsAnAdminPortOfItsOwnAndIsAskedThere() throws {
        try withStateFolder { state in
            let plan = try makePlan(state, environment: ["AURA_ADMIN_PORT": "1", "LOG_FILE": "all.log"])
            let ports = plan.services.map { "\($0.name) \($0.environment["AURA_ADMIN_PORT"] ?? "")" }
            #expect(
                ports == ["aura-tasks 9203", "aura-indexer 9202", "aura-llm 9201", "aura-gateway-edge 9200"]
            )
            #expect(plan.services[0].readiness == [.http(host: "127.0.0.1", port: 9203, path: "/health/ready")])
            #expect(
                plan.services[3].readiness == [
                    .http(host: "127.0.0.1", port: 9200, path: "/health/ready"),
                    .http(host: "127.0.0.1", port: 8000, path: "/health/ready"),
                ]
            )
            #expect(plan.services.allSatisfy { $0.environment["LOG_FILE"] == nil })
        }
    }

    @Test(arguments: [
        ("0.0.0.0", "http://127.0.0.1:8000"), ("", "http://127.0.0.1:8000"), ("10.1.2.3", "http://10.1.2.3:8000"),
    ])
    func theAddressIsOneThatAClientCanConnectTo(host: String, address: String) throws {
        try withStateFolder { state in
            let plan = try makePlan(state, environment: ["AURA_HTTP_HOST": host])
            #expect(plan.address == address)
        }
    }

    @Test func anHTTPPortMayBeAList() throws {
        #expect(try StackPlan.ports(from: "8000, 9000") == [8000, 9000])
    }

    @Test(arguments: ["", "eighty", "0", "70000", "8000,x"])
    func refusesWhatIsNoPort(list: String) {
        #expect(throws: StackError.self) { try StackPlan.ports(from: list) }
    }

    private func makePlan(_ state: StateFolder, environment: [String: String]) throws -> StackPlan {
        StackPlan(
            environment: environment,
            binaries: state.root,
            httpPorts: [8000],
            firstAdminPort: 9200,
            redisURL: "redis://127.0.0.1:6379",
            secret: try TokenSecret(environment: [:], state: state),
            dataFolder: state.data
        )
    }
}
