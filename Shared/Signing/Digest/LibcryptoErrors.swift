import COpenSSL

/// Keeps libcrypto's error queue as it was.
///
/// The queue belongs to the thread, and other users of the library take an entry left behind for their own failure.
enum LibcryptoErrors {
    static func dropped<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        ERR_set_mark()
        defer { ERR_pop_to_mark() }
        return try body()
    }
}
