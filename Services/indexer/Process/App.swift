import Indexer
import ServiceKit

@main
struct App {
    static func main() async {
        await runService("indexer", adminPort: 9102, eventLoops: 1, build: buildServices)
    }
}
