/// A document that somebody put up for approval.
struct ApprovalCreated: EventHandler {
    static let types = ["APPROVAL_CREATED", "ApprovalCreatedEvent"]
    static let removals = ["APPROVAL_DELETED", "ApprovalDeletedEvent"]
    static let documentType = "approval"
    static let idField = "approvalId"
    static let titleField = "title"
}
