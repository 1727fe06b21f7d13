import Foundation

/// What the processes of a test have logged, wherever in its folder.
enum LogFiles {
    static func texts(in folder: URL) -> [(name: String, text: String)] {
        guard let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) else { return [] }
        return all.compactMap { $0 as? URL }.filter { $0.lastPathComponent.contains(".log") }.map { file in
            // What a killed process cut off in the middle of a character is text, too.
            (file.lastPathComponent, (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) } ?? "")
        }
    }
}
