import Foundation

/// The task table with the backend's rules, quirks included. Each call reads first and writes a whole row later, as
/// the backend's transactions do.
struct DWPTaskTable {
    private(set) var rows: [DWPTaskRow] = []

    /// What a call read and is going to write.
    struct Pending {
        var answer: DWPAnswer
        /// The whole row to write; nil where nothing changes.
        var row: DWPTaskRow?

        init(_ answer: DWPAnswer, row: DWPTaskRow? = nil) {
            self.answer = answer
            self.row = row
        }
    }

    func row(_ taskId: String) -> DWPTaskRow? {
        self.rows.first { $0.taskId == taskId }
    }

    /// Writes a row over whatever stands there now.
    mutating func write(_ row: DWPTaskRow) {
        if let index = self.rows.firstIndex(where: { $0.taskId == row.taskId }) {
            self.rows[index] = row
        } else {
            self.rows.append(row)
        }
    }

    /// Reads what the call needs and decides what it will write and answer.
    func read(_ call: DWPRequest, _ request: ScriptedRequest) -> Pending {
        switch call.operation {
        case .create: return self.create(request)
        case .tasks: return self.list(call)
        case .other: return Pending(.internalError())
        case .task, .start, .progress, .complete, .fail, .execute: break
        }
        guard let row = call.taskId.flatMap({ self.row($0) }) else {
            return Pending(.error(404, "E1004", "요청한 리소스를 찾을 수 없습니다."))
        }
        switch call.operation {
        case .task: return Pending(.success(200, row.shown))
        case .start: return Self.start(row)
        case .progress: return Self.progress(row, request)
        case .complete: return Self.complete(row, request)
        case .fail: return Self.fail(row, call)
        case .execute, .create, .tasks, .other: return Pending(.success(200, row.taskId))
        }
    }

    private func create(_ request: ScriptedRequest) -> Pending {
        let allowed: Set = ["taskType", "userId", "tenantId", "description", "inputData"]
        guard let fields = Self.object(request), Set(fields.keys).isSubset(of: allowed),
            fields.values.allSatisfy({ $0 is String || $0 is NSNull })
        else { return Pending(.internalError()) }
        let texts = fields.compactMapValues { $0 as? String }
        for name in ["taskType", "userId", "tenantId"] {
            guard let text = texts[name], !text.allSatisfy(\.isWhitespace) else {
                return Pending(.error(400, "E4000", "입력값 검증에 실패했습니다."))
            }
        }
        guard texts.values.allSatisfy({ !$0.utf8.contains(0) }),
            texts["userId", default: ""].utf16.count <= 50, texts["tenantId", default: ""].utf16.count <= 50,
            texts["taskType", default: ""].utf16.count <= 100
        else { return Pending(.internalError()) }
        let now = DWPAnswer.now()
        let row = DWPTaskRow(
            taskId: UUID().uuidString.lowercased(),
            userId: texts["userId", default: ""],
            tenantId: texts["tenantId", default: ""],
            taskType: texts["taskType", default: ""],
            description: texts["description"],
            inputData: texts["inputData"],
            createdAt: now,
            updatedAt: now
        )
        return Pending(.success(201, row.shown), row: row)
    }

    private func list(_ call: DWPRequest) -> Pending {
        guard let user = call.query["userId"], let tenant = call.query["tenantId"],
            let page = Int(call.query["page"] ?? "0"), let size = Int(call.query["size"] ?? "20"), page >= 0, size > 0
        else { return Pending(.internalError()) }
        let own = self.rows.reversed().filter { $0.userId == user && $0.tenantId == tenant }
        let content = own.dropFirst(page * size).prefix(size).map(\.shown)
        return Pending(
            .success(
                200,
                [
                    "content": Array(content), "totalElements": own.count,
                    "totalPages": (own.count + size - 1) / size, "number": page, "size": size,
                    "first": page == 0, "last": (page + 1) * size >= own.count, "empty": content.isEmpty,
                ] as [String: Any]
            )
        )
    }

    private static func start(_ row: DWPTaskRow) -> Pending {
        var row = row
        row.status = .inProgress
        row.startedAt = DWPAnswer.now()
        row.progress = 0
        return Pending(.success(200, row.shown), row: row)
    }

    private static func progress(_ row: DWPTaskRow, _ request: ScriptedRequest) -> Pending {
        guard let fields = Self.object(request), Set(fields.keys).isSubset(of: ["progress", "description"]),
            fields["description"] == nil || fields["description"] is String || fields["description"] is NSNull
        else { return Pending(.internalError()) }
        guard let progress = fields["progress"] as? Int, (0...100).contains(progress) else {
            return Pending(.error(400, "E4000", "입력값 검증에 실패했습니다."))
        }
        let description = fields["description"] as? String
        guard description?.utf8.contains(0) != true else { return Pending(.internalError()) }
        var row = row
        row.progress = progress
        row.description = description
        return Pending(.success(200, row.shown), row: row)
    }

    private static func complete(_ row: DWPTaskRow, _ request: ScriptedRequest) -> Pending {
        guard row.startedAt != nil, !request.body.contains(0) else { return Pending(.internalError()) }
        var row = row
        row.status = .completed
        row.progress = 100
        row.resultData = request.body.isEmpty ? nil : String(decoding: request.body, as: UTF8.self)
        row.completedAt = DWPAnswer.now()
        return Pending(.success(200, row.shown), row: row)
    }

    private static func fail(_ row: DWPTaskRow, _ call: DWPRequest) -> Pending {
        guard let message = call.query["errorMessage"], !message.utf8.contains(0) else {
            return Pending(.internalError())
        }
        var row = row
        row.status = .failed
        row.errorMessage = message
        row.completedAt = DWPAnswer.now()
        return Pending(.success(200, row.shown), row: row)
    }

    private static func object(_ request: ScriptedRequest) -> [String: Any]? {
        try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
    }
}
