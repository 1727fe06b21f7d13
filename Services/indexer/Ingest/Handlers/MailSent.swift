/// A mail that somebody sent.
struct MailSent: EventHandler {
    static let types = ["MAIL_SENT", "MailSentEvent"]
    static let removals = ["MAIL_DELETED", "MailDeletedEvent"]
    static let documentType = "mail"
    static let idField = "mailId"
    static let titleField = "subject"
}
