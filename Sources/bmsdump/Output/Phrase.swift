// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A short text that is written again and again: at most 64 bytes.
///
/// It needs no memory of its own, and is appended as two vectors.
struct Phrase {
  /// The first 32 bytes, and the others; each word has eight, the first one
  /// lowest.
  private(set) var low = SIMD4<UInt64>()
  private(set) var high = SIMD4<UInt64>()
  private(set) var count = 0

  init(_ text: String) {
    for byte in text.utf8 { append(byte) }
  }

  /// A name as people write it, with blanks for its underscores.
  init(spoken name: StaticString) {
    for byte in name.description.utf8 {
      append(byte == UInt8(ascii: "_") ? UInt8(ascii: " ") : byte)
    }
  }

  var isEmpty: Bool { count == 0 }

  mutating func append(_ byte: UInt8) {
    append(first: 1, ofWord: UInt64(byte))
  }

  /// Appends the first bytes of a word, of which the lowest is the first.
  mutating func append(first count: Int, ofWord word: UInt64) {
    precondition(count <= 8 && self.count + count <= 64, "too long")
    // What is not appended must not get in the way of what will be.
    let bytes = word & UInt64.max >> UInt64(64 - count * 8)
    let shift = UInt64(self.count % 8 * 8)
    let place = self.count / 8
    add(bytes << shift, at: place)
    if shift > 0, place < 7 { add(bytes >> (64 - shift), at: place + 1) }
    self.count += count
  }

  private mutating func add(_ bits: UInt64, at place: Int) {
    if place < 4 { low[place] |= bits } else { high[place - 4] |= bits }
  }

  /// A word of letters in capitals.
  var capitals: Phrase {
    var copy = self
    copy.low &= SIMD4(repeating: 0xDFDF_DFDF_DFDF_DFDF)
    copy.high &= SIMD4(repeating: 0xDFDF_DFDF_DFDF_DFDF)
    return copy
  }
}
