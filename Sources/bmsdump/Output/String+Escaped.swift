// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

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
          // Above U+FFFF that takes two.
          for unit in String(scalar).utf16 {
            let hex = String(unit, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
          }
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }

  /// The text as a cell of CSV that no spreadsheet takes for a formula.
  var escapedForCSV: String {
    var result = printable
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
