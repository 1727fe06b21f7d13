import Foundation

/// JSON with a line for each member, whose numbers and strings stay as they are written.
enum IndentedJSON {
    /// Nil where the bytes are not one JSON value.
    static func lines(of bytes: [UInt8]) -> [String]? {
        guard let text = String(validating: bytes, as: UTF8.self),
            (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
        else { return nil }
        var lines: [String] = []
        var line = ""
        var depth = 0
        var isInString = false
        var isEscaped = false
        func end() {
            lines.append(line)
            line = String(repeating: "  ", count: depth)
        }
        var scalars = text.unicodeScalars.makeIterator()
        var next = scalars.next()
        while let scalar = next {
            next = scalars.next()
            if isInString {
                line.unicodeScalars.append(scalar)
                isInString = isEscaped || scalar != "\""
                isEscaped = !isEscaped && scalar == "\\"
                continue
            }
            switch scalar {
            case " ", "\t", "\n", "\r": break
            case "{", "[":
                line.unicodeScalars.append(scalar)
                while let space = next, [" ", "\t", "\n", "\r"].contains(space) { next = scalars.next() }
                if let closing = next, closing == "}" || closing == "]" {
                    line.unicodeScalars.append(closing)
                    next = scalars.next()
                } else {
                    depth += 1
                    end()
                }
            case "}", "]":
                depth -= 1
                end()
                line.unicodeScalars.append(scalar)
            case ",":
                line += ","
                end()
            case ":": line += ": "
            default:
                isInString = scalar == "\""
                line.unicodeScalars.append(scalar)
            }
        }
        lines.append(line)
        return lines
    }
}
