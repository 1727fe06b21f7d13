import Foundation
import Glibc

/// What whoever started this process left open in it, besides the three standard streams.
enum InheritedDescriptors {
    /// Keeps them from processes started later: a pipe that a child holds open never ends for its reader.
    static func keepFromChildren() {
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in open.compactMap({ Int32($0) }) where descriptor > STDERR_FILENO {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
    }
}
