/// Why an entry is no command.
package struct MalformedCommand: Error, CustomStringConvertible {
    /// Names the field and what is wrong with it, never its content.
    package let description: String
}

extension Command {
    /// The entry's fields in the order in which they are written.
    package var fields: [(name: String, value: [UInt8])] {
        var fields: [(name: String, value: [UInt8])] = [
            ("v", Array("\(Self.version)".utf8)),
            ("run", Array(self.run.description.utf8)),
            ("kind", Array(self.kind.utf8)),
            ("tenant", Array(self.caller.tenant.description.utf8)),
            ("user", Array(self.caller.user.description.utf8)),
            ("edge", Array(self.edge.description.utf8)),
            ("deadline", Array("\(self.deadline)".utf8)),
        ]
        if let traceparent = self.traceparent {
            fields.append(("traceparent", Array(traceparent.utf8)))
        }
        fields.append(("body", self.body))
        return fields
    }

    /// Reads an entry's fields; those it does not know are passed over.
    package init(fields: [(name: String, value: [UInt8])]) throws(MalformedCommand) {
        var values: [String: [UInt8]] = [:]
        for field in fields { values[field.name] = field.value }
        func text(_ name: String) throws(MalformedCommand) -> String {
            guard let bytes = values[name] else { throw MalformedCommand(description: "\(name) is missing") }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw MalformedCommand(description: "\(name) is not UTF-8")
            }
            return text
        }
        func unusable(_ name: String) -> MalformedCommand { MalformedCommand(description: "\(name) is unusable") }

        guard try text("v") == "\(Self.version)" else {
            throw MalformedCommand(description: "v is not \(Self.version)")
        }
        guard let run = RunID(try text("run")) else { throw unusable("run") }
        guard let tenant = TenantID(try text("tenant")) else { throw unusable("tenant") }
        guard let user = UserID(try text("user")) else { throw unusable("user") }
        guard let edge = ReplicaID(try text("edge")) else { throw unusable("edge") }
        guard let deadline = Int64(try text("deadline")) else { throw unusable("deadline") }
        guard let body = values["body"] else { throw MalformedCommand(description: "body is missing") }
        self.init(
            run: run,
            kind: try text("kind"),
            caller: Caller(tenant: tenant, user: user),
            edge: edge,
            deadline: deadline,
            traceparent: values["traceparent"].map { String(decoding: $0, as: UTF8.self) },
            body: body
        )
    }
}
