/// One measured value.
struct Figure: Codable, Sendable, Equatable {
    var name: String
    var value: Double
    /// Empty for a plain number, such as a share or a ratio.
    var unit: String
    /// Nil where the figure is only told.
    var mark: Mark?

    init(_ name: String, _ value: Double, _ unit: String = "", mark: Mark? = nil) {
        self.name = name
        self.value = value
        self.unit = unit
        self.mark = mark
    }

    /// Nil without a mark.
    var isMet: Bool? { self.mark?.isMet(by: self.value) }

    private enum CodingKeys: String, CodingKey {
        case name, value, unit, atMost, atLeast, isMet
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        self.name = try members.decode(String.self, forKey: .name)
        self.value = try members.decode(Double.self, forKey: .value)
        self.unit = try members.decode(String.self, forKey: .unit)
        self.mark =
            try members.decodeIfPresent(Double.self, forKey: .atMost).map { .atMost($0) }
            ?? members.decodeIfPresent(Double.self, forKey: .atLeast).map { .atLeast($0) }
    }

    func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: CodingKeys.self)
        try members.encode(self.name, forKey: .name)
        try members.encode(self.value, forKey: .value)
        try members.encode(self.unit, forKey: .unit)
        switch self.mark {
        case .atMost(let bound): try members.encode(bound, forKey: .atMost)
        case .atLeast(let bound): try members.encode(bound, forKey: .atLeast)
        case nil: break
        }
        try members.encodeIfPresent(self.isMet, forKey: .isMet)
    }
}
