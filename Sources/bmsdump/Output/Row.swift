// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A line of output while it is put together, without its time.
///
/// The storage is of one size, since what a line holds has an end: at most 14
/// fields with at most 64 faults, the notes, and a name of 32 bytes.
struct Row: ByteTarget, ~Copyable {
  private var bytes = InlineArray<8192, UInt8>(repeating: 0)
  private(set) var count = 0

  /// A piece of 64 bytes; rows are copied as whole pieces, the last of which may
  /// hold more than the row.
  typealias Piece = SIMD8<UInt64>

  /// How many pieces the longest row takes.
  static var maximumPieceCount: Int { 128 }

  /// How many pieces the row takes.
  var pieceCount: Int { Self.pieceCount(count) }

  /// How many pieces a number of bytes takes.
  static func pieceCount(_ count: Int) -> Int { (count &+ 63) &>> 6 }

  @inline(__always)
  func piece(_ index: Int) -> Piece { bytes.span.words(at: index &* 64) }

  @inline(__always)
  mutating func append(first count: Int, ofWord word: UInt64) {
    var span = bytes.mutableSpan
    span.store(word, at: self.count)
    self.count &+= count
  }

  @inline(__always)
  mutating func append(_ phrase: Phrase) {
    var span = bytes.mutableSpan
    span.store(phrase.words, at: count)
    count &+= phrase.count
  }

  /// Appends a phrase again and again, and in the end its beginning, up to a
  /// number of bytes.
  @inline(__always)
  mutating func append(_ phrase: Phrase, repeatedUpTo count: Int) {
    let end = self.count &+ count
    repeat { append(phrase) } while self.count < end
    self.count = end
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    bytes[count] = byte
    count &+= 1
  }

  mutating func removeAll() { count = 0 }

  /// Removes the blanks at the end.
  mutating func trim() {
    while count > 0, bytes[count - 1] == UInt8(ascii: " ") { count -= 1 }
  }
}
