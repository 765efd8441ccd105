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

  /// How long a line is at most, and what is stored behind it.
  ///
  /// What a line holds has an end: at most 14 fields with at most 64 faults, the
  /// notes, and a name of 32 bytes.
  static var maximumCount: Int { 8192 }

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

  /// Appends a phrase again and again, and in the end its beginning, up to a
  /// number of bytes.
  @inline(__always) @_lifetime(self: copy self)
  mutating func append(_ phrase: Phrase, repeatedUpTo count: Int) {
    let end = self.count &+ count
    repeat { append(phrase) } while self.count < end
    self.count = end
  }

  /// Removes the blanks at the end, back to a place.
  @_lifetime(self: copy self)
  mutating func trim(backTo start: Int) {
    while count > start, bytes[count - 1] == UInt8(ascii: " ") { count -= 1 }
  }

  /// Appends bytes that the buffer has at another place.
  ///
  /// They are copied in pieces of 64, the last of which may have more of them;
  /// what is appended next takes the place of those.
  @inline(__always) @_lifetime(self: copy self)
  mutating func append(copyFrom start: Int, count: Int) {
    var source = start
    var place = self.count
    self.count &+= count
    while place < self.count {
      bytes.store(bytes.words(at: source), at: place)
      source &+= 64
      place &+= 64
    }
  }
}
