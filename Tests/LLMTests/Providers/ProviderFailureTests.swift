import HTTPFetch
import Messages
import Testing

@testable import LLM

@Suite struct ProviderFailureTests {
    @Test(arguments: [
        (400, ProviderFailure.Kind.invalidRequest), (401, .unauthorized), (403, .unauthorized), (402, .refused),
        (404, .modelNotFound),
        (408, .unavailable), (413, .invalidRequest), (422, .invalidRequest), (429, .rateLimited), (500, .unavailable),
        (502, .unavailable), (503, .unavailable), (529, .unavailable), (204, .broken), (301, .broken), (307, .broken),
    ])
    func everyStatusHasItsKind(status: Int, kind: ProviderFailure.Kind) {
        #expect(ProviderFailure(status: status, detail: "", retryAfter: nil).kind == kind)
    }

    @Test(arguments: [
        (FetchError.Code.firstByteTimeout, ProviderFailure.Kind.timeout), (.idleTimeout, .timeout),
        (.totalTimeout, .timeout),
        (.resolveFailed, .unreachable), (.connectFailed, .unreachable), (.connectTimeout, .unreachable),
        (.tlsFailed, .unreachable), (.shutDown, .unreachable), (.connectionCut, .broken), (.responseTooLarge, .broken),
        (.protocolError, .broken), (.cancelled, .broken), (.invalidRequest, .invalidRequest),
    ])
    func everyFailedTransferHasItsKind(code: FetchError.Code, kind: ProviderFailure.Kind) {
        #expect(ProviderFailure(FetchError(code: code, message: "m")).kind == kind)
    }

    @Test(arguments: [
        (ProviderFailure.Kind.unauthorized, RunFailure.ErrorType.provider), (.rateLimited, .rateLimited),
        (.unavailable, .provider), (.invalidRequest, .invalidRequest), (.timeout, .providerTimeout),
        (.unreachable, .provider), (.broken, .provider),
    ])
    func thePersonIsToldTheTypeAndNoDetail(kind: ProviderFailure.Kind, type: RunFailure.ErrorType) {
        let failure = ProviderFailure(kind: kind, detail: "sk-secret at 10.0.0.7: Traceback").runFailure
        #expect(failure.errorType == type)
        for text in [failure.error, failure.message] {
            #expect(!text.isEmpty)
            for leak in ["sk-", "10.0.0.7", "Traceback"] { #expect(!text.contains(leak)) }
        }
    }
}
