import ServiceKit

@main
struct App {
    static func main() async {
        await runService("tasks", adminPort: 9103, eventLoops: 1, build: buildServices)
    }
}
