import Foundation

/// An answer of the backend: the envelope, or what its gateway says.
struct DWPAnswer {
    var status: Int
    var body: String

    /// The gateway's refusal: no body at all.
    static let missingTenant = DWPAnswer(status: 400, body: "")

    /// The envelope of a success; the payload is left out where it is null.
    static func success(_ status: Int, _ data: Any?) -> DWPAnswer {
        var fields: [String: Any] = [
            "status": "SUCCESS", "success": true, "message": "요청이 성공적으로 처리되었습니다.", "timestamp": Self.now(),
        ]
        fields["data"] = data
        return DWPAnswer(status: status, body: Self.json(fields))
    }

    static func error(_ status: Int, _ code: String, _ message: String) -> DWPAnswer {
        DWPAnswer(
            status: status,
            body: Self.json([
                "status": "ERROR", "success": false, "message": message, "errorCode": code, "timestamp": Self.now(),
            ])
        )
    }

    /// What every exception becomes that nobody named.
    static func internalError() -> DWPAnswer {
        .error(500, "E1000", "서버 내부 오류가 발생했습니다.")
    }

    /// A time without zone, whose fraction's last zeros are dropped.
    static func now() -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 9 * 3600)
        formatter.dateFormat = "yyyy-MM-dd'T'HH:mm:ss"
        let now = Date()
        let micros = Int((now.timeIntervalSince1970.truncatingRemainder(dividingBy: 1)) * 1_000_000)
        guard micros > 0 else { return formatter.string(from: now) }
        var fraction = String("\(1_000_000 + micros)".dropFirst())
        while fraction.last == "0" { fraction.removeLast() }
        return "\(formatter.string(from: now)).\(fraction)"
    }

    private static func json(_ fields: [String: Any]) -> String {
        guard let data = try? JSONSerialization.data(withJSONObject: fields, options: [.withoutEscapingSlashes]) else {
            preconditionFailure("the stand-in's answer is not JSON")
        }
        return String(decoding: data, as: UTF8.self)
    }
}

extension DWPTaskRow {
    /// The row as the backend shows it: null fields are left out, `inputData` always.
    var shown: [String: Any] {
        var fields: [String: Any] = [
            "taskId": self.taskId, "userId": self.userId, "tenantId": self.tenantId, "taskType": self.taskType,
            "status": self.status.rawValue, "progress": self.progress, "createdAt": self.createdAt,
            "updatedAt": self.updatedAt,
        ]
        fields["description"] = self.description
        fields["resultData"] = self.resultData
        fields["errorMessage"] = self.errorMessage
        fields["startedAt"] = self.startedAt
        fields["completedAt"] = self.completedAt
        return fields
    }
}
