// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

extension InterfaceName {
  /// The name as a string; bytes that are not UTF-8 are replaced.
  var text: String {
    String(decoding: (0..<count).map { self[$0] }, as: UTF8.self)
  }
}

/// Text that comes from a capture and is remembered in its escaped form, since
/// nearly every frame has the interface of the one before.
struct EscapedInterface {
  private var name = InterfaceName()
  private var escaped: [UInt8] = []
  private let escape: (String) -> String

  init(_ escape: @escaping (String) -> String) { self.escape = escape }

  /// The escaped form of a name, empty if the name is.
  mutating func bytes(_ name: InterfaceName) -> [UInt8] {
    if name != self.name {
      self.name = name
      escaped = Array(escape(name.text).utf8)
    }
    return escaped
  }
}

extension String {
  /// The text with everything escaped that JSON or a terminal could take for
  /// more than text.
  var escapedForJSON: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      default:
        if scalar.isUnsafeToShow {
          let hex = String(scalar.value, radix: 16)
          let zeros = String(repeating: "0", count: max(0, 4 - hex.count))
          result += "\\u" + zeros + hex
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }

  /// The text as a cell of CSV that no spreadsheet takes for a formula.
  var escapedForCSV: String {
    var result = ""
    for scalar in unicodeScalars {
      result.unicodeScalars.append(scalar.isUnsafeToShow ? "\u{FFFD}" : scalar)
    }
    if let first = result.first, "=+-@".contains(first) {
      result = "'" + result
    }
    guard result.contains(where: { ",\"'".contains($0) }) else { return result }
    return "\"" + result.replacing("\"", with: "\"\"") + "\""
  }

  /// The text for a terminal, with a replacement character for everything that
  /// does not print.
  var printable: String {
    var result = ""
    for scalar in unicodeScalars {
      result.unicodeScalars.append(scalar.isUnsafeToShow ? "\u{FFFD}" : scalar)
    }
    return result
  }
}

extension Unicode.Scalar {
  /// Whether the character does something else than print: control characters,
  /// line separators, and those that change the direction of text.
  fileprivate var isUnsafeToShow: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate,
      .privateUse, .unassigned:
      true
    default: false
    }
  }
}
