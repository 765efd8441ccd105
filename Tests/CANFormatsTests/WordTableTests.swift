// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

@testable import CANFormats
import Testing

@Suite struct LabelWordsTests {
  /// Each row, with what it says.
  private static let rows = LabelWords.text.split(separator: "\n")

  /// A binary search finds words only in a sorted list.
  @Test func rowsAreInOrder() {
    let keys = Self.rows.map { row in row.prefix(16).utf8.map { $0 | 0x20 } }
    for (key, next) in zip(keys, keys.dropFirst()) {
      #expect(
        key.lexicographicallyPrecedes(next),
        "\(String(decoding: key, as: UTF8.self))")
    }
  }

  @Test(arguments: rows)
  func row(_ row: Substring) throws {
    #expect(row.utf8.count == 17)
    let word = row.prefix(16).filter { $0 != " " }
    let found = try #require(label(of: word))
    #expect(!found.isOther)
    #expect(label(of: word.uppercased()) == found)
  }

  @Test(arguments: [
    "", "i", "idx", "lens", "aaaa", "zzzz", "is_remote_frames",
    "arbitration_id_of", "_id",
  ])
  func otherWord(_ word: String) {
    #expect(label(of: word) == nil)
  }

  private func label(of word: String) -> PrintedLabel? {
    LabelWords.label(of: Array(word.utf8).span)
  }
}
