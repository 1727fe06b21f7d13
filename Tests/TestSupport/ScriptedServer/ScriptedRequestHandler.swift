import NIOCore
import NIOHTTP1

/// Joins a request's parts to one `ScriptedRequest` and hands it to whoever reads the connection's requests.
final class ScriptedRequestHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    private let connection: Int
    private let requests: AsyncStream<ScriptedRequest>.Continuation
    private var request: ScriptedRequest?

    init(connection: Int, requests: AsyncStream<ScriptedRequest>.Continuation) {
        self.connection = connection
        self.requests = requests
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head):
            self.request = ScriptedRequest(
                method: head.method.rawValue,
                path: head.uri,
                headers: head.headers.map { (name: $0.name, value: $0.value) },
                body: [],
                connection: self.connection
            )
        case .body(let bytes):
            self.request?.body.append(contentsOf: bytes.readableBytesView)
        case .end:
            if let request = self.request { self.requests.yield(request) }
            self.request = nil
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.requests.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
