/// A page of a person's tasks, the newest first (Spring's `Page`).
struct DWPTaskPage: Sendable, Equatable, Decodable {
    var content: [DWPTask]
    var totalElements: Int?
    var number: Int?
    var size: Int?
}
