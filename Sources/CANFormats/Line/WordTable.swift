// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What the words of a list begin and end with, and how long they are.
///
/// Most words of a text are in no list, and this is enough to tell. Of a character
/// only the five lowest bits count, so that case makes no difference.
struct WordOutlines: Sendable {
  /// The lengths of the words with a first character, a bit for each.
  private(set) var lengths = InlineArray<32, UInt32>(repeating: 0)
  /// The second characters behind a first one, a bit for each.
  private(set) var seconds = InlineArray<32, UInt32>(repeating: 0)
  /// The lengths of the words with a last character, a bit for each.
  private(set) var endLengths = InlineArray<32, UInt32>(repeating: 0)

  /// Takes in the words of a ``WordTable``.
  init(_ rows: String) {
    let rows = rows.utf8.span
    var start = 0
    while start < rows.count {
      var length = 1
      while length < 16, rows[start &+ length] != UInt8(ascii: " ") {
        length &+= 1
      }
      let word = WordOutline(rows.extracting(start..<(start &+ length)))
      lengths[word.first] |= word.length
      seconds[word.first] |= word.second
      endLengths[word.last] |= word.length
      start &+= WordTable.rowLength
    }
  }
}

/// What is looked up of a word in ``WordOutlines``.
struct WordOutline {
  /// The places of the first and of the last character.
  let first: Int
  let last: Int
  /// The bit of the second character, or of the first one again.
  let second: UInt32
  /// The bit of the length, which is at most 31.
  let length: UInt32

  @inline(__always)
  init(_ word: Span<UInt8>) {
    let end = word.count &- 1
    first = Int(word[0] & 0x1F)
    last = Int(word[end] & 0x1F)
    second = 1 &<< UInt32(word[Swift.min(1, end)] & 0x1F)
    length = 1 &<< UInt32(truncatingIfNeeded: word.count)
  }

  /// Whether the word may be in a list that has these outlines at its places.
  ///
  /// The caller looks them up where they are, since a call would copy the tables.
  @inline(__always)
  func fits(
    _ lengths: UInt32, _ endLengths: UInt32, _ seconds: UInt32
  ) -> Bool {
    lengths & endLengths & length != 0 && seconds & second != 0
  }
}

/// A list of words, each with a letter that stands for what it means.
///
/// Each row has a word, padded to 16 characters, and the letter. The rows are sorted
/// for a binary search, with the underscore after all letters; tests check their
/// order. Case makes no difference.
enum WordTable {
  fileprivate static let rowLength = 18

  /// The letter of a word, or `nil` if it is not in the list.
  ///
  /// - Parameters:
  ///   - word: The word.
  ///   - rows: The list, whose rows are separated by line feeds.
  /// - Returns: The letter.
  @inline(__always)
  static func letter(of word: Span<UInt8>, in rows: String) -> UInt8? {
    guard word.count > 0, word.count <= 16 else { return nil }
    return letter(of: key(of: word), in: rows.utf8.span)
  }

  private static func letter(
    of key: (UInt64, UInt64), in rows: Span<UInt8>
  ) -> UInt8? {
    var first = 0
    var end = (rows.count &+ 1) / rowLength
    while first < end {
      let middle = (first &+ end) &>> 1
      let row = middle &* rowLength
      let other = (
        fold(rows.word(at: row).byteSwapped),
        fold(rows.word(at: row &+ 8).byteSwapped)
      )
      if other == key { return rows[row &+ 16] }
      if other < key { first = middle &+ 1 } else { end = middle }
    }
    return nil
  }

  /// The word as two numbers that compare in the order of the rows.
  private static func key(of word: Span<UInt8>) -> (UInt64, UInt64) {
    guard word.count >= 8 else {
      var key: UInt64 = 0
      for index in word.indices {
        key = key &<< 8 | UInt64(widening: UInt32(word[index]))
      }
      return (fold(shifted(key, by: 8 &- word.count)), fold(0))
    }
    // The last eight bytes, of which the first word has some.
    let last = word.word(at: word.count &- 8).byteSwapped
    let rest = word.count == 8 ? 0 : shifted(last, by: 16 &- word.count)
    return (fold(word.word(at: 0).byteSwapped), fold(rest))
  }

  private static func shifted(_ key: UInt64, by count: Int) -> UInt64 {
    key &<< UInt64(widening: UInt32(truncatingIfNeeded: count) &* 8)
  }

  /// Makes letters lowercase and zeros blanks, and sorts the underscore after letters.
  private static func fold(_ word: UInt64) -> UInt64 {
    word | Span<UInt8>.all(0x20)
  }
}
