// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Up to 24 characters that others are compared with, eight a step.
struct TextPattern: Sendable {
  /// How many characters it has.
  let count: Int
  /// The characters, and which bytes of a word take part.
  private let words: (UInt64, UInt64, UInt64)
  private let masks: (UInt64, UInt64, UInt64)

  /// Creates a pattern that no text matches.
  init() {
    count = 0
    words = (1, 0, 0)
    masks = (0, 0, 0)
  }

  /// Creates a pattern of the first characters of a text, of which 24 are there,
  /// or `nil` if the pattern would have none or more than that.
  init?(_ text: Span<UInt8>, count: Int) {
    guard count > 0, count <= 24, text.count >= 24 else { return nil }
    self.count = count
    masks = (Self.mask(count), Self.mask(count &- 8), Self.mask(count &- 16))
    words = (
      text.word(at: 0) & masks.0, text.word(at: 8) & masks.1,
      text.word(at: 16) & masks.2
    )
  }

  private init(_ words: (UInt64, UInt64, UInt64)) {
    count = 0
    self.words = words
    masks = (0, 0, 0)
  }

  /// The pattern that any text matches.
  static var anything: TextPattern { TextPattern((0, 0, 0)) }

  /// The lowest bytes of a word, as many of them as there are.
  private static func mask(_ count: Int) -> UInt64 {
    guard count > 0 else { return 0 }
    let unused = UInt32(truncatingIfNeeded: 8 &- min(count, 8))
    return UInt64.max &>> UInt64(widening: unused &* 8)
  }

  /// Whether a text, of which 24 characters are there, begins with the pattern.
  @inline(__always)
  func matches(_ text: Span<UInt8>) -> Bool {
    let first = text.word(at: 0) & masks.0 ^ words.0
    let second = text.word(at: 8) & masks.1 ^ words.1
    let third = text.word(at: 16) & masks.2 ^ words.2
    return first | second | third == 0
  }
}
