import ServiceKit

@main
struct App {
    static func main() async {
        await runService("llm", adminPort: 9101, runsTasksOnEventLoops: true, build: buildServices)
    }
}
