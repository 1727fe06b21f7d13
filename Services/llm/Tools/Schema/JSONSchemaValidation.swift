import FoundationEssentials
import Messages

/// One look whether a value fits a schema.
struct JSONSchemaValidation {
    /// Violations that are told.
    private static let limit = 8
    /// Pairs of a value and a schema that are looked at: schemas can be written so that there is no end of them.
    private static let stepLimit = 100_000
    private static let depthLimit = 128

    private let schema: JSONSchema
    private var steps = 0
    private var isExhausted = false

    init(schema: JSONSchema) {
        self.schema = schema
    }

    mutating func violations(of instance: JSONValue) -> [SchemaViolation] {
        var found: [SchemaViolation] = []
        self.check(instance, self.schema.value, at: "", depth: 0, into: &found)
        guard !self.isExhausted else {
            return [SchemaViolation(path: "", reason: "are nested too deeply, or too many, to be checked")]
        }
        return Array(found.prefix(Self.limit))
    }

    private mutating func fits(_ instance: JSONValue, _ schema: JSONValue, depth: Int) -> Bool {
        var found: [SchemaViolation] = []
        self.check(instance, schema, at: "", depth: depth, into: &found)
        return found.isEmpty
    }

    private mutating func check(
        _ instance: JSONValue,
        _ schema: JSONValue,
        at path: String,
        depth: Int,
        into found: inout [SchemaViolation]
    ) {
        self.steps += 1
        guard self.steps <= Self.stepLimit, depth <= Self.depthLimit else {
            self.isExhausted = true
            return
        }
        guard let words = schema.object else {
            if schema == false { found.append(SchemaViolation(path: path, reason: "is not allowed")) }
            return
        }
        if let name = words["$ref"]?.string, let target = JSONSchema.target(of: name, in: self.schema.value) {
            self.check(instance, target, at: path, depth: depth + 1, into: &found)
        }
        if let problem = Self.typeProblem(instance, words) {
            // What else such a value lacks says nothing more.
            return found.append(SchemaViolation(path: path, reason: problem))
        }
        found += Self.valueProblems(instance, words).map { SchemaViolation(path: path, reason: $0) }
        self.checkCombinations(instance, words, at: path, depth: depth, into: &found)
        switch instance {
        case .object(let members): self.checkObject(members, words, at: path, depth: depth, into: &found)
        case .array(let elements): self.checkArray(elements, words, at: path, depth: depth, into: &found)
        case .string(let text):
            found += self.textProblems(text, words).map { SchemaViolation(path: path, reason: $0) }
        case .null, .boolean, .number, .extreme: break
        }
    }

    // MARK: Any value

    private static func typeProblem(_ instance: JSONValue, _ words: [String: JSONValue]) -> String? {
        guard let type = words["type"] else { return nil }
        let names = (type.array ?? [type]).compactMap(\.string)
        guard !names.contains(where: { Self.isOf($0, instance) }) else { return nil }
        let wanted = names.map { Self.article($0) }.joined(separator: " or ")
        return "must be \(wanted), is \(Self.article(Self.typeName(of: instance)))"
    }

    private static func isOf(_ type: String, _ instance: JSONValue) -> Bool {
        switch (type, instance) {
        case ("null", .null), ("boolean", .boolean), ("object", .object), ("array", .array), ("string", .string),
            ("number", .number), ("number", .extreme):
            true
        case ("integer", .number(let number)): Self.isWhole(number)
        case ("integer", .extreme(let number)): number == number.rounded()
        default: false
        }
    }

    private static func typeName(of instance: JSONValue) -> String {
        switch instance {
        case .null: "null"
        case .boolean: "boolean"
        case .number, .extreme: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    private static func article(_ type: String) -> String {
        switch type {
        case "null": "null"
        case "integer": "a whole number"
        case "object", "array": "an \(type)"
        default: "a \(type)"
        }
    }

    private static func valueProblems(_ instance: JSONValue, _ words: [String: JSONValue]) -> [String] {
        var problems: [String] = []
        if let constant = words["const"], constant != instance {
            problems.append("must be \(Self.short(constant))")
        }
        if let allowed = words["enum"]?.array, !allowed.contains(instance) {
            problems.append("must be one of \(allowed.prefix(20).map { Self.short($0) }.joined(separator: ", "))")
        }
        if let bound = words["minimum"], Self.isLess(instance, bound) == true {
            problems.append("must be at least \(bound.text)")
        }
        if let bound = words["maximum"], Self.isLess(bound, instance) == true {
            problems.append("must be at most \(bound.text)")
        }
        if let bound = words["exclusiveMinimum"], Self.isLess(bound, instance) == false {
            problems.append("must be more than \(bound.text)")
        }
        if let bound = words["exclusiveMaximum"], Self.isLess(instance, bound) == false {
            problems.append("must be less than \(bound.text)")
        }
        if case .number(let factor)? = words["multipleOf"], case .number(let number) = instance {
            if !Self.isWhole(number / factor) { problems.append("must be a multiple of \(factor)") }
        }
        return problems
    }

    /// Nil where one of them is no number.
    private static func isLess(_ left: JSONValue, _ right: JSONValue) -> Bool? {
        switch (left, right) {
        case (.number(let left), .number(let right)): left < right
        case (.extreme(let left), .extreme(let right)): left < right
        // Beside a decimal the other is endless, or nothing.
        case (.extreme(let left), .number(let right)): abs(left) > 1 ? left < 0 : 0 < right
        case (.number(let left), .extreme(let right)): abs(right) > 1 ? right > 0 : left < 0
        default: nil
        }
    }

    private static func isWhole(_ number: Decimal) -> Bool {
        !"\(number)".utf8.contains(UInt8(ascii: "."))
    }

    private static func short(_ value: JSONValue) -> String {
        let text = value.text
        return text.count > 100 ? "\(text.prefix(100))…" : text
    }

    private mutating func checkCombinations(
        _ instance: JSONValue,
        _ words: [String: JSONValue],
        at path: String,
        depth: Int,
        into found: inout [SchemaViolation]
    ) {
        for schema in words["allOf"]?.array ?? [] {
            self.check(instance, schema, at: path, depth: depth + 1, into: &found)
        }
        if let schemas = words["anyOf"]?.array {
            var hasFit = false
            for schema in schemas where !hasFit { hasFit = self.fits(instance, schema, depth: depth + 1) }
            if !hasFit {
                found.append(SchemaViolation(path: path, reason: "must fit one of the \(schemas.count) alternatives"))
            }
        }
        if let schemas = words["oneOf"]?.array {
            var fitting = 0
            for schema in schemas where self.fits(instance, schema, depth: depth + 1) { fitting += 1 }
            if fitting != 1 {
                let reason = "must fit exactly one of the \(schemas.count) alternatives, fits \(fitting)"
                found.append(SchemaViolation(path: path, reason: reason))
            }
        }
        if let schema = words["not"], self.fits(instance, schema, depth: depth + 1) {
            found.append(SchemaViolation(path: path, reason: "must not be of the form that the schema rules out"))
        }
    }

    // MARK: Objects, arrays and texts

    private mutating func checkObject(
        _ members: [String: JSONValue],
        _ words: [String: JSONValue],
        at path: String,
        depth: Int,
        into found: inout [SchemaViolation]
    ) {
        for name in words["required"]?.array?.compactMap(\.string) ?? [] where members[name] == nil {
            found.append(SchemaViolation(path: Self.path(path, name), reason: "is missing"))
        }
        if let bound = words["minProperties"]?.integer, members.count < bound {
            found.append(SchemaViolation(path: path, reason: "must have at least \(bound) members"))
        }
        if let bound = words["maxProperties"]?.integer, members.count > bound {
            found.append(SchemaViolation(path: path, reason: "must have at most \(bound) members"))
        }
        let properties = words["properties"]?.object ?? [:]
        let patterns = words["patternProperties"]?.object ?? [:]
        for (name, member) in members.sorted(by: { $0.key < $1.key }) {
            let place = Self.path(path, name)
            var isKnown = false
            if let schema = properties[name] {
                isKnown = true
                self.check(member, schema, at: place, depth: depth + 1, into: &found)
            }
            if !patterns.isEmpty, !self.schema.checksPatterns { continue }
            for (pattern, schema) in patterns where Self.matches(name, pattern) {
                isKnown = true
                self.check(member, schema, at: place, depth: depth + 1, into: &found)
            }
            guard !isKnown, let schema = words["additionalProperties"] else { continue }
            if schema == false {
                let known = properties.keys.sorted().prefix(30).joined(separator: ", ")
                found.append(SchemaViolation(path: place, reason: "is not known here; known are: \(known)"))
            } else {
                self.check(member, schema, at: place, depth: depth + 1, into: &found)
            }
        }
    }

    private mutating func checkArray(
        _ elements: [JSONValue],
        _ words: [String: JSONValue],
        at path: String,
        depth: Int,
        into found: inout [SchemaViolation]
    ) {
        if let bound = words["minItems"]?.integer, elements.count < bound {
            found.append(
                SchemaViolation(path: path, reason: "must have at least \(bound) items, has \(elements.count)")
            )
        }
        if let bound = words["maxItems"]?.integer, elements.count > bound {
            found.append(SchemaViolation(path: path, reason: "must have at most \(bound) items, has \(elements.count)"))
        }
        if words["uniqueItems"] == true, Set(elements).count < elements.count {
            found.append(SchemaViolation(path: path, reason: "must not have an item twice"))
        }
        let first = words["prefixItems"]?.array ?? []
        for (index, element) in elements.enumerated() {
            guard let schema = index < first.count ? first[index] : words["items"] else { continue }
            self.check(element, schema, at: "\(path)/\(index)", depth: depth + 1, into: &found)
        }
    }

    private func textProblems(_ text: String, _ words: [String: JSONValue]) -> [String] {
        var problems: [String] = []
        let length = text.unicodeScalars.count
        if let bound = words["minLength"]?.integer, length < bound {
            problems.append("must have at least \(bound) characters, has \(length)")
        }
        if let bound = words["maxLength"]?.integer, length > bound {
            problems.append("must have at most \(bound) characters, has \(length)")
        }
        if self.schema.checksPatterns, let pattern = words["pattern"]?.string, !Self.matches(text, pattern) {
            problems.append("must match the pattern \(pattern.prefix(200))")
        }
        return problems
    }

    private static func matches(_ text: String, _ pattern: String) -> Bool {
        guard let expression = JSONSchema.expression(pattern) else { return false }
        return text.firstMatch(of: expression) != nil
    }

    private static func path(_ path: String, _ name: String) -> String {
        "\(path)/\(name.replacing("~", with: "~0").replacing("/", with: "~1").prefix(100))"
    }
}
