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

  /// How many characters stand before the first space or tab, 8 if there is
  /// none.
  @inline(__always)
  var lengthBeforeBlank: Int {
    // A lane that is zero, and no lane below it, gets its high bit set when 1
    // is taken away from each.
    let ones: UInt64 = 0x0101_0101_0101_0101
    let spaces = lanes ^ 0x2020_2020_2020_2020
    let tabs = lanes ^ 0x0909_0909_0909_0909
    let found =
      ((spaces &- ones) & ~spaces | (tabs &- ones) & ~tabs)
      & 0x8080_8080_8080_8080
    return found.trailingZeroBitCount &>> 3
  }

  /// The number that eight decimal digits write, or `nil`.
  @inline(__always)
  var decimal: UInt32? {
    let digits = lanes ^ 0x3030_3030_3030_3030
    let above9 = (digits &+ 0x7676_7676_7676_7676) | digits
    guard above9 & 0x8080_8080_8080_8080 == 0 else { return nil }
    // Every other lane takes in its neighbour above, the lesser digit.
    let pairs = (digits &* 10 &+ digits &>> 8) & 0x00FF_00FF_00FF_00FF
    let quads = (pairs &* 100 &+ pairs &>> 16) & 0x0000_FFFF_0000_FFFF
    return UInt32(truncatingIfNeeded: quads &* 10_000 &+ quads &>> 32)
  }

  /// The four bytes that eight hexadecimal digits write, the first one lowest,
  /// or `nil`.
  @inline(__always)
  var hexBytes: UInt32? {
    let high: UInt64 = 0x8080_8080_8080_8080
    let lower = lanes | 0x2020_2020_2020_2020
    let from0 = lanes &+ 0x5050_5050_5050_5050  // 0x80 - "0"
    let above9 = lanes &+ 0x4646_4646_4646_4646  // 0x80 - ":"
    let fromA = lower &+ 0x1F1F_1F1F_1F1F_1F1F  // 0x80 - "a"
    let aboveF = lower &+ 0x1919_1919_1919_1919  // 0x80 - "g"
    let valid = (from0 & ~above9 | fromA & ~aboveF) & ~lanes & high
    guard lanes & high == 0, valid == high else { return nil }
    // A letter has bit 6; its low nibble is its value less 9.
    let letters = lanes &>> 6 & 0x0101_0101_0101_0101
    let nibbles = (lanes & 0x0F0F_0F0F_0F0F_0F0F) &+ letters &* 9
    let bytes = (nibbles &<< 4 | nibbles &>> 8) & 0x00FF_00FF_00FF_00FF
    let pairs = (bytes | bytes &>> 8) & 0x0000_FFFF_0000_FFFF
    return UInt32(truncatingIfNeeded: pairs | pairs &>> 16)
  }

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

  /// The last `count` of sixteen characters, moved to the front and followed by
  /// the digit 0.
  ///
  /// - Parameters:
  ///   - count: 0 to 15.
  ///   - first: The first eight of the sixteen.
  ///   - second: The last eight.
  /// - Returns: The sixteen characters after the move.
  static func lastDigits(
    _ count: Int, of first: UInt64, _ second: UInt64
  ) -> (UInt64, UInt64) {
    let zeros: UInt64 = 0x3030_3030_3030_3030
    let bits = UInt64(widening: UInt32(truncatingIfNeeded: count & 7) &* 8)
    if count == 8 { return (second, zeros) }
    // `count` modulo 8 characters stay in the word that is cut.
    let keep = UInt64.max &>> (64 &- bits) & (bits == 0 ? 0 : UInt64.max)
    let cut = second &>> (64 &- bits) & keep | zeros & ~keep
    if count < 8 { return (cut, zeros) }
    let joined = first &>> (64 &- bits) & keep | second &<< bits
    return (joined, cut)
  }
}
