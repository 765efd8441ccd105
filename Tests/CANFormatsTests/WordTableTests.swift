// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

@testable import CANFormats
import Testing

@Suite struct WordTableTests {
  /// Each row, with what it says.
  private static let rows = LabelWords.text.split(separator: "\n")
  private static let nameRows = JSONName.text.split(separator: "\n")

  /// A binary search finds words only in a sorted list.
  @Test(arguments: [rows, nameRows])
  func rowsAreInOrder(_ rows: [Substring]) {
    let keys = rows.map { row in row.prefix(16).utf8.map { $0 | 0x20 } }
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

  @Test(arguments: nameRows)
  func nameRow(_ row: Substring) throws {
    #expect(row.utf8.count == 17)
    let word = row.prefix(16).filter { $0 != " " }
    for name in [word, word.uppercased()] {
      let found = try #require(self.name(name))
      #expect(found.isOfCAN == row.last?.isUppercase)
    }
    #expect(name(word + "s") == nil)
  }

  private func name(_ word: String) -> JSONName? {
    JSONName(Array(word.utf8).span)
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
