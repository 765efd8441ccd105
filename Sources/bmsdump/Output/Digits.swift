// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN

/// Numbers as digits, eight characters in one word, the first of them lowest.
///
/// The word is worked on as several numbers side by side, each in bits of its
/// own ("SIMD within a register"): a multiplication reaches all of them at once,
/// and so does a mask.
enum Digits {
  /// The eight decimal digits of a number below 100,000,000.
  ///
  /// It is not inlined, so that the compiler stores the word as a whole and not
  /// each of its bytes as it comes about.
  @inline(never)
  static func decimal(eightOf number: UInt64) -> UInt64 {
    values(of: number) | zeros
  }

  /// A time of less than ten seconds, in microseconds: `1.234567`.
  ///
  /// It is not inlined for the same reason.
  @inline(never)
  static func seconds(_ microseconds: UInt64) -> UInt64 {
    // The first of the eight digits is zero, the second one moves to its place,
    // and the point takes the one of the second.
    let digits = values(of: microseconds) | zeros
    let point = UInt64(UInt8(ascii: ".")) << 8
    return digits >> 8 & 0xFF | point | digits & ~0xFFFF
  }

  /// The values of the eight digits of a number below 100,000,000.
  @inline(__always)
  private static func values(of number: UInt64) -> UInt64 {
    // 12345678 -> 1234, 5678 in 32 bits each. Multiplying by 2^n / d, rounded
    // up, and shifting by n divides by d, for all numbers that come up.
    let fours = number / 10_000 | (number % 10_000) << 32
    // -> 12, 34, 56, 78 in 16 bits each.
    let hundreds = (fours &* 10_486) >> 20 & 0x0000_007F_0000_007F
    let twos = hundreds | (fours &- hundreds &* 100) << 16
    // -> 1 to 8 in 8 bits each.
    let tens = (twos &* 103) >> 10 & 0x000F_000F_000F_000F
    return tens | (twos &- tens &* 10) << 8
  }

  /// How many digits there are without the zeros in front; one of nothing but
  /// zeros.
  @inline(__always)
  static func significant(in digits: UInt64) -> Int {
    8 - min((digits ^ zeros).trailingZeroBitCount / 8, 7)
  }

  /// The last of eight characters, 1 to 8 of them.
  @inline(__always)
  static func last(_ count: Int, of characters: UInt64) -> UInt64 {
    characters &>> UInt64(truncatingIfNeeded: (8 - count) * 8)
  }

  /// A decimal number with its sign and all of its decimals.
  ///
  /// - Returns: The characters, or none if there are more than eight.
  @inline(never)
  static func short(_ number: DecimalNumber) -> (count: Int, word: UInt64) {
    let significand = number.significand.magnitude
    let decimals = UInt64(number.decimals)
    guard significand < 1_000_000, decimals < 6 else { return (0, 0) }
    let values = values(of: significand)
    // The zeros in front are left out, down to the digit that stands before the
    // point: a bit in it ends the search for the first other digit.
    let last = 0x0100_0000_0000_0000 &>> (decimals &* 8)
    let unused = (values | last).trailingZeroBitCount & ~7
    var count = 8 &- unused / 8
    var word = (values | zeros) &>> UInt64(truncatingIfNeeded: unused)
    if decimals > 0 {
      // The digits behind the point make room for it.
      let place = UInt64(truncatingIfNeeded: count &* 8) &- decimals &* 8
      let behind = UInt64.max &<< place
      let point = UInt64(UInt8(ascii: ".")) &<< place
      word = word & ~behind | point | (word & behind) &<< 8
      count &+= 1
    }
    if number.significand < 0 {
      word = word &<< 8 | UInt64(UInt8(ascii: "-"))
      count &+= 1
    }
    return (count, word)
  }

  /// The hexadecimal digits of four bytes, in capitals; the lowest byte is
  /// first.
  @inline(never)
  static func hexadecimal(_ bytes: UInt32) -> UInt64 {
    digits(of: bytes)
  }

  /// The three hexadecimal digits of a number of 12 bits.
  @inline(never)
  static func hexadecimal(three number: UInt16) -> UInt64 {
    last(3, of: digits(of: UInt32(number).byteSwapped))
  }

  /// The hexadecimal digits of eight bytes, half of them in each word.
  @inline(never)
  static func hexadecimal(
    eight bytes: UInt64
  ) -> (first: UInt64, second: UInt64) {
    (
      digits(of: UInt32(truncatingIfNeeded: bytes)),
      digits(of: UInt32(truncatingIfNeeded: bytes >> 32))
    )
  }

  /// Makes the hexadecimal digits where they are asked for.
  @inline(__always)
  private static func digits(of bytes: UInt32) -> UInt64 {
    // Each byte into 16 bits, and its two halves into 8 bits each.
    var word = UInt64(bytes)
    word = (word | word << 16) & 0x0000_FFFF_0000_FFFF
    word = (word | word << 8) & 0x00FF_00FF_00FF_00FF
    let digits = (word >> 4 | word << 8) & 0x0F0F_0F0F_0F0F_0F0F
    // Only 10 and more reach bit 4 with 6 added; they are letters.
    let letters = (digits &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
    return digits &+ zeros &+ letters &* (UInt64(UInt8(ascii: "A")) - 58)
  }

  private static var zeros: UInt64 { 0x3030_3030_3030_3030 }
}
