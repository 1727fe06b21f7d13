import Signing
import Testing

@Test(
    arguments: [
        ([], [], true), ([1, 2, 3], [1, 2, 3], true), ([1, 2, 3], [1, 2, 4], false), ([1, 2, 3], [0, 2, 3], false),
        ([1, 2, 3], [1, 2], false), ([], [0], false), ([0], [0, 0], false),
    ] as [([UInt8], [UInt8], Bool)]
)
func onlyTheSameBytesAreEqual(left: [UInt8], right: [UInt8], expected: Bool) {
    #expect(ConstantTime.equals(left, right) == expected)
}
