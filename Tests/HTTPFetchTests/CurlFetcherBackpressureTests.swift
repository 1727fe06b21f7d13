import Foundation
import Synchronization
import TestSupport
import Testing

@testable import HTTPFetch

@Suite(.timeLimit(.minutes(1))) struct CurlFetcherBackpressureTests {
    @Test func aReaderThatDoesNotReadHoldsTheSenderBackAndLosesNothing() async throws {
        let size = 50 << 20
        let piece = (0..<65_521).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let written = Mutex(0)
        let script: RequestScript = { _, connection in
            try await connection.writeHead("200 OK", ["Content-Length: \(size)"])
            var left = size
            while left > 0 {
                let part = min(left, piece.count)
                try await connection.write(Array(piece.prefix(part)))
                left -= part
                written.withLock { $0 += part }
            }
        }
        try await withScriptedServer(script) { server in
            try await withFetcher { fetcher in
                let response = try await fetcher.fetch(FetchRequest(url: server.url()))
                let transfer = try #require(response.body.source as? TransferLease).transfer
                // The sender stands still once the kernel's buffers are full too.
                var before = -1
                while !transfer.isHeldBack || before != written.withLock({ $0 }) {
                    before = written.withLock { $0 }
                    #expect(transfer.bufferedBytes <= 64 * 1024)
                    try await Task.sleep(for: .milliseconds(50))
                }
                #expect(before < size / 2)
                var position = 0
                for try await bytes in response.body {
                    #expect(bytes.count <= 64 * 1024)
                    #expect(Self.matches(bytes, piece, from: position))
                    position += bytes.count
                }
                #expect(position == size)
            }
        }
    }

    /// Compares a part of a body made of one repeated piece.
    private static func matches(_ bytes: [UInt8], _ piece: [UInt8], from start: Int) -> Bool {
        var position = 0
        while position < bytes.count {
            let offset = (start + position) % piece.count
            let length = min(piece.count - offset, bytes.count - position)
            let isEqual = bytes.withUnsafeBytes { left in
                piece.withUnsafeBytes { right in
                    guard let left = left.baseAddress, let right = right.baseAddress else { return false }
                    return memcmp(left + position, right + offset, length) == 0
                }
            }
            guard isEqual else { return false }
            position += length
        }
        return true
    }
}
