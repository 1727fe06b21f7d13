import Foundation
import HTTPFetch

extension Examination {
    /// The edge, what it says of the services, and those of them that are on this machine.
    func edgeAndServices() async -> [Diagnosis] {
        await self.edgeItself() + self.services()
    }

    private func edgeItself() async -> [Diagnosis] {
        let address: EdgeAddress
        do throws(OperatorError) {
            address = try self.edge.address(environment: self.environment)
        } catch {
            return [.fail("edge", error.description, "correct --url or AURA_URL")]
        }
        let before = Date()
        let health: FetchResponse
        do {
            health = try await self.near.fetch(Self.quick(address.url(["health"])))
        } catch {
            return [
                .fail(
                    "edge",
                    "nothing answers at \(address): \(error.message)",
                    "start it (./aura up), or say --url where it is"
                )
            ]
        }
        let after = Date()
        guard health.status == 200 else {
            return [
                .fail("edge", "\(address) answers \(health.status)", "is this an edge of Aura? --url says where it is")
            ]
        }
        var found = [Diagnosis.ok("edge", "\(address) answers")]
        if let date = health.headers["Date"].flatMap(ClockDifference.httpDate) {
            // The header has whole seconds, cut off.
            let clock = ClockDifference(other: date + 0.5, before: before, after: after)
            found.append(clock.diagnosis("clock-edge", whose: "the edge's"))
        }
        if let ready = await self.answer(self.near, to: Self.quick(address.url(["health", "ready"]))) {
            found += EdgeReview.readiness(ready)
        }
        return found + (await self.asPerson(at: address))
    }

    /// What the edge lets the caller do.
    private func asPerson(at address: EdgeAddress) async -> [Diagnosis] {
        do {
            let access = try self.edgeAccess()
            let language = TerminalLanguage.tag(environment: self.environment)
            let client = EdgeClient(address: address, access: access, language: language, http: self.near)
            let usage = try await client.answer(to: .get("usage"))
            let token = EdgeReview.token(usage, isMade: access.isRenewable)
            guard token.status == .ok else { return [token] }
            return [token, EdgeReview.models(try await client.answer(to: .get("v1", "models")))]
        } catch {
            return [.fail("token", "\(error)", "set JWT_SECRET, or AURA_TOKEN to a token")]
        }
    }

    private func services() async -> [Diagnosis] {
        var found: [Diagnosis] = []
        for service in ServiceName.allCases where service != .gatewayEdge {
            let port = self.adminPort + service.adminPortOffset
            // Who does not answer is on another machine, or the edge misses it already.
            guard let answer = await self.answer(self.near, to: Self.quick("http://127.0.0.1:\(port)/health/ready"))
            else {
                continue
            }
            found.append(EdgeReview.adminPort(answer, service: service.rawValue, port: port))
        }
        return found
    }

    /// The whole answer; nil where none came.
    func answer(_ http: any HTTPFetching, to request: FetchRequest) async -> EdgeAnswer? {
        guard let response = try? await http.fetch(request),
            let body = try? await response.body.collect(upTo: Self.answerLimit)
        else { return nil }
        return EdgeAnswer(status: response.status, body: body)
    }

    private static func quick(_ url: String) -> FetchRequest {
        let timeouts = FetchTimeouts(
            connect: .seconds(3),
            firstByte: .seconds(5),
            idle: .seconds(5),
            total: .seconds(8)
        )
        return FetchRequest(url: url, timeouts: timeouts)
    }
}
