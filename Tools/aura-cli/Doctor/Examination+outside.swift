import DWPGateway
import HTTPFetch
import Messages
import ServiceKit

extension Examination {
    /// The providers that this environment configures.
    func providers() async -> [Diagnosis] {
        let endpoints: [ProviderEndpoint]
        do throws(SettingsError) {
            endpoints = try ProviderEndpoint.all(self.settings)
        } catch {
            return [.fail("provider", error.description, "correct it or unset it")]
        }
        guard !endpoints.isEmpty else {
            return [
                .warn(
                    "provider",
                    "none is configured here",
                    "set OPENAI_API_KEY or OPENAI_BASE_URL where aura-llm runs; without, answers quote documents"
                )
            ]
        }
        var found: [Diagnosis] = []
        for endpoint in endpoints {
            do throws(FetchError) {
                let response = try await self.far.fetch(endpoint.request)
                let body = try await response.body.collect(upTo: Self.answerLimit)
                found.append(endpoint.diagnosis(of: EdgeAnswer(status: response.status, body: body)))
            } catch {
                found.append(endpoint.diagnosis(of: error))
            }
        }
        return found
    }

    /// The DWP gateway, asked for the caller's tasks as `aura-tasks` asks it.
    func gateway() async -> [Diagnosis] {
        let configuration: DWPConfiguration
        do throws(SettingsError) {
            configuration = try DWPConfiguration(self.settings)
        } catch {
            return [.fail("dwp", error.description, "correct it or unset it")]
        }
        do {
            let request = self.gatewayRequest(configuration)
            let response = try await self.far.fetch(request)
            let body = try await response.body.collect(upTo: Self.answerLimit)
            let answer = EdgeAnswer(status: response.status, body: body)
            return [EdgeReview.gateway(answer, url: configuration.baseURL)]
        } catch {
            let finding = "\(configuration.baseURL) does not answer: \(error.message)"
            let isChosen = self.settings.string("DWP_GATEWAY_URL") != nil
            return [
                isChosen
                    ? .fail("dwp", finding, "start the DWP gateway, or correct DWP_GATEWAY_URL")
                    : .warn("dwp", finding, "set DWP_GATEWAY_URL; without it analyses and tools of DWP do not work")
            ]
        }
    }

    /// The listing where somebody can be named who asks for it, else whatever the gateway says to nobody.
    private func gatewayRequest(_ configuration: DWPConfiguration) -> FetchRequest {
        var headers: [FetchHeader] = []
        var whose = ""
        if let access = try? self.edgeAccess(),
            let tenant = TenantID(access.tenant), let user = access.user.flatMap({ UserID($0) })
        {
            let caller = DWPCaller(
                tenant: tenant,
                user: user,
                correlation: RunID.random().description,
                authorization: (try? access.token()).map { CallerAuthorization(token: $0) }
            )
            headers = configuration.headers(for: caller, type: nil)
            whose = "userId=\(EdgeAddress.escaped(user.description))&tenantId=\(EdgeAddress.escaped(access.tenant))&"
        }
        return FetchRequest(
            url: configuration.baseURL + "/api/main/agent/tasks?\(whose)page=0&size=1",
            headers: headers,
            timeouts: configuration.timeouts
        )
    }
}
