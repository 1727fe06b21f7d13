import ServiceKit

@main
struct App {
    static func main() async {
        await runService("gateway-edge", adminPort: 9100, runsTasksOnEventLoops: true, build: buildServices)
    }
}
