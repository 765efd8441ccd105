// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

extension Span<UInt8> {
  /// Eight bytes as one word, the first one lowest.
  ///
  /// The one check makes the eight below it superfluous, and the compiler
  /// merges them into a single load.
  @inline(__always)
  func word(at index: Int) -> UInt64 {
    precondition(index >= 0 && index <= count &- 8, "word beyond the line")
    let b0 = UInt64(widening: UInt32(self[index]))
    let b1 = UInt64(widening: UInt32(self[index &+ 1]))
    let b2 = UInt64(widening: UInt32(self[index &+ 2]))
    let b3 = UInt64(widening: UInt32(self[index &+ 3]))
    let b4 = UInt64(widening: UInt32(self[index &+ 4]))
    let b5 = UInt64(widening: UInt32(self[index &+ 5]))
    let b6 = UInt64(widening: UInt32(self[index &+ 6]))
    let b7 = UInt64(widening: UInt32(self[index &+ 7]))
    let low = b0 | b1 &<< 8 | b2 &<< 16 | b3 &<< 24
    let high = b4 &<< 32 | b5 &<< 40 | b6 &<< 48 | b7 &<< 56
    return low | high
  }

  /// Whether the byte order mark of UTF-8 is at a position.
  func hasByteOrderMark(at index: Int) -> Bool {
    index &+ 2 < count && self[index] == 0xEF && self[index &+ 1] == 0xBB
      && self[index &+ 2] == 0xBF
  }

  /// The line without carriage returns at its end, of which programs write one
  /// too many where each of two turns LF into CR LF.
  var withoutCarriageReturns: Span<UInt8> {
    @_lifetime(copy self)
    get {
      var end = count
      while end > 0, self[end &- 1] == UInt8(ascii: "\r") { end &-= 1 }
      return extracting(..<end)
    }
  }
}

extension UInt8 {
  /// Whether the byte is a space or a tab.
  var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

  /// The value of an ASCII digit, or `nil`.
  var decimalValue: UInt8? {
    let value = self &- UInt8(ascii: "0")
    return value < 10 ? value : nil
  }

  /// The value of an ASCII hexadecimal digit of either case, or `nil`.
  var hexValue: UInt8? {
    if let value = decimalValue { return value }
    let letter = (self | 0x20) &- UInt8(ascii: "a")
    return letter < 6 ? letter &+ 10 : nil
  }

  /// Whether the byte is an ASCII letter.
  var isLetter: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 }
}
