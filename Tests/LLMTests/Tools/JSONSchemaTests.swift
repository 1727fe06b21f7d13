import Messages
import Testing

@testable import LLM

@Suite struct JSONSchemaTests {
    private func violations(_ schema: String, _ instance: String, checksPatterns: Bool = true) throws -> [String] {
        let schema = try JSONSchema(try #require(JSONValue.read(schema)), checksPatterns: checksPatterns)
        return schema.violations(of: try #require(JSONValue.read(instance))).map(\.description)
    }

    @Test(arguments: [
        (#"{}"#, "1"), ("true", "{}"),
        (#"{"type":"integer"}"#, "7.0"), (#"{"type":"integer"}"#, "12345678901234567890123"),
        (#"{"type":["string","null"]}"#, "null"), (#"{"type":"number"}"#, "1e300"),
        (#"{"properties":{"a":{"type":"string"}},"additionalProperties":{"type":"integer"}}"#, #"{"a":"x","b":2}"#),
        (#"{"patternProperties":{"^x-":{"type":"integer"}},"additionalProperties":false}"#, #"{"x-1":2}"#),
        (#"{"required":["a"]}"#, "[]"),
        (#"{"items":{"type":"integer"}}"#, "[1,2]"),
        (#"{"prefixItems":[{"type":"string"}],"items":{"type":"integer"}}"#, #"["a",1,2]"#),
        (#"{"enum":[1,"a",null]}"#, "null"), (#"{"const":{"a":1.0}}"#, #"{"a":1}"#),
        (#"{"minimum":1,"maximum":1}"#, "1"), (#"{"exclusiveMinimum":1}"#, "1.0000000000000000000001"),
        (#"{"maximum":1.7976931348623157e308}"#, "5"),
        (#"{"multipleOf":0.1}"#, "0.3"), (#"{"multipleOf":7}"#, "21"), (#"{"multipleOf":7}"#, "\"x\""),
        (#"{"minLength":2,"maxLength":2}"#, #""한글""#), (#"{"maxLength":5}"#, #""👩‍👩‍👧""#),
        (#"{"pattern":"b"}"#, #""abc""#), (#"{"pattern":"^\\d{2}$"}"#, #""12""#),
        (#"{"minItems":1,"maxItems":2,"uniqueItems":true}"#, "[1,\"1\"]"),
        (#"{"anyOf":[{"type":"string"},{"minimum":5}]}"#, "6"), (#"{"oneOf":[{"minimum":5},{"maximum":1}]}"#, "6"),
        (#"{"allOf":[{"minimum":5},{"maximum":7}]}"#, "6"), (#"{"not":{"type":"string"}}"#, "6"),
        (##"{"$ref":"#/$defs/a~1b","$defs":{"a/b":{"type":"string"}}}"##, #""x""#),
        (##"{"properties":{"next":{"$ref":"#"}},"additionalProperties":false}"##, ##"{"next":{"next":{}}}"##),
        (#"{"format":"email","type":"string"}"#, #""no mail""#), (#"{"someWord":3}"#, "1"),
    ])
    func whatFitsHasNoViolations(schema: String, instance: String) throws {
        #expect(try self.violations(schema, instance) == [])
    }

    @Test(arguments: [
        ("false", "1", "the arguments is not allowed"),
        (#"{"type":"string"}"#, "1", "the arguments must be a string, is a number"),
        (#"{"type":"integer"}"#, "1.5", "the arguments must be a whole number, is a number"),
        (#"{"type":["integer","null"]}"#, "true", "the arguments must be a whole number or null, is a boolean"),
        (#"{"type":"object","required":["to"]}"#, "{}", "/to is missing"),
        (
            #"{"properties":{"a":{},"b":{}},"additionalProperties":false}"#, #"{"c/d":1}"#,
            "/c~1d is not known here; known are: a, b"
        ),
        (#"{"additionalProperties":{"type":"null"}}"#, #"{"x":1}"#, "/x must be null, is a number"),
        (#"{"items":{"items":{"type":"string"}}}"#, #"[[],["a",2]]"#, "/1/1 must be a string, is a number"),
        (#"{"prefixItems":[true],"items":false}"#, "[1,2]", "/1 is not allowed"),
        (#"{"enum":["a",2]}"#, #""b""#, #"the arguments must be one of "a", 2"#),
        (#"{"const":1}"#, "true", "the arguments must be 1"),
        (#"{"minimum":0}"#, "-1", "the arguments must be at least 0"),
        (#"{"maximum":10}"#, "1e300", "the arguments must be at most 10"),
        (#"{"exclusiveMinimum":1}"#, "1", "the arguments must be more than 1"),
        (#"{"exclusiveMaximum":1}"#, "1", "the arguments must be less than 1"),
        (#"{"multipleOf":0.1}"#, "0.35", "the arguments must be a multiple of 0.1"),
        (#"{"minLength":3}"#, #""한글""#, "the arguments must have at least 3 characters, has 2"),
        (#"{"maxLength":1}"#, #""e\u0301""#, "the arguments must have at most 1 characters, has 2"),
        (#"{"pattern":"^\\d+$"}"#, #""١٢""#, #"the arguments must match the pattern ^\d+$"#),
        (#"{"pattern":"^abc$"}"#, #""abc\n""#, "the arguments must match the pattern ^abc$"),
        (#"{"minItems":1}"#, "[]", "the arguments must have at least 1 items, has 0"),
        (#"{"maxItems":1}"#, "[1,2]", "the arguments must have at most 1 items, has 2"),
        (#"{"uniqueItems":true}"#, #"[{"a":1},{"a":1.0}]"#, "the arguments must not have an item twice"),
        (#"{"anyOf":[{"type":"string"},{"minimum":5}]}"#, "4", "the arguments must fit one of the 2 alternatives"),
        (
            #"{"oneOf":[{"minimum":5},{"maximum":9}]}"#, "6",
            "the arguments must fit exactly one of the 2 alternatives, fits 2"
        ),
        (#"{"allOf":[{"minimum":5}]}"#, "4", "the arguments must be at least 5"),
        (#"{"not":{"type":"number"}}"#, "6", "the arguments must not be of the form that the schema rules out"),
        (
            ##"{"$ref":"#/$defs/s","$defs":{"s":{"type":"string"}}}"##, "1",
            "the arguments must be a string, is a number"
        ),
        (
            ##"{"properties":{"n":{"$ref":"#"}},"maxProperties":1}"##, ##"{"n":{"a":1,"b":2}}"##,
            "/n must have at most 1 members"
        ),
        (#"{"minProperties":1}"#, "{}", "the arguments must have at least 1 members"),
    ])
    func whatDoesNotFitIsTold(schema: String, instance: String, violation: String) throws {
        #expect(try self.violations(schema, instance) == [violation])
    }

    @Test(arguments: [
        ("1", "the schema must be an object or a boolean"),
        (#"{"type":"text"}"#, "/type must name JSON types"),
        (#"{"type":[]}"#, "/type must name JSON types"),
        (#"{"properties":[]}"#, "/properties must be an object"),
        (#"{"properties":{"a":{"items":3}}}"#, "/properties/a/items must be an object or a boolean"),
        (#"{"required":"a"}"#, "/required must be a list of names"),
        (#"{"anyOf":[]}"#, "/anyOf must be a list of schemas"),
        (#"{"enum":"a"}"#, "/enum must be a list"),
        (#"{"minimum":"1"}"#, "/minimum must be a number"),
        (#"{"multipleOf":0}"#, "/multipleOf must be a number above 0"),
        (#"{"maxLength":-1}"#, "/maxLength must be a whole number from 0"),
        (#"{"uniqueItems":1}"#, "/uniqueItems must be true or false"),
        (#"{"pattern":"("}"#, "/pattern is no regular expression that can be used"),
        (#"{"patternProperties":{"[":true}}"#, "/patternProperties is no regular expression that can be used"),
        (#"{"$ref":"https://example.com/schema"}"#, "/$ref must lead to a place inside the schema"),
        (##"{"$ref":"#/$defs/none"}"##, "/$ref must lead to a place inside the schema"),
        (##"{"$ref":"#/x","x":{"pattern":"("}}"##, "#/x/pattern is no regular expression that can be used"),
    ])
    func schemasThatCannotBeUsedAreRefused(schema: String, problem: String) throws {
        let value = try #require(JSONValue.read(schema))
        let error = #expect(throws: JSONSchemaError.self) { _ = try JSONSchema(value) }
        #expect(error?.description == problem)
    }

    @Test func schemasOfOthersTryNoPatterns() throws {
        let schema = #"{"patternProperties":{"(":{"type":"string"}},"additionalProperties":false,"pattern":"("}"#
        #expect(try self.violations(schema, #"{"a":1}"#, checksPatterns: false) == [])
        #expect(
            try self.violations(
                #"{"pattern":"^(a+)+$"}"#,
                #""aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab""#,
                checksPatterns: false
            ) == []
        )
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ##"{"$ref":"#"}"##, ##"{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}"##,
            ##"{"not":{"allOf":[{"$ref":"#"},{"$ref":"#"},{"$ref":"#"}]}}"##,
        ]
    )
    func schemasWithoutAnEndAreGivenUp(schema: String) throws {
        #expect(try self.violations(schema, "1") == ["the arguments are nested too deeply, or too many, to be checked"])
    }

    @Test func deepSchemasAreRefused() throws {
        let deep = String(repeating: #"{"not":"#, count: 70) + "true" + String(repeating: "}", count: 70)
        let value = try #require(JSONValue.read(deep))
        #expect(throws: JSONSchemaError.self) { _ = try JSONSchema(value) }
    }

    @Test func onlyTheFirstViolationsAreTold() throws {
        let instance = "[" + Array(repeating: "1", count: 100).joined(separator: ",") + "]"
        #expect(try self.violations(#"{"items":{"type":"string"}}"#, instance).count == 8)
    }
}
