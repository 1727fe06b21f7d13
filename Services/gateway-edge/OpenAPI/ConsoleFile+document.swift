import ConsoleFiles
import ServiceKit

extension ConsoleFile {
    /// The OpenAPI document, with the version of this build in it.
    static let document: ConsoleFile = {
        let file = aura_api_document()
        let bytes = UnsafeBufferPointer(start: file.bytes, count: file.count)
        let text = String(decoding: bytes, as: UTF8.self)
        return ConsoleFile(
            name: String(cString: file.name),
            bytes: Array(text.replacing("$VERSION", with: ServiceIdentity.currentVersion).utf8)
        )
    }()
}
