/// Says that the admin port cannot be opened.
struct AdminPortError: Error, CustomStringConvertible {
    var host: String
    var port: Int
    var cause: any Error

    var description: String {
        "cannot serve AURA_ADMIN_HOST:AURA_ADMIN_PORT, \(self.host):\(self.port): \(self.cause)"
    }
}
