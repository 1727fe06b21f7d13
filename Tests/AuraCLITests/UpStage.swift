import Foundation
import Testing

@testable import AuraCLI

/// A folder with stand-ins for the four services, and ports that nobody else has.
struct UpStage {
    let state: StateFolder
    let httpPort: Int
    let adminPort: Int
    private let redisPort: Int
    private let binaries: URL

    init() throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("aura-\(UUID().uuidString)")
        self.state = try StateFolder(at: root)
        self.binaries = root.appendingPathComponent("binaries", isDirectory: true)
        self.httpPort = try #require(PortProbe.freePort())
        self.redisPort = try #require(PortProbe.freePort())
        self.adminPort = try #require(Self.fourPortsInARow())
        try FileManager.default.createDirectory(at: self.binaries, withIntermediateDirectories: true)
        for service in ServiceName.allCases {
            let file = self.binaries.appendingPathComponent(service.rawValue)
            try Self.standIn.write(to: file, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        }
    }

    /// Starts `aura-cli up` from the folder that holds this test run.
    func start(environment: [String: String] = [:], arguments: [String] = []) throws -> RunningCommand {
        let runner = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folder = URL(fileURLWithPath: runner).deletingLastPathComponent()
        let common = [
            "up", "--build-folder", self.binaries.path, "--state-folder", self.state.root.path,
            "--http-port", "\(self.httpPort)", "--admin-port", "\(self.adminPort)",
        ]
        let path = ["PATH": "/usr/bin:/bin", "REDIS_URL": "redis://127.0.0.1:\(self.redisPort)"]
        return try RunningCommand(
            executable: folder.appendingPathComponent("aura-cli"),
            arguments: common + arguments,
            environment: path.merging(environment) { $1 }
        )
    }

    /// Stops what a failed test left running, and takes the folder away.
    func remove() {
        if let running = try? RunningStack.read(from: self.state) { running.stop() }
        try? FileManager.default.removeItem(at: self.state.root)
    }

    private static func fourPortsInARow() -> Int? {
        for _ in 0..<100 {
            guard let first = PortProbe.freePort() else { return nil }
            if (first..<first + 4).allSatisfy(PortProbe.isFree) { return first }
        }
        return nil
    }

    // Perl, because every Debian has it: answers 200 (or 503) on its ports until SIGTERM.
    private static let standIn = #"""
        #!/usr/bin/perl
        use strict;
        use IO::Select;
        use IO::Socket::INET;
        my ($name) = $0 =~ m{([^/]+)$};
        $| = 1;
        $SIG{TERM} = sub { print "drained\n"; exit 0 };
        if (($ENV{STAND_IN_DIES} // '') eq $name) { print STDERR "the disk is gone\n"; exit 3 }
        my $is_ready = ($ENV{STAND_IN_UNREADY} // '') ne $name;
        my @ports = ($ENV{AURA_ADMIN_PORT}, $name eq 'aura-gateway-edge' ? $ENV{AURA_HTTP_PORT} : ());
        my @listeners = map {
            IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $_, Listen => 5, ReuseAddr => 1) or die $!
        } @ports;
        my $select = IO::Select->new(@listeners);
        while (1) {
            for my $listener ($select->can_read) {
                my $client = $listener->accept or next;
                sysread $client, my $request, 4096;
                print $client $is_ready ? "HTTP/1.1 200 OK\r\n\r\n{}" : "HTTP/1.1 503 Service Unavailable\r\n\r\nno group";
                close $client;
            }
        }
        """#
}
