import Foundation
import Glibc
import ServiceKit

extension Examination {
    /// Open files and disk space.
    func machine() -> [Diagnosis] {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let files: Diagnosis
        do throws(SettingsError) {
            let connections = try self.settings.int("AURA_MAX_CONNECTIONS", default: 20_000, in: 1...1_000_000)
            files = MachineReview.files(limit: UInt64(limit.rlim_cur), connections: connections)
        } catch {
            files = .fail("files", error.description, "correct it or unset it")
        }
        return [files, self.disk()]
    }

    private func disk() -> Diagnosis {
        let state = URL(fileURLWithPath: self.edge.state.stateFolder, isDirectory: true)
        let folder = self.settings.string("AURA_DATA_DIR") ?? state.appendingPathComponent("data").path
        // A folder that is not there yet is made in the nearest one that is.
        var present = URL(fileURLWithPath: folder, isDirectory: true).standardizedFileURL
        while !FileManager.default.fileExists(atPath: present.path), present.path != "/" {
            present.deleteLastPathComponent()
        }
        var figures = statvfs()
        let isKnown = statvfs(present.path, &figures) == 0
        let free = isKnown ? UInt64(figures.f_bavail) * UInt64(figures.f_frsize) : nil
        return MachineReview.disk(free: free, folder: folder, isWritable: access(present.path, W_OK) == 0)
    }
}
