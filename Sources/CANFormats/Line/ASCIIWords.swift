// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Sixteen characters in two words, converted all at once.
///
/// It is ``ASCIIWord`` twice, side by side in one vector of 128 bits, which every
/// processor of 64 bits has.
struct ASCIIWords {
  private let lanes: SIMD2<UInt64>

  @inline(__always)
  init(_ first: UInt64, _ second: UInt64) { lanes = SIMD2(first, second) }

  /// Sixteen characters of a line that has as many, zeros behind its end.
  init(_ line: Span<UInt8>, at position: Int) {
    let start = min(position, line.count &- 16)
    let first = line.word(at: start)
    let second = line.word(at: start &+ 8)
    let skipped = position &- start
    let bits = UInt64(
      widening: UInt32(truncatingIfNeeded: skipped & 7) &* 8)
    let carried = bits == 0 ? 0 : second &<< (64 &- bits)
    switch skipped {
    case ..<8: self.init(first &>> bits | carried, second &>> bits)
    case ..<16: self.init(second &>> bits, 0)
    default: self.init(0, 0)
    }
  }

  /// The bytes that the hexadecimal digits at the beginning write, the first one
  /// lowest, and how many digits there are; what lies beyond them is not
  /// specified.
  @inline(__always)
  var leadingHex: (bytes: UInt64, count: Int) {
    let others = ~hexDigits & Self.all(0x8080_8080_8080_8080)
    let count =
      others[0] != 0
      ? others[0].trailingZeroBitCount &>> 3
      : 8 &+ others[1].trailingZeroBitCount &>> 3
    let halves = Self.joined(nibbles)
    return (halves[0] | halves[1] &<< 32, count)
  }

  /// Eight numbers of four bits in each half, as four bytes; see
  /// ``ASCIIWord/joined(_:)``, whose factors are shifts here.
  @inline(__always)
  private static func joined(_ nibbles: SIMD2<UInt64>) -> SIMD2<UInt64> {
    let bytes =
      (nibbles &+ nibbles &<< Self.all(12)) &>> Self.all(8)
      & Self.all(0x00FF_00FF_00FF_00FF)
    let pairs =
      (bytes &+ bytes &<< Self.all(8)) &>> Self.all(8)
      & Self.all(0x0000_FFFF_0000_FFFF)
    return (pairs &+ pairs &<< Self.all(16)) &>> Self.all(16)
      & Self.all(0xFFFF_FFFF)
  }

  @inline(__always)
  private static func all(_ word: UInt64) -> SIMD2<UInt64> { SIMD2(word, word) }

  /// The high bit of each character that is a hexadecimal digit of either case;
  /// other bits are not specified.
  @inline(__always)
  private var hexDigits: SIMD2<UInt64> {
    // Adding to characters without their high bits sets these from a limit on,
    // and those between two limits differ.
    let low = lanes & Self.all(0x7F7F_7F7F_7F7F_7F7F)
    let lower = low | Self.all(0x2020_2020_2020_2020)
    let from0 = low &+ Self.all(0x5050_5050_5050_5050)  // 0x80 - "0"
    let above9 = low &+ Self.all(0x4646_4646_4646_4646)  // 0x80 - ":"
    let fromA = lower &+ Self.all(0x1F1F_1F1F_1F1F_1F1F)  // 0x80 - "a"
    let aboveF = lower &+ Self.all(0x1919_1919_1919_1919)  // 0x80 - "g"
    return (from0 ^ above9 | fromA ^ aboveF) & ~lanes
  }

  /// What each character is worth as a digit.
  @inline(__always)
  private var nibbles: SIMD2<UInt64> {
    // A letter has bit 6; its low nibble is its value less 9.
    let letters = lanes &>> Self.all(6) & Self.all(0x0101_0101_0101_0101)
    let nines = letters &<< Self.all(3) &+ letters
    return (lanes & Self.all(0x0F0F_0F0F_0F0F_0F0F)) &+ nines
  }
}
