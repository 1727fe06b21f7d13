/// A text cut into runs of letters that are compared alike: lower case, full-width forms as ASCII, Hangul composed.
struct FoldedText: Sendable {
    /// Letters in a row of one kind.
    struct Run: Sendable, Equatable {
        enum Kind: Sendable {
            /// Hangul, Han, Kana: scripts whose words have endings or no spaces.
            case syllables
            /// Letters and digits of scripts with spaces.
            case word
        }

        var kind: Kind
        var scalars: [UInt32]
        /// Whether only white space stands between this run and the one before.
        var followsSpace: Bool
    }

    private(set) var runs: [Run] = []

    init(_ text: String) {
        var composer = HangulComposer()
        var gap = Gap.none
        for scalar in text.unicodeScalars {
            self.take(scalar, &composer, &gap)
        }
        self.flush(&composer, &gap)
    }

    private enum Gap {
        case none, space, other
    }

    private mutating func take(_ scalar: Unicode.Scalar, _ composer: inout HangulComposer, _ gap: inout Gap) {
        if let finished = composer.take(scalar) {
            for value in finished { self.append(value, .syllables, &gap) }
            return
        }
        self.flush(&composer, &gap)
        switch scalar.value {
        case 0x30...0x39, 0x61...0x7A:
            self.append(scalar.value, .word, &gap)
        case 0x41...0x5A:
            self.append(scalar.value + 0x20, .word, &gap)
        case 0x20, 0x09, 0x0A, 0x0D, 0xA0, 0x3000:
            if gap == .none { gap = .space }
        case 0xFF01...0xFF5E:
            self.take(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar, &composer, &gap)
        case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3, 0xF900...0xFAFF:
            self.append(scalar.value, .syllables, &gap)
        case 0x300...0x36F:
            break  // a mark on the letter before it: é and é are one letter here
        case 0..<0x80:
            gap = .other
        default:
            guard scalar.properties.isAlphabetic || scalar.properties.numericType != nil else {
                gap = .other
                return
            }
            for folded in scalar.properties.lowercaseMapping.unicodeScalars {
                self.append(Self.base[folded.value] ?? folded.value, .word, &gap)
            }
        }
    }

    private mutating func flush(_ composer: inout HangulComposer, _ gap: inout Gap) {
        if let value = composer.finish() { self.append(value, .syllables, &gap) }
    }

    private mutating func append(_ scalar: UInt32, _ kind: Run.Kind, _ gap: inout Gap) {
        defer { gap = .none }
        if gap == .none, let last = self.runs.indices.last, self.runs[last].kind == kind {
            self.runs[last].scalars.append(scalar)
        } else {
            self.runs.append(Run(kind: kind, scalars: [scalar], followsSpace: gap == .space))
        }
    }

    /// Latin letters with marks, lower case, and the letter without the mark.
    private static let base: [UInt32: UInt32] = {
        let pairs: [(String, Unicode.Scalar)] = [
            ("àáâãäå", "a"), ("ç", "c"), ("èéêë", "e"), ("ìíîï", "i"), ("ñ", "n"), ("òóôõöø", "o"), ("ùúûü", "u"),
            ("ýÿ", "y"),
        ]
        return Dictionary(
            pairs.flatMap { marked, plain in marked.unicodeScalars.map { ($0.value, plain.value) } }
        ) { first, _ in first }
    }()
}
