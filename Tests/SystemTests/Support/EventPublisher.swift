import Foundation

/// Publishes domain events as the DWP services do.
enum EventPublisher {
    /// A mail as the contract's sample shows it (§5.2).
    static func mail(_ id: Int, _ subject: String, body: String? = nil, tenant: String = "1") throws -> String {
        var data: [String: Any] = ["mailId": id, "subject": subject, "recipientCount": 3]
        if let body { data["body"] = body }
        let event: [String: Any] = [
            "eventId": UUID().uuidString, "eventType": "MAIL_SENT", "source": "mail-service", "tenantId": tenant,
            "userId": "42", "data": data, "timestamp": "2026-02-01T09:30:00.12", "metadata": NSNull(),
        ]
        return String(decoding: try JSONSerialization.data(withJSONObject: event), as: UTF8.self)
    }

    /// Publishes messages in order on one connection, and returns when Redis has them all.
    static func publish(_ messages: [String], on redisPort: Int) async throws {
        let commands = messages.map { message in
            "*3\r\n$7\r\nPUBLISH\r\n$14\r\ndwp:events:all\r\n$\(message.utf8.count)\r\n\(message)\r\n"
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["redis-cli", "-p", "\(redisPort)", "--pipe"]
        let input = Pipe()
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        let ends = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            ends.continuation.yield(process.terminationStatus)
            ends.continuation.finish()
        }
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(commands.joined().utf8))
        try input.fileHandleForWriting.close()
        for await status in ends.stream where status != 0 {
            throw StackError(description: "redis-cli ended with \(status)")
        }
    }
}
