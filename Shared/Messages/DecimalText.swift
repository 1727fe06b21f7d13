/// Numbers as ASCII decimal digits, where so many are written or read that strings in between would be felt.
package enum DecimalText {
    /// Digits of the greatest number.
    package static let longest = 20

    /// Writes a number at the beginning of memory that has room for it, and returns how many digits it has.
    package static func write(_ number: UInt64, to target: UnsafeMutableRawBufferPointer) -> Int {
        let count = Self.length(of: number)
        var rest = number
        var place = count
        repeat {
            place -= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            target[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
            rest = quotient
        } while rest > 0
        return count
    }

    /// Appends a number.
    package static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(byteCount: Self.longest, alignment: 1) { digits in
            let count = Self.write(number, to: digits)
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: digits[..<count]))
        }
    }

    /// Reads digits without a sign; nil where there are none, anything else is among them, or the number is too great.
    package static func read(_ digits: ArraySlice<UInt8>) -> UInt64? {
        guard !digits.isEmpty else { return nil }
        var number: UInt64 = 0
        for byte in digits {
            guard case UInt8(ascii: "0")...UInt8(ascii: "9") = byte else { return nil }
            let (product, overflows) = number.multipliedReportingOverflow(by: 10)
            let (sum, exceeds) = product.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
            guard !overflows, !exceeds else { return nil }
            number = sum
        }
        return number
    }

    /// How many digits a number has.
    package static func length(of number: UInt64) -> Int {
        var count = 1
        var limit: UInt64 = 10
        while number >= limit {
            count += 1
            guard count < Self.longest else { break }
            limit *= 10
        }
        return count
    }
}
