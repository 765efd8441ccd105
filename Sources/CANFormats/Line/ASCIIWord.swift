// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Eight characters in one word, the first one lowest, converted all at once.
///
/// Each byte of the word is a lane. Adding a constant to lanes below 0x80 sets
/// their high bit when they reach a limit, and never carries into the next
/// lane; multiplying by 10 and adding the neighbour turns digits into pairs,
/// pairs into quads, and quads into the number.
struct ASCIIWord {
  private let lanes: UInt64

  @inline(__always)
  init(_ lanes: UInt64) { self.lanes = lanes }

  /// How many characters stand before the first that is a blank, a line's end or
  /// another control character, 8 if there is none.
  @inline(__always)
  var lengthBeforeControl: Int {
    // A lane with its high bit set beforehand keeps it if 0x21 can be taken away.
    let kept = (lanes | Self.high) &- 0x2121_2121_2121_2121
    let found = ~(kept | lanes) & Self.high
    return found.trailingZeroBitCount &>> 3
  }

  private static var high: UInt64 {
    @inline(__always) get { 0x8080_8080_8080_8080 }
  }

  /// How many decimal digits there are before the first other character, 8 if
  /// there is none.
  @inline(__always)
  var leadingDecimalCount: Int {
    // As below; what a lane that is too large carries reaches only those behind
    // it.
    let digits = lanes ^ 0x3030_3030_3030_3030
    let others = ((digits &+ 0x7676_7676_7676_7676) | digits) & Self.high
    return others.trailingZeroBitCount &>> 3
  }

  /// Whether all characters are decimal digits.
  @inline(__always)
  var isDecimal: Bool {
    // Digits become 0 to 9, to which 0x76 can be added without a high bit.
    let digits = lanes ^ 0x3030_3030_3030_3030
    return ((digits &+ 0x7676_7676_7676_7676) | digits) & Self.high == 0
  }

  /// The number that eight decimal digits write.
  @inline(__always)
  var decimalValue: UInt32 {
    let digits = lanes & 0x0F0F_0F0F_0F0F_0F0F
    // Every other lane takes in ten times its neighbour below, the greater
    // digit: one factor moves it there and has the lane itself in it once.
    let pairs = (digits &* (10 &<< 8 | 1)) &>> 8 & 0x00FF_00FF_00FF_00FF
    let quads = (pairs &* (100 &<< 16 | 1)) &>> 16 & 0x0000_FFFF_0000_FFFF
    return UInt32(truncatingIfNeeded: (quads &* (10_000 &<< 32 | 1)) &>> 32)
  }

  /// How many hexadecimal digits there are before the first other character, 8
  /// if there is none.
  @inline(__always)
  var leadingHexCount: Int {
    (hexDigits ^ Self.high).trailingZeroBitCount &>> 3
  }

  /// How many bytes of a word there are before the first other one, 8 if there is
  /// none: letters, digits, underscores and bytes beyond ASCII.
  @inline(__always)
  var leadingWordByteCount: Int {
    // From one limit to the next, the two sums of a pair differ, as below.
    let low = lanes & ~Self.high
    let lower = low | 0x2020_2020_2020_2020
    let from0 = low &+ 0x5050_5050_5050_5050  // 0x80 - "0"
    let above9 = low &+ 0x4646_4646_4646_4646  // 0x80 - ":"
    let fromA = lower &+ 0x1F1F_1F1F_1F1F_1F1F  // 0x80 - "a"
    let aboveZ = lower &+ 0x0505_0505_0505_0505  // 0x80 - "{"
    // An underscore alone becomes zero.
    let others = (low ^ 0x5F5F_5F5F_5F5F_5F5F) &+ 0x7F7F_7F7F_7F7F_7F7F
    let word = (from0 ^ above9 | fromA ^ aboveZ | ~others | lanes) & Self.high
    return (word ^ Self.high).trailingZeroBitCount &>> 3
  }

  /// The high bit of each lane that is a hexadecimal digit of either case.
  @inline(__always)
  private var hexDigits: UInt64 {
    // Adding to lanes without their high bits sets these from a limit on.
    let low = lanes & ~Self.high
    let lower = low | 0x2020_2020_2020_2020
    let from0 = low &+ 0x5050_5050_5050_5050  // 0x80 - "0"
    let above9 = low &+ 0x4646_4646_4646_4646  // 0x80 - ":"
    let fromA = lower &+ 0x1F1F_1F1F_1F1F_1F1F  // 0x80 - "a"
    let aboveF = lower &+ 0x1919_1919_1919_1919  // 0x80 - "g"
    // From one limit to the next, the two sums differ in it.
    return (from0 ^ above9 | fromA ^ aboveF) & ~lanes & Self.high
  }

  /// The four bytes that the lanes write if they are hexadecimal digits, the
  /// first one lowest.
  @inline(__always)
  private var hexValue: UInt32 {
    // A letter has bit 6; its low nibble is its value less 9.
    let letters = lanes &>> 6 & 0x0101_0101_0101_0101
    let nibbles = (lanes & 0x0F0F_0F0F_0F0F_0F0F) &+ letters &* 9
    return Self.joined(nibbles)
  }

  /// Eight numbers of four bits in the lanes, as four bytes.
  @inline(__always)
  static func joined(_ nibbles: UInt64) -> UInt32 {
    // Each factor puts beside what is in one lane what is in the next one: two
    // nibbles are a byte, two bytes a pair, and two pairs the number.
    let bytes = (nibbles &* (1 &<< 12 | 1)) &>> 8 & 0x00FF_00FF_00FF_00FF
    let pairs = (bytes &* (1 &<< 8 | 1)) &>> 8 & 0x0000_FFFF_0000_FFFF
    return UInt32(truncatingIfNeeded: (pairs &* (1 &<< 16 | 1)) &>> 16)
  }

  /// The four bytes that eight hexadecimal digits write, the first one lowest,
  /// or `nil`.
  @inline(__always)
  var hexBytes: UInt32? { hexDigits == Self.high ? hexValue : nil }

  /// The three bytes that digits with a space between them write, such as
  /// `14 02 74`, the first one lowest, or `nil`.
  @inline(__always)
  var spacedHexBytes: UInt32? {
    let spaces: UInt64 = 0x0000_2000_0020_0000
    guard lanes & 0x0000_FF00_00FF_0000 == spaces else { return nil }
    let digits =
      lanes & 0xFFFF | lanes &>> 8 & 0xFFFF_0000
      | lanes &>> 16 & 0xFFFF_0000_0000
    // A byte of zeros fills the word up.
    return ASCIIWord(digits | 0x3030_0000_0000_0000).hexBytes
  }

  /// The number that eight hexadecimal digits write, or `nil`.
  @inline(__always)
  var hexNumber: UInt32? { hexBytes?.byteSwapped }
}
