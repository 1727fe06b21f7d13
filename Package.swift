// swift-tools-version: 6.2
import PackageDescription

// Packages, one line each: `from:` takes a listed version or a newer one of the same first number.
let packages: [Package.Dependency] = [
    .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0", traits: []),
    .package(url: "https://github.com/apple/swift-distributed-tracing.git", from: "1.7.3"),
    .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0", traits: []),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let collections: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let inMemoryLogging: Target.Dependency = .product(name: "InMemoryLogging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let coreMetrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let lifecycleTestKit: Target.Dependency = .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let tracing: Target.Dependency = .product(name: "Tracing", package: "swift-distributed-tracing")
let nioTLS: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")

/// Links with lld and packs the addresses that need no symbol, some 30,000 in each executable: the loader reads 10 KiB of them
/// at a start, and each process holds that in memory, instead of 800. Needs glibc 2.36 (Debian 12) to start.
let packedRelocations: [LinkerSetting] = [
    .unsafeFlags(
        ["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"],
        .when(platforms: [.linux], configuration: .release)
    )
]

let package = Package(
    name: "aura-platform",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "aura-gateway-edge", targets: ["GatewayEdge"]),
        .executable(name: "aura-llm", targets: ["LLM"]),
        .executable(name: "aura-indexer", targets: ["IndexerProcess"]),
        .executable(name: "aura-tasks", targets: ["Tasks"]),
        .executable(name: "aura-cli", targets: ["AuraCLI"]),
        .executable(name: "aura-bench", targets: ["AuraBench"]),
        .executable(name: "aura-hot-paths", targets: ["HotPaths"]),
        .executable(name: "aura-dwp-stand-in", targets: ["DWPStandIn"]),
    ],
    dependencies: packages,
    targets: [
        // C libraries: a module map and a shim.h each.
        .systemLibrary(name: "CHiredis", path: "Shared/CHiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(name: "CCurl", path: "Shared/CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "COpenSSL", path: "Shared/COpenSSL", providers: [.apt(["libssl-dev"])]),

        // The console's files, as bytes of the edge's binary.
        .target(name: "ConsoleFiles", path: "Services/gateway-edge/Console/Embedded"),

        // Arithmetic that portable Swift compiles badly.
        .target(name: "CVectors", path: "Shared/CVectors"),

        // What the processes share. Arrows point down this list's layers: adapters, then Bus, then Messages.
        .target(name: "Messages", path: "Shared/Messages"),
        .target(name: "Spans", dependencies: [tracing], path: "Shared/Spans"),
        .target(
            name: "Bus",
            dependencies: ["Messages", "Observability", "Spans", collections, lifecycle, logging, metrics, tracing],
            path: "Shared/Bus"
        ),
        .target(
            name: "RedisBus",
            dependencies: [
                "Bus", "Messages", "Observability",
                "CHiredis", collections, configuration, lifecycle, logging, metrics, nioCore, nioPosix, nioTLS,
            ],
            path: "Shared/RedisBus"
        ),
        .target(name: "ServerSentEvents", path: "Shared/ServerSentEvents"),
        .target(name: "HTTPFetch", dependencies: ["CCurl", configuration, logging], path: "Shared/HTTPFetch"),
        // The way to the DWP backend: two processes call it.
        .target(
            name: "DWPGateway",
            dependencies: ["HTTPFetch", "Messages", "ServiceKit", "Spans", tracing],
            path: "Shared/DWPGateway"
        ),
        .target(name: "Signing", dependencies: ["COpenSSL"], path: "Shared/Signing"),
        .target(name: "Observability", dependencies: [logging, metrics, coreMetrics], path: "Shared/Observability"),
        .target(
            name: "Telemetry",
            dependencies: ["HTTPFetch", "Observability", "Spans", logging, metrics, tracing],
            path: "Shared/Telemetry"
        ),
        .target(
            name: "ServiceKit",
            dependencies: [
                "HTTPFetch", "Observability", "Telemetry", tracing, configuration, hummingbird, lifecycle, logging,
                metrics, nioCore, nioPosix,
                unixSignals,
            ],
            path: "Shared/ServiceKit",
            linkerSettings: packedRelocations
        ),

        // The processes.
        .executableTarget(
            name: "GatewayEdge",
            dependencies: [
                "Bus", "ConsoleFiles", "Messages", "Observability", "RedisBus", "ServerSentEvents", "ServiceKit",
                "Signing", "Spans",
                tracing, configuration, httpTypes, hummingbird, hummingbirdCore, lifecycle, logging, metrics, nioCore,
                nioHTTPTypes,
            ],
            path: "Services/gateway-edge",
            exclude: ["Console/Embedded", "Console/Pages", "OpenAPI/openapi.json"]
        ),
        .executableTarget(
            name: "LLM",
            dependencies: [
                "Bus", "DWPGateway", "HTTPFetch", "Messages", "Observability", "RedisBus", "ServerSentEvents",
                "ServiceKit", "Signing",
                "Spans",
                tracing, configuration, lifecycle, logging, metrics, nioCore,
            ],
            path: "Services/llm"
        ),
        // A library, for an executable cannot link another, and the benchmarks measure its parts.
        .target(
            name: "Indexer",
            dependencies: [
                "Bus", "CVectors", "HTTPFetch", "Messages", "Observability", "RedisBus", "ServiceKit", "Spans",
                configuration, coreMetrics, grdb, lifecycle, logging, metrics,
            ],
            path: "Services/indexer",
            exclude: ["Process"]
        ),
        .executableTarget(
            name: "IndexerProcess",
            dependencies: ["Indexer", "ServiceKit"],
            path: "Services/indexer/Process"
        ),
        .executableTarget(
            name: "Tasks",
            dependencies: [
                "Bus", "DWPGateway", "HTTPFetch", "Messages", "Observability", "RedisBus", "ServiceKit", "Spans",
                tracing, collections, configuration, lifecycle, logging, metrics,
            ],
            path: "Services/tasks"
        ),
        .executableTarget(
            name: "AuraCLI",
            dependencies: [
                "Bus", "Messages", "RedisBus", "Signing", argumentParser, configuration, lifecycle, logging,
                "DWPGateway", "HTTPFetch", "Indexer", "ServerSentEvents", "ServiceKit", unixSignals,
            ],
            path: "Tools/aura-cli"
        ),

        // Tests: a folder mirrors its target; SystemTests start the built processes for real.
        .target(
            name: "TestSupport",
            dependencies: ["Bus", "Messages", "Observability", nioCore, nioHTTP1, nioPosix],
            path: "Tests/TestSupport"
        ),
        .executableTarget(
            name: "AuraBench",
            dependencies: [
                "Bus", "HTTPFetch", "Indexer", "Messages", "RedisBus", "Signing", "TestSupport", argumentParser,
                logging, nioCore, nioHTTP1, nioPosix,
            ],
            path: "Tests/Benchmarks",
            exclude: [
                "HotPaths", "guard", "thresholds.json",
            ],
            resources: [
                .copy("Baselines/fastapi_proxy.py"), .copy("Relevance/Data"), .copy("Search/chroma_search.py"),
            ]
        ),
        .executableTarget(
            name: "HotPaths",
            dependencies: [
                "Bus", "Indexer", "Messages", "RedisBus", "ServerSentEvents", "Signing", "TestSupport",
                argumentParser, nioCore,
            ],
            path: "Tests/Benchmarks/HotPaths"
        ),
        .executableTarget(
            name: "DWPStandIn",
            dependencies: ["TestSupport", argumentParser, unixSignals],
            path: "Tests/StandIns/DWP"
        ),
        .testTarget(name: "AuraBenchTests", dependencies: ["AuraBench"], path: "Tests/AuraBenchTests"),
        .testTarget(
            name: "BusTests",
            dependencies: ["Bus", "Messages", "Observability", "TestSupport", lifecycle, lifecycleTestKit, logging],
            path: "Tests/BusTests"
        ),
        .testTarget(
            name: "GatewayEdgeTests",
            dependencies: [
                "Bus", "GatewayEdge", "Messages", "Observability", "ServerSentEvents", "ServiceKit", "Signing",
                "TestSupport",
                configuration, httpTypes, hummingbird, hummingbirdCore, lifecycle, logging, nioCore, nioHTTPTypes,
                nioPosix,
            ],
            path: "Tests/GatewayEdgeTests"
        ),
        .testTarget(
            name: "IndexerTests",
            dependencies: [
                "Bus", "HTTPFetch", "Indexer", "LLM", "Messages", "Observability", "RedisBus", "ServiceKit",
                "TestSupport",
                configuration, lifecycle, logging, nioCore, nioPosix,
            ],
            path: "Tests/IndexerTests"
        ),
        .testTarget(
            name: "LLMTests",
            dependencies: [
                "Bus", "DWPGateway", "HTTPFetch", "LLM", "Messages", "Observability", "RedisBus", "ServerSentEvents",
                "ServiceKit", "TestSupport",
                configuration, inMemoryLogging, lifecycle, logging, metrics,
            ],
            path: "Tests/LLMTests",
            exclude: ["Tools/mcp_server.py"]
        ),
        .testTarget(name: "MessagesTests", dependencies: ["Messages"], path: "Tests/MessagesTests"),
        .testTarget(
            name: "AuraCLITests",
            dependencies: [
                "AuraCLI", "Bus", "Messages", "RedisBus", "TestSupport", argumentParser, logging,
                "GatewayEdge", "HTTPFetch", "Indexer", "LLM", "ServerSentEvents", "ServiceKit", "Signing",
            ],
            path: "Tests/AuraCLITests"
        ),
        .testTarget(
            name: "HTTPFetchTests",
            dependencies: ["HTTPFetch", "TestSupport", configuration, logging],
            path: "Tests/HTTPFetchTests"
        ),
        .testTarget(
            name: "ObservabilityTests",
            dependencies: ["Observability", logging, metrics, coreMetrics],
            path: "Tests/ObservabilityTests"
        ),
        .testTarget(
            name: "RedisBusTests",
            dependencies: [
                "Bus", "CHiredis", "Messages", "Observability", "RedisBus", "TestSupport",
                configuration, lifecycle, logging, metrics, nioCore, nioPosix,
            ],
            path: "Tests/RedisBusTests"
        ),
        .testTarget(
            name: "ServerSentEventsTests",
            dependencies: ["ServerSentEvents", "TestSupport"],
            path: "Tests/ServerSentEventsTests"
        ),
        .testTarget(
            name: "ServiceKitTests",
            dependencies: ["Observability", "ServiceKit", "Telemetry", lifecycle, logging, metrics, nioCore, nioPosix],
            path: "Tests/ServiceKitTests"
        ),
        .testTarget(name: "SpansTests", dependencies: ["Spans", tracing], path: "Tests/SpansTests"),
        .testTarget(
            name: "TelemetryTests",
            dependencies: [
                "HTTPFetch", "Observability", "Spans", "Telemetry", "TestSupport", inMemoryLogging, logging, tracing,
            ],
            path: "Tests/TelemetryTests",
            exclude: ["otlp_reader.py"]
        ),
        .testTarget(name: "SigningTests", dependencies: ["Signing"], path: "Tests/SigningTests"),
        .testTarget(
            name: "TasksTests",
            dependencies: [
                "Bus", "DWPGateway", "HTTPFetch", "Messages", "Observability", "RedisBus", "ServiceKit", "Tasks",
                "TestSupport",
                configuration, lifecycle, logging,
            ],
            path: "Tests/TasksTests"
        ),
        .testTarget(
            name: "SystemTests",
            dependencies: [
                "Bus", "HTTPFetch", "Messages", "RedisBus", "Signing", "TestSupport",
                "AuraCLI", "GatewayEdge", "Indexer", "LLM", "Tasks", logging,
            ],
            path: "Tests/SystemTests",
            exclude: ["Support/openai_client.py", "Support/openapi_client.py"]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
}
