#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// An open file that lines are appended to; closed when given up.
struct LogFile: ~Copyable {
    private let descriptor: Int32
    private(set) var size: Int
    /// Whether it is a file that can be renamed and cut, not a pipe or a device.
    let isRegular: Bool

    /// Opens the file for appending and makes it, and the folders above it, where they are missing.
    init(path: String) throws(LogFileError) {
        Self.makeFolders(above: path)
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw LogFileError(action: "open", code: errno)
        }
        var status = stat()
        fstat(descriptor, &status)
        self.descriptor = descriptor
        self.size = Int(status.st_size)
        self.isRegular = status.st_mode & S_IFMT == S_IFREG
    }

    deinit {
        close(self.descriptor)
    }

    /// Appends the whole line, or cuts off again what could be written of it.
    mutating func append(_ line: [UInt8]) throws(LogFileError) {
        do {
            try DescriptorOutput.write(line, to: self.descriptor)
            self.size += line.count
        } catch {
            if self.isRegular {
                _ = ftruncate(self.descriptor, off_t(self.size))
            }
            throw error
        }
    }

    private static func makeFolders(above path: String) {
        var folder = path.hasPrefix("/") ? "" : "."
        for name in path.split(separator: "/").dropLast() {
            folder += "/" + name
            mkdir(folder, 0o750)  // where it fails, opening the file tells
        }
    }
}
