import FoundationEssentials
import Messages

/// Looks at a schema before it is used.
struct JSONSchemaReview {
    private static let types: Set = ["null", "boolean", "object", "array", "number", "integer", "string"]

    let root: JSONValue
    let checksPatterns: Bool
    private var references: Set<String> = []

    init(root: JSONValue, checksPatterns: Bool) {
        self.root = root
        self.checksPatterns = checksPatterns
    }

    mutating func review() throws(JSONSchemaError) {
        try self.review(self.root, at: "", depth: 0)
    }

    private mutating func review(_ schema: JSONValue, at path: String, depth: Int) throws(JSONSchemaError) {
        guard depth < JSONSchema.depthLimit else { throw JSONSchemaError(path: path, problem: "is nested too deeply") }
        if case .boolean = schema { return }
        guard let words = schema.object else {
            throw JSONSchemaError(path: path, problem: "must be an object or a boolean")
        }
        for (word, value) in words.sorted(by: { $0.key < $1.key }) {
            try self.review(word, value, at: "\(path)/\(word)", depth: depth)
        }
    }

    private mutating func review(
        _ word: String,
        _ value: JSONValue,
        at path: String,
        depth: Int
    ) throws(JSONSchemaError) {
        switch word {
        case "type":
            let names = value.array ?? [value]
            guard !names.isEmpty, names.allSatisfy({ $0.string.map(Self.types.contains) ?? false }) else {
                throw JSONSchemaError(path: path, problem: "must name JSON types")
            }
        case "properties", "patternProperties", "$defs", "definitions":
            guard let schemas = value.object else { throw JSONSchemaError(path: path, problem: "must be an object") }
            for (name, schema) in schemas.sorted(by: { $0.key < $1.key }) {
                if word == "patternProperties" { try self.reviewPattern(name, at: path) }
                try self.review(schema, at: "\(path)/\(name)", depth: depth + 1)
            }
        case "required":
            guard let names = value.array, names.allSatisfy({ $0.string != nil }) else {
                throw JSONSchemaError(path: path, problem: "must be a list of names")
            }
        case "additionalProperties", "items", "not":
            try self.review(value, at: path, depth: depth + 1)
        case "prefixItems", "anyOf", "oneOf", "allOf":
            guard let schemas = value.array, !schemas.isEmpty else {
                throw JSONSchemaError(path: path, problem: "must be a list of schemas")
            }
            for (index, schema) in schemas.enumerated() {
                try self.review(schema, at: "\(path)/\(index)", depth: depth + 1)
            }
        case "enum":
            guard value.array != nil else { throw JSONSchemaError(path: path, problem: "must be a list") }
        case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum":
            switch value {
            case .number, .extreme: break
            default: throw JSONSchemaError(path: path, problem: "must be a number")
            }
        case "multipleOf":
            guard case .number(let number) = value, number > 0 else {
                throw JSONSchemaError(path: path, problem: "must be a number above 0")
            }
        case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties":
            guard let number = value.integer, number >= 0 else {
                throw JSONSchemaError(path: path, problem: "must be a whole number from 0")
            }
        case "uniqueItems":
            guard value.boolean != nil else { throw JSONSchemaError(path: path, problem: "must be true or false") }
        case "pattern":
            guard let pattern = value.string else { throw JSONSchemaError(path: path, problem: "must be a text") }
            try self.reviewPattern(pattern, at: path)
        case "$ref":
            guard let name = value.string, let target = JSONSchema.target(of: name, in: self.root) else {
                throw JSONSchemaError(path: path, problem: "must lead to a place inside the schema")
            }
            if self.references.insert(name).inserted { try self.review(target, at: name, depth: depth + 1) }
        default:
            break
        }
    }

    private func reviewPattern(_ pattern: String, at path: String) throws(JSONSchemaError) {
        guard self.checksPatterns else { return }
        guard JSONSchema.expression(pattern) != nil else {
            throw JSONSchemaError(path: path, problem: "is no regular expression that can be used")
        }
    }
}
