// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A line while it is appended to a buffer, which has made room for all of it.
///
/// So the buffer is asked once for its bytes, and not for each part of the line.
struct OutputLine: ByteTarget, ~Copyable, ~Escapable {
  private var bytes: MutableSpan<UInt8>
  /// How many bytes there are, those before the line included.
  private(set) var count: Int

  /// How long a line is at most, beside its row, and what is stored behind it.
  static var maximumCount: Int { 256 }

  @inline(__always) @_lifetime(copy bytes)
  init(_ bytes: consuming MutableSpan<UInt8>, at start: Int) {
    self.bytes = bytes
    count = start
  }

  @inline(__always) @_lifetime(self: copy self)
  mutating func append(first count: Int, ofWord word: UInt64) {
    bytes.store(word, at: self.count)
    self.count &+= count
  }

  @inline(__always) @_lifetime(self: copy self)
  mutating func append(_ phrase: Phrase) {
    bytes.store(phrase.words, at: count)
    count &+= phrase.count
  }

  @inline(__always) @_lifetime(self: copy self)
  mutating func append(_ phrase: Phrase, first count: Int, ofWord word: UInt64)
  {
    bytes.store(phrase.words, at: self.count)
    bytes.store(word, at: self.count &+ phrase.count)
    self.count &+= phrase.count &+ count
  }

  @inline(__always) @_lifetime(self: copy self)
  mutating func append(_ byte: UInt8) {
    bytes[count] = byte
    count &+= 1
  }

  /// Appends the first bytes of the pieces of a row.
  @inline(__always) @_lifetime(self: copy self)
  mutating func append(
    _ pieces: Span<Row.Piece>, from first: Int, count: Int
  ) {
    var index = first
    var offset = self.count
    self.count &+= count
    while offset < self.count {
      bytes.store(pieces[index], at: offset)
      index &+= 1
      offset &+= 64
    }
  }
}
