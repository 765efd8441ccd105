// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A short text that is written again and again: at most 64 bytes.
///
/// It needs no memory of its own, and is appended as one vector.
struct Phrase {
  /// The bytes; each word has eight, the first one lowest.
  ///
  /// What lies behind the last byte has no meaning.
  private(set) var words: SIMD8<UInt64>
  let count: Int

  fileprivate init(_ words: SIMD8<UInt64>, count: Int) {
    precondition(count <= 64, "too long")
    self.words = words
    self.count = count
  }

  init(_ text: String) {
    var phrase = PhraseBuilder()
    for byte in text.utf8 { phrase.append(byte) }
    self = phrase.phrase
  }

  /// Phrases that are a text of any length, one behind the other.
  static func phrases(of text: String) -> [Phrase] {
    var phrases: [Phrase] = []
    var phrase = PhraseBuilder()
    for byte in text.utf8 {
      phrase.append(byte)
      if phrase.count == 64 {
        phrases.append(phrase.phrase)
        phrase = PhraseBuilder()
      }
    }
    if phrase.count > 0 { phrases.append(phrase.phrase) }
    return phrases
  }

  /// A name as people write it, with blanks for its underscores.
  init(spoken name: StaticString) {
    var phrase = PhraseBuilder()
    for byte in name.description.utf8 {
      phrase.append(byte == UInt8(ascii: "_") ? UInt8(ascii: " ") : byte)
    }
    self = phrase.phrase
  }

  var isEmpty: Bool { count == 0 }

  /// A word of letters in capitals.
  var capitals: Phrase {
    var copy = self
    copy.words &= SIMD8(repeating: 0xDFDF_DFDF_DFDF_DFDF)
    return copy
  }
}

/// Puts a phrase together.
struct PhraseBuilder: ByteTarget {
  /// The bytes, and room for what is stored behind the last one.
  private var bytes = InlineArray<128, UInt8>(repeating: 0)
  private(set) var count = 0

  var phrase: Phrase { Phrase(bytes.span.words(at: 0), count: count) }

  mutating func append(first count: Int, ofWord word: UInt64) {
    var span = bytes.mutableSpan
    span.store(word, at: self.count)
    self.count += count
  }

  mutating func append(_ phrase: Phrase) {
    var span = bytes.mutableSpan
    span.store(phrase.words, at: count)
    count += phrase.count
  }

  mutating func append(_ byte: UInt8) {
    bytes[count] = byte
    count += 1
  }

  mutating func removeLast() { count -= 1 }
}
