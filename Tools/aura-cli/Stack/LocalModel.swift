import Foundation

/// The small model that `Tools/local-model/install.sh` puts into the state folder.
struct LocalModel {
    let server: URL
    let weights: URL

    /// Finds the installed model, or says how to install it.
    init(in folder: URL) throws {
        self.server = folder.appendingPathComponent("llama-server")
        self.weights = folder.appendingPathComponent("model.gguf")
        for file in [self.server, self.weights] where !FileManager.default.fileExists(atPath: file.path) {
            throw StackError.modelMissing(path: file.path)
        }
    }

    /// How its users call it.
    func endpoint(port: Int) -> ModelEndpoint {
        ModelEndpoint(port: port, model: "smollm2-135m-instruct")
    }

    /// Plans the server: four answers at once, of 2048 tokens of context each.
    ///
    /// Temperature and top-p are those that the model's card recommends.
    func plan(for endpoint: ModelEndpoint, environment: [String: String]) -> ProcessPlan {
        ProcessPlan(
            name: "llama-server",
            executable: self.server,
            arguments: [
                "--model", self.weights.path, "--alias", endpoint.model,
                "--host", "127.0.0.1", "--port", "\(endpoint.port)",
                "--ctx-size", "8192", "--parallel", "4", "--threads", "2",
                "--temp", "0.2", "--top-p", "0.9", "--cache-ram", "256", "--offline",
            ],
            environment: environment,
            readiness: [.http(host: "127.0.0.1", port: endpoint.port, path: "/health")],
            layer: .infrastructure
        )
    }
}
