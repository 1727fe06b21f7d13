import HTTPTypes
import Hummingbird

extension Request {
    /// The body's bytes; one that is too large is told how large it may be.
    func openAIBody(upTo limit: Int) async throws(OpenAIError) -> [UInt8] {
        do throws(EdgeError) {
            return try await RequestBody.bytes(of: self, upTo: limit)
        } catch {
            throw error.status == .contentTooLarge ? .tooLarge(limit: limit) : OpenAIError(error)
        }
    }
}
