import HummingbirdCore
import NIOCore

extension HTTPServerBuilder {
    /// HTTP/1.1 with limits on the time that a client may take.
    static func edge(_ settings: EdgeSettings) -> HTTPServerBuilder {
        let head = TimeAmount(settings.headTimeout)
        let body = TimeAmount(settings.bodyTimeout)
        // The DWP gateway keeps idle connections for 30 s (contract §1.3): ours must outlast them.
        return .http1(
            configuration: .init(
                additionalChannelHandlers: [
                    RequestDeadline(head: head, body: body, keepAlive: .seconds(90))
                ]
            )
        )
    }
}
