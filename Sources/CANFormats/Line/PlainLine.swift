// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A line with the blanks and marks that word processors, browsers and terminals
/// put in place of those of ASCII, in UTF-8 or Windows-1252.
///
/// It is made only of lines that are not read as they are.
struct PlainLine {
  private var bytes = InlineArray<1024, UInt8>(repeating: 0)
  private var count = 0

  /// Replaces what is not ASCII, or returns `nil` if there is no such byte or the
  /// line is too long to be a frame.
  init?(_ line: Span<UInt8>) {
    guard line.count <= 1024, line.hasBytesBeyondASCII else { return nil }
    var index = 0
    var isInBytes = false
    while index < line.count {
      // Bytes as Python prints them are ASCII.
      if line[index] == UInt8(ascii: "b"), index &+ 1 < line.count,
        line[index &+ 1] == UInt8(ascii: "'")
          || line[index &+ 1] == UInt8(ascii: "\"")
      {
        isInBytes = true
      }
      if isInBytes, line[index] >= 0x80 { return nil }
      let (byte, length) = Self.plain(line, at: index)
      bytes[count] = byte
      count &+= 1
      index &+= length
    }
  }

  /// The line.
  var text: Span<UInt8> {
    @_lifetime(borrow self)
    get { bytes.span.extracting(..<count) }
  }

  /// The ASCII character that stands for what is at a position, and how many
  /// bytes that is.
  private static func plain(
    _ line: Span<UInt8>, at index: Int
  ) -> (byte: UInt8, length: Int) {
    let byte = line[index]
    guard byte >= 0x80 else { return (byte, 1) }
    // Some letter: a word stays a word.
    let other = UInt8(ascii: "z")
    let second = index &+ 1 < line.count ? line[index &+ 1] : 0
    let third = index &+ 2 < line.count ? line[index &+ 2] : 0
    switch (byte, second, third) {
    case (0xC2, 0xA0, _): return (UInt8(ascii: " "), 2)
    case (0xC2, 0xAB, _), (0xC2, 0xBB, _): return (UInt8(ascii: "\""), 2)
    case (0xE2, 0x80, 0x80...0x8B), (0xE2, 0x80, 0xAF), (0xE3, 0x80, 0x80):
      return (UInt8(ascii: " "), 3)
    case (0xE2, 0x80, 0x90...0x95), (0xE2, 0x88, 0x92):
      return (UInt8(ascii: "-"), 3)
    case (0xE2, 0x80, 0x98...0x9B): return (UInt8(ascii: "'"), 3)
    case (0xE2, 0x80, 0x9C...0x9F): return (UInt8(ascii: "\""), 3)
    case (0xE2, 0x80, 0xA2): return (UInt8(ascii: "*"), 3)
    case (0xE2, 0x86, 0x90...0x93): return (UInt8(ascii: ">"), 3)
    case (0xE2, 0x94, 0x82), (0xE2, 0x94, 0x83): return (UInt8(ascii: "|"), 3)
    case (0xC2...0xDF, 0x80...0xBF, _): return (other, 2)
    case (0xE0...0xEF, 0x80...0xBF, 0x80...0xBF): return (other, 3)
    case (0xA0, _, _): return (UInt8(ascii: " "), 1)
    case (0x96, _, _), (0x97, _, _): return (UInt8(ascii: "-"), 1)
    case (0x91, _, _), (0x92, _, _): return (UInt8(ascii: "'"), 1)
    case (0x93, _, _), (0x94, _, _): return (UInt8(ascii: "\""), 1)
    default: return (other, 1)
    }
  }
}

extension Span<UInt8> {
  /// Whether a byte is no ASCII character.
  var hasBytesBeyondASCII: Bool {
    var bits = SIMD2<UInt64>()
    forEachPairOfWords { bits |= $0 }
    return (bits[0] | bits[1]) & Self.all(0x80) != 0
  }
}
