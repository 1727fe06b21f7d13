/// Whom the runs belong to that services ask each other for themselves, about nobody's request. Like all runs they are read
/// by who knows their random id, which leaves the bus with none of these.
extension Caller {
    package static let indexer = Caller(tenant: TenantID(known: "0"), user: UserID(known: "indexer"))
}
