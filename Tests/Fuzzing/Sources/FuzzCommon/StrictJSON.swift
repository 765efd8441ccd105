// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Reads JSON as RFC 8259 has it, and nothing beside it, to check what is
/// written.
public struct StrictJSON {
  private var rest: Substring.UnicodeScalarView

  /// Whether a text is one JSON object.
  ///
  /// - Parameter text: The text.
  /// - Returns: Whether it is.
  public static func isObject(_ text: String) -> Bool {
    var json = StrictJSON(rest: text.unicodeScalars[...])
    return json.object() && json.rest.isEmpty
  }

  private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
    guard rest.first == scalar else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func skip(word: String) -> Bool {
    word.unicodeScalars.allSatisfy { skip($0) }
  }

  private mutating func value() -> Bool {
    switch rest.first {
    case "{": object()
    case "[": array()
    case "\"": string()
    case "t": skip(word: "true")
    case "f": skip(word: "false")
    case "n": skip(word: "null")
    default: number()
    }
  }

  private mutating func object() -> Bool {
    guard skip("{") else { return false }
    if skip("}") { return true }
    repeat {
      guard string(), skip(":"), value() else { return false }
    } while skip(",")
    return skip("}")
  }

  private mutating func array() -> Bool {
    guard skip("[") else { return false }
    if skip("]") { return true }
    repeat { guard value() else { return false } } while skip(",")
    return skip("]")
  }

  private mutating func string() -> Bool {
    guard skip("\"") else { return false }
    while let scalar = rest.popFirst() {
      if scalar == "\"" { return true }
      if scalar.value < 0x20 { return false }
      guard scalar == "\\" else { continue }
      switch rest.popFirst() {
      case "\"", "\\", "/", "b", "f", "n", "r", "t": continue
      case "u":
        let digits = rest.prefix(4)
        guard digits.count == 4,
          digits.allSatisfy({ Character($0).isHexDigit && $0.isASCII })
        else { return false }
        rest.removeFirst(4)
      default: return false
      }
    }
    return false
  }

  private mutating func number() -> Bool {
    _ = skip("-")
    if !skip("0") { guard digits() else { return false } }
    if skip(".") { guard digits() else { return false } }
    return true
  }

  private mutating func digits() -> Bool {
    let count = rest.prefix { ("0"..."9").contains($0) }.count
    rest.removeFirst(count)
    return count > 0
  }
}
