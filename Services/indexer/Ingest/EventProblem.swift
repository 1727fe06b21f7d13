/// Why an event cannot be indexed, ever.
enum EventProblem: Error, Equatable, CustomStringConvertible {
    case tooBig
    case noEventField
    case notJSON
    case notAnObject
    case noTenant
    case unusableTenant
    case noIdentifier(field: String)
    case unusableIdentifier(field: String)
    case noText(field: String)

    /// Words for the dead letter; they quote nothing of the event.
    var description: String {
        switch self {
        case .tooBig: "over 262144 bytes"
        case .noEventField: "the entry has no field event"
        case .notJSON: "not JSON"
        case .notAnObject: "not a JSON object"
        case .noTenant: "no tenant"
        case .unusableTenant: "unusable tenant"
        case .noIdentifier(let field): "\(field) is missing"
        case .unusableIdentifier(let field): "\(field) is unusable"
        case .noText(let field): "\(field) is missing"
        }
    }
}
