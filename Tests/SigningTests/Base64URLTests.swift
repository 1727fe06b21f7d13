import Signing
import Testing

@Suite struct Base64URLTests {
    /// RFC 4648 section 10 without padding, and the octets of RFC 7515 appendix C.
    @Test(
        arguments: [
            ("", []), ("Zg", Array("f".utf8)), ("Zm8", Array("fo".utf8)), ("Zm9v", Array("foo".utf8)),
            ("Zm9vYg", Array("foob".utf8)), ("Zm9vYmE", Array("fooba".utf8)), ("Zm9vYmFy", Array("foobar".utf8)),
            ("A-z_4ME", [3, 236, 255, 224, 193]), ("AA", [0]), ("_w", [255]), ("____", [255, 255, 255]), ("--", nil),
        ] as [(String, [UInt8]?)]
    )
    func textStandsForBytes(text: String, expected: [UInt8]?) {
        #expect(Base64URL.decode(text) == expected)
        if let expected { #expect(Base64URL.encode(expected) == text) }
    }

    @Test(arguments: [
        "A", "AAAAA", "Zg==", "Zg=", "Zm8=", "=", "====", "Zm9v=",
        " Zm9v", "Zm9v ", "Zm 9v", "Zm9v\n", "\tZm9v", "Zm9v\r\n", "Zm9v\0",
        "+/+/", "A+z/4ME", "Zm9v.", "Zm9v,", "Zm#v", "Zm?v", "Zm%3D", "Zméa", "Ｚｍ９ｖ",
        "Zh", "Zv", "Z_", "Zm9", "Zm_", "AB", "AAB", "_x",
    ])
    func anyOtherTextIsRefused(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test func everyByteComesBack() {
        for count in 0..<9 {
            for byte in UInt8.min...UInt8.max {
                let bytes = (0..<count).map { byte &+ UInt8($0) &* 7 }
                #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
            }
        }
    }
}
