import NIOCore
import NIOHTTP1

/// Joins a request's parts to one `ScriptedRequest`.
final class ScriptedRequestHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = ScriptedRequest

    private var request: ScriptedRequest?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head):
            self.request = ScriptedRequest(
                method: head.method.rawValue,
                path: head.uri,
                headers: head.headers.map { (name: $0.name, value: $0.value) },
                body: [],
                connection: 0
            )
        case .body(let bytes):
            self.request?.body.append(contentsOf: bytes.readableBytesView)
        case .end:
            guard let request = self.request else { return }
            self.request = nil
            context.fireChannelRead(self.wrapInboundOut(request))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
