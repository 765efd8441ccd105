// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Three characters in one word, the first one lowest, converted all at once.
///
/// It is ``ASCIIWord`` for the identifiers of standard frames, whose constants
/// are short enough to be part of the instructions.
struct ASCIITriple {
  private let lanes: UInt32

  /// Takes the low three bytes of a word.
  @inline(__always)
  init(_ word: UInt32) { lanes = word }

  /// Takes three characters.
  @inline(__always)
  init(_ first: UInt8, _ second: UInt8, _ third: UInt8) {
    lanes = UInt32(first) | UInt32(second) &<< 8 | UInt32(third) &<< 16
  }

  /// The number that three hexadecimal digits of either case write, or `nil`.
  @inline(__always)
  var hexNumber: UInt32? {
    // See ASCIIWord: adding sets the high bits of lanes from a limit on, and
    // those between two limits differ.
    let low = lanes & 0x7F_7F7F
    let lower = low | 0x20_2020
    let isDigit = (low &+ 0x50_5050) ^ (low &+ 0x46_4646)
    let isLetter = (lower &+ 0x1F_1F1F) ^ (lower &+ 0x19_1919)
    guard (isDigit | isLetter) & ~lanes & 0x80_8080 == 0x80_8080 else {
      return nil
    }
    let letters = lanes &>> 6 & 0x01_0101
    let nibbles = (lanes & 0x0F_0F0F) &+ letters &* 9
    // 0xA, 0xB and 0xC in their lanes: 0x0C0B0A. One factor puts C at bit 16, B
    // at bit 20 and A at bit 24; what else it makes lies below and above.
    let moved = UInt64(widening: nibbles) &* (1 | 1 &<< 12 | 1 &<< 24)
    return UInt32(truncatingIfNeeded: moved &>> 16) & 0xFFF
  }
}
