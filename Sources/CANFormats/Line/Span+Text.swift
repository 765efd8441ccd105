// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

extension Span<UInt8> {
  /// Whether the byte order mark of UTF-8 is at a position.
  func hasByteOrderMark(at index: Int) -> Bool {
    index &+ 2 < count && self[index] == 0xEF && self[index &+ 1] == 0xBB
      && self[index &+ 2] == 0xBF
  }

  /// Where the line that begins at a position ends: at its line feed, or at the
  /// last of the carriage returns that end it alone.
  ///
  /// - Parameters:
  ///   - start: Where the line begins. Carriage returns there belong to the line
  ///     before.
  ///   - searched: Up to where it is known that no line feed comes, and no carriage
  ///     return.
  /// - Returns: The position, or `nil` if the end is not there.
  package func endOfLine(from start: Int, searchedUpTo searched: Int) -> Int? {
    var begin = start
    while begin < count, self[begin] == UInt8(ascii: "\r") { begin &+= 1 }
    guard var end = firstLineEnd(from: Swift.max(begin, searched)) else {
      return nil
    }
    while end < count, self[end] == UInt8(ascii: "\r") { end &+= 1 }
    // Carriage returns before a line feed, or before nothing, belong to it.
    if end == count { return nil }
    return self[end] == UInt8(ascii: "\n") ? end : end &- 1
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

extension Span<UInt8> {
  /// The text without the blanks around it.
  var withoutBlanks: Span<UInt8> {
    @_lifetime(copy self)
    get {
      var (start, end) = (0, count)
      while start < end, self[start].isBlank { start &+= 1 }
      while end > start, self[end &- 1].isBlank { end &-= 1 }
      return extracting(start..<end)
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
