// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Which characters are somewhere in a line that some lines cannot be without.
///
/// One pass, of eight bytes a step, spares the look at a line that several
/// parsers would have to take to find out that it is not theirs.
/// What stands behind a prefix has no others than the whole line.
struct LineMarks {
  /// Whether there is a bracket, `[`, or a brace, `{`, of which
  /// ``CandumpConsole`` needs one.
  var hasBracket: Bool
  /// Whether there is a `#`, which ``CandumpLog`` needs.
  let hasHash: Bool
  /// Whether there is a decimal digit, without which there is no
  /// ``PrintedFrame``.
  let hasDigit: Bool
  /// Whether a byte is no ASCII character.
  let hasBytesBeyondASCII: Bool
  /// Whether the identifier of a table may be named, once that has been asked.
  private(set) var namesIdentifier: Bool?
}

extension LineMarks {
  /// Looks at a whole line.
  init(_ line: Span<UInt8>) {
    var bytes = SIMD2<UInt64>()
    var brackets = SIMD2<UInt64>()
    var hashes = SIMD2<UInt64>()
    var digits = SIMD2<UInt64>()
    line.forEachPairOfWords { words in
      bytes |= words
      // The members of a group differ only in the bits that are set or cleared.
      brackets |= Self.zeros((words | Self.all(0x20)) ^ Self.all(0x7B))
      hashes |= Self.zeros(words ^ Self.all(0x23))
      let numbers = words ^ Self.all(0x30)
      digits |= ~((numbers & Self.all(0x7F)) &+ Self.all(0x76) | numbers)
    }
    hasBracket = Self.hasHighBit(brackets)
    hasHash = Self.hasHighBit(hashes)
    hasDigit = Self.hasHighBit(digits)
    hasBytesBeyondASCII = Self.hasHighBit(bytes)
  }

  /// Whether the line, or what stands behind a prefix, may be a header that names
  /// an identifier: no prefix ends within a word.
  mutating func mayBeHeader(_ line: Span<UInt8>) -> Bool {
    if let namesIdentifier { return namesIdentifier }
    let result = hasBytesBeyondASCII || line.namesIdentifier
    namesIdentifier = result
    return result
  }

  @inline(__always)
  private static func all(_ byte: UInt8) -> SIMD2<UInt64> {
    SIMD2(repeating: Span.all(byte))
  }

  /// The high bit of some byte if any is zero; other bits are not specified.
  @inline(__always)
  private static func zeros(_ words: SIMD2<UInt64>) -> SIMD2<UInt64> {
    (words &- all(0x01)) & ~words
  }

  private static func hasHighBit(_ words: SIMD2<UInt64>) -> Bool {
    (words[0] | words[1]) & Span.all(0x80) != 0
  }

  /// Whether a line can be of a format that begins with a byte, blanks apart.
  func allow(_ format: TextFormat, beginningWith byte: UInt8) -> Bool {
    switch format {
    // A line may be cut off behind its time.
    case .candumpLog: hasHash || byte == UInt8(ascii: "(")
    case .candumpConsole: hasBracket
    default: true
    }
  }
}
