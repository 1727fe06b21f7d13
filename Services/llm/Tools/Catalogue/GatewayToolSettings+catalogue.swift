import Messages
import ServiceKit

extension GatewayToolSettings {
    private static let known: Set = [
        "name", "description", "parameters", "method", "path", "requiresApproval", "permission", "timeoutMs",
    ]
    /// Bytes of a schema that models are told.
    private static let schemaLimit = 16 << 10

    /// Reads one element of the catalogue's `tools`.
    init(_ value: JSONValue, number: Int) throws(SettingsError) {
        let entry = try CatalogueEntry(value, CatalogueEntry.title("tool", value, number), known: Self.known)
        self.name = try entry.text("name")
        guard ToolName.isUsable(self.name) else {
            throw entry.fault("needs a name of 1 to 64 letters, digits, _ and -")
        }
        self.description = try entry.text("description")
        guard let method = Method(rawValue: try entry.text("method")) else {
            let known = Method.allCases.map(\.rawValue).joined(separator: ", ")
            throw entry.fault("has an unknown method; known are \(known)")
        }
        self.method = method
        guard let parameters = entry["parameters"] else { throw entry.fault("has no parameters") }
        guard parameters["type"] == "object" else { throw entry.fault("has parameters whose type is not object") }
        guard parameters.text.utf8.count <= Self.schemaLimit else {
            throw entry.fault("has parameters of more than \(Self.schemaLimit) bytes")
        }
        do throws(JSONSchemaError) {
            self.schema = try JSONSchema(parameters)
        } catch {
            throw entry.fault("has parameters that cannot be used: \(error)")
        }
        do throws(PathTemplate.Fault) {
            self.path = try PathTemplate(try entry.pathText())
        } catch {
            throw entry.fault("has a path that \(error.problem)")
        }
        for argument in self.path.arguments {
            guard let type = parameters["properties"]?[argument]?["type"], type == "string" || type == "integer",
                parameters["required"]?.array?.contains(.string(argument)) == true
            else {
                throw entry.fault("has {\(argument)} in its path, which is no required string or integer parameter")
            }
        }
        guard let requiresApproval = try entry.optionalFlag("requiresApproval") else {
            throw entry.fault("does not say requiresApproval")
        }
        self.requiresApproval = requiresApproval
        self.permission = try entry.permission()
        self.timeout = try entry.milliseconds("timeoutMs", default: Self.defaultTimeout, in: Self.timeouts)
    }
}

extension CatalogueEntry {
    /// The path as it stands; one that is missing is no path.
    fileprivate func pathText() throws(PathTemplate.Fault) -> String {
        guard let text = self["path"]?.string else { throw PathTemplate.Fault(problem: "is missing or no text") }
        return text
    }
}
