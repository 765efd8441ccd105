// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Lines for a terminal of 80 columns: paragraphs with a title, and tables.
struct TextPage {
  private var lines: [String] = []

  private static var titleWidth: Int { 11 }
  private static var width: Int { 79 }
  /// A blank that no line is broken at.
  static var joint: String { "\u{A0}" }

  /// All lines.
  var text: String {
    lines.map { $0.replacing(Self.joint, with: " ") + "\n" }.joined()
  }

  /// Adds a line.
  mutating func line(_ text: String) { lines.append(text) }

  /// Adds a title and words, if there are any, with lines broken at blanks.
  mutating func paragraph(_ title: String, _ text: String) {
    let words = text.split(separator: " ")
    guard let first = words.first else { return }
    let padding = String(
      repeating: " ", count: max(1, Self.titleWidth - title.count))
    var line = "  " + title + padding + first
    for word in words.dropFirst() {
      if line.count + 1 + word.count > Self.width {
        lines.append(line)
        line = String(repeating: " ", count: Self.titleWidth + 2) + word
      } else {
        line += " " + word
      }
    }
    lines.append(line)
  }

  /// Adds rows below a header, if there are any, with all columns but the first
  /// aligned at their right.
  mutating func table(_ rows: [[String]]) {
    guard rows.count > 1 else { return }
    let widths = rows[0].indices.map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    for row in rows {
      var line = "  "
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        line += column == 0 ? cell + padding : "  " + padding + cell
      }
      while line.last == " " { line.removeLast() }
      lines.append(line)
    }
  }
}
