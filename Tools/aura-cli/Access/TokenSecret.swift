import Foundation

/// The HS256 secret that tokens are signed and checked with: `JWT_SECRET`, or one made for this machine.
struct TokenSecret: Equatable {
    /// The shortest key that HS256 may have: as long as its digest (RFC 7518 section 3.2).
    static let minimumBytes = 32

    let value: String

    /// Takes `JWT_SECRET`; outside production a missing one is made at random and kept in the state folder.
    ///
    /// Fails on a secret that is too short, and in production on a missing one.
    init(environment: [String: String], state: StateFolder) throws {
        self.value = try Self.given(environment) ?? Self.kept(in: state.secret) ?? Self.made(in: state.secret)
    }

    /// Takes `JWT_SECRET`, or outside production the one that was made before; makes none.
    init(environment: [String: String], keptIn file: URL) throws {
        guard let value = try Self.given(environment) ?? Self.kept(in: file) else { throw StackError.secretNotKept }
        self.value = value
    }

    private static func given(_ environment: [String: String]) throws -> String? {
        guard let given = environment["JWT_SECRET"], !given.isEmpty else {
            guard environment["AURA_ENV"]?.lowercased() != "production" else { throw StackError.secretMissing }
            return nil
        }
        guard given.utf8.count >= Self.minimumBytes else { throw StackError.secretTooShort(Self.minimumBytes) }
        return given
    }

    private static func kept(in file: URL) -> String? {
        guard let kept = try? String(contentsOf: file, encoding: .utf8), kept.utf8.count >= Self.minimumBytes else {
            return nil
        }
        return kept
    }

    private static func made(in file: URL) throws -> String {
        var generator = SystemRandomNumberGenerator()
        let made = (0..<Self.minimumBytes)
            .map { _ in String(format: "%02x", UInt8.random(in: .min ... .max, using: &generator)) }
            .joined()
        let mode: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        let partial = file.appendingPathExtension("partial")
        guard FileManager.default.createFile(atPath: partial.path, contents: Data(made.utf8), attributes: mode) else {
            throw StackError.cannotWrite(path: partial.path)
        }
        guard rename(partial.path, file.path) == 0 else { throw StackError.cannotWrite(path: file.path) }
        return made
    }
}
