// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Words of headers and labels, which are compared whatever their case.
///
/// The names are literals, of which nothing is left at run time but their bytes.
extension Span<UInt8> {
  /// Whether the text is a name, apart from the case of ASCII letters.
  ///
  /// - Parameter name: The name, in small letters.
  /// - Returns: Whether it is.
  @inline(__always)
  func isName(_ name: String) -> Bool {
    isName(name.utf8.span)
  }

  /// Whether the text is a name, with letters of the same case.
  @inline(__always)
  func isExactly(_ name: String) -> Bool {
    let name = name.utf8.span
    guard count == name.count else { return false }
    for index in indices where self[index] != name[index] { return false }
    return true
  }

  /// Whether the text begins with a name, apart from the case of ASCII letters.
  @inline(__always)
  func startsWithName(_ name: String) -> Bool {
    hasName(name.utf8.span, at: 0)
  }

  /// Whether the text ends with a name, apart from the case of ASCII letters.
  @inline(__always)
  func endsWithName(_ name: String) -> Bool {
    endsWithName(name.utf8.span)
  }

  /// Whether the text is one of the words of a list, apart from case.
  ///
  /// - Parameter list: Words in small letters with one space between two.
  /// - Returns: Whether it is.
  @inline(__always)
  func isOneOf(_ list: String) -> Bool { isOneOf(list.utf8.span) }

  private func isName(_ name: Span<UInt8>) -> Bool {
    count == name.count && hasName(name, at: 0)
  }

  private func endsWithName(_ name: Span<UInt8>) -> Bool {
    hasName(name, at: count &- name.count)
  }

  private func isOneOf(_ words: Span<UInt8>) -> Bool {
    guard count > 0 else { return false }
    let first = self[0].lowercased
    var start = 0
    while start &+ count <= words.count {
      let end =
        words.firstIndex(of: UInt8(ascii: " "), from: start) ?? words.count
      if words[start] == first, end &- start == count,
        hasName(words.extracting(start..<end), at: 0)
      {
        return true
      }
      start = end &+ 1
    }
    return false
  }

  private func hasName(_ name: Span<UInt8>, at start: Int) -> Bool {
    guard start >= 0, count &- start >= name.count else { return false }
    for index in name.indices {
      guard self[start &+ index].lowercased == name[index] else { return false }
    }
    return true
  }
}

extension UInt8 {
  /// The small letter of an ASCII letter, any other byte as it is.
  var lowercased: UInt8 { isLetter ? self | 0x20 : self }

  /// Whether the byte is part of a word: a letter, a digit, an underscore, or no
  /// ASCII at all.
  var isWordByte: Bool {
    isLetter || decimalValue != nil || self == UInt8(ascii: "_") || self >= 0x80
  }
}
