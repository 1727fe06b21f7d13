#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Reads what the system knows of this process, and names its build.
package struct ProcessMetrics: Sendable {
    private let service: String
    private let version: String
    /// Seconds since 1970; unknown where there is no `/proc`.
    private let startTime: Double?

    package init(service: String, version: String) {
        self.service = service
        self.version = version
        self.startTime = Self.readStartTime()
    }

    /// Writes Prometheus's standard process metrics and `aura_build_info`; what this system does not tell is left out.
    package func collect(into text: inout PrometheusText) {
        text.family("aura_build_info", kind: .gauge, help: "Always 1; its labels name the build.")
        text.sample("aura_build_info", labels: ["service": self.service, "version": self.version], value: 1)
        Self.append("process_cpu_seconds_total", .counter, "User and system CPU time.", Self.cpuSeconds(), to: &text)
        Self.append("process_open_fds", .gauge, "Open file descriptors.", Self.openDescriptors(), to: &text)
        Self.append("process_resident_memory_bytes", .gauge, "Resident memory.", Self.residentBytes(), to: &text)
        Self.append(
            "process_start_time_seconds",
            .gauge,
            "Start of the process, in seconds since 1970.",
            self.startTime,
            to: &text
        )
    }

    private static func append(
        _ name: String,
        _ kind: MetricKind,
        _ help: String,
        _ value: Double?,
        to text: inout PrometheusText
    ) {
        guard let value else { return }
        text.family(name, kind: kind, help: help)
        text.sample(name, value: value)
    }

    private static func cpuSeconds() -> Double? {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }

    /// The second field of `/proc/self/statm`, in pages (proc(5)).
    private static func residentBytes() -> Double? {
        let fields = Self.readFile("/proc/self/statm").split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
        return Double(pages * sysconf(Int32(_SC_PAGESIZE)))
    }

    private static func openDescriptors() -> Double? {
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil {
            count += 1
        }
        return Double(count - 3)  // without `.`, `..` and the directory's own
    }

    /// Field 22 of `/proc/self/stat`, in clock ticks since the boot whose time is `btime` in `/proc/stat` (proc(5)).
    private static func readStartTime() -> Double? {
        let status = Self.readFile("/proc/self/stat")
        guard let nameEnd = status.lastIndex(of: ")") else { return nil }  // the name before may hold anything
        let fields = status[status.index(after: nameEnd)...].split(separator: " ")
        let bootLine = Self.readFile("/proc/stat").split(separator: "\n").first { $0.hasPrefix("btime ") }
        guard fields.count > 19, let ticks = Double(fields[19]), let boot = bootLine?.split(separator: " ").last,
            let bootTime = Double(boot)
        else { return nil }
        return bootTime + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The file's first MiB as text; empty where it cannot be read.
    private static func readFile(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var content: [UInt8] = []
        while content.count < 1024 * 1024 {
            let part = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
                count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
            }
            guard !part.isEmpty else { break }
            content += part
        }
        return String(decoding: content, as: UTF8.self)
    }
}
