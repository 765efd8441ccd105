// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials

/// Where text stops being JSON, which the library does not say.
struct JSONSyntax {
  private let bytes: [UInt8]
  private var position = 0

  /// How deep arrays and objects may lie in one another.
  private static let maximumDepth = 100

  /// What is wrong, if it is not a byte that cannot be there.
  private var reason: String?

  /// What is wrong first, with its line and column, both from 1, or `nil` if nothing
  /// is: a byte that cannot be there, a key for the second time, or a number that no
  /// decimal number can hold.
  static func problem(in bytes: [UInt8]) -> String? {
    var syntax = JSONSyntax(bytes: bytes)
    if syntax.passValue(depth: 0) {
      syntax.passBlanks()
      if syntax.next == nil { return nil }
    }
    let before = bytes.prefix(syntax.position)
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    // Bytes that go on with a character are no columns.
    let line = 1 + before.count { $0 == UInt8(ascii: "\n") }
    let column = 1 + before[start...].count { $0 & 0xC0 != 0x80 }
    return (syntax.reason ?? "not valid JSON")
      + ": line \(line), column \(column)"
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  private mutating func passBlanks() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
      position += 1
    }
  }

  /// Passes a character, if it is next.
  private mutating func pass(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  // Each of these returns whether it is there, and otherwise stays where it is
  // not.

  private mutating func passValue(depth: Int) -> Bool {
    passBlanks()
    switch next {
    case UInt8(ascii: "{"):
      var keys: Set<ArraySlice<UInt8>> = []
      return passList(until: "}", depth: depth) {
        $0.passBlanks()
        let start = $0.position
        guard $0.passText() else { return false }
        guard keys.insert($0.bytes[start..<$0.position]).inserted else {
          return $0.fail("the key is there twice", at: start)
        }
        $0.passBlanks()
        return $0.pass(":") && $0.passValue(depth: depth + 1)
      }
    case UInt8(ascii: "["):
      return passList(until: "]", depth: depth) {
        $0.passValue(depth: depth + 1)
      }
    case UInt8(ascii: "\""): return passText()
    case UInt8(ascii: "t"): return passWord("true")
    case UInt8(ascii: "f"): return passWord("false")
    case UInt8(ascii: "n"): return passWord("null")
    default: return passNumber()
    }
  }

  private mutating func passList(
    until end: Unicode.Scalar, depth: Int,
    _ passElement: (inout JSONSyntax) -> Bool
  ) -> Bool {
    guard depth < Self.maximumDepth else { return false }
    position += 1
    passBlanks()
    if pass(end) { return true }
    while passElement(&self) {
      passBlanks()
      if pass(end) { return true }
      guard pass(",") else { return false }
    }
    return false
  }

  private mutating func passText() -> Bool {
    guard pass("\"") else { return false }
    while let byte = next, byte >= 0x20 {
      position += 1
      if byte == UInt8(ascii: "\"") { return true }
      guard byte == UInt8(ascii: "\\") else { continue }
      guard let escaped = next, "\"\\/bfnrtu".utf8.contains(escaped) else {
        return false
      }
      position += 1
    }
    return false
  }

  private mutating func passWord(_ word: String) -> Bool {
    for scalar in word.unicodeScalars where !pass(scalar) { return false }
    return true
  }

  private mutating func passNumber() -> Bool {
    let start = position
    guard passDigitsOfNumber() else { return false }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let number = Decimal(string: text), number.isFinite else {
      return fail("the number is out of range", at: start)
    }
    return true
  }

  private mutating func fail(_ reason: String, at start: Int) -> Bool {
    self.reason = reason
    position = start
    return false
  }

  private mutating func passDigitsOfNumber() -> Bool {
    _ = pass("-")
    guard passDigits() else { return false }
    if pass("."), !passDigits() { return false }
    guard pass("e") || pass("E") else { return true }
    _ = pass("+") || pass("-")
    return passDigits()
  }

  private mutating func passDigits() -> Bool {
    let start = position
    while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    return position > start
  }
}
