// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The name of the bus a frame was seen on, such as `can0`, held inline.
///
/// Linux allows 15 bytes (`IFNAMSIZ`); other recorders write longer names, of
/// which the first 32 bytes are kept. The bytes come from the capture and may
/// be anything but a space: escape them before showing them.
public struct InterfaceName: Hashable, Sendable {
  /// How many bytes the name has; 0 means that the capture gives none.
  public private(set) var count: Int
  private var word0: UInt64
  private var word1: UInt64
  private var word2: UInt64
  private var word3: UInt64

  /// The most bytes that are kept of a name.
  public static var maximumCount: Int { 32 }

  /// Creates the empty name: the capture does not say which bus it was.
  public init() {
    count = 0
    word0 = 0
    word1 = 0
    word2 = 0
    word3 = 0
  }

  /// Creates a name from its bytes, keeping the first 32.
  ///
  /// - Parameter bytes: The name, without a terminating zero.
  public init(_ bytes: Span<UInt8>) {
    count = min(bytes.count, Self.maximumCount)
    word0 = Self.word(bytes, at: 0)
    word1 = Self.word(bytes, at: 8)
    word2 = Self.word(bytes, at: 16)
    word3 = Self.word(bytes, at: 24)
  }

  /// Eight bytes at a position, zeros beyond the last one.
  private static func word(_ bytes: Span<UInt8>, at start: Int) -> UInt64 {
    var word: UInt64 = 0
    var index = min(bytes.count, start &+ 8)
    while index > start {
      index &-= 1
      word = word &<< 8 | UInt64(widening: UInt32(bytes[index]))
    }
    return word
  }

  /// Whether the capture gives no name.
  public var isEmpty: Bool { count == 0 }

  /// Creates a name of at most 8 bytes from a word, the first one lowest.
  @inlinable
  package init(word: UInt64, count: Int) {
    let bytes = ClassicPayload(word: word, count: count)
    self.init(words: bytes.word, count: bytes.count)
  }

  @usableFromInline
  init(words word0: UInt64, count: Int) {
    self.count = count
    self.word0 = word0
    word1 = 0
    word2 = 0
    word3 = 0
  }

  /// The byte at a position.
  ///
  /// - Parameter index: A position, 0 to `count` - 1.
  public subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < count, "byte beyond the name")
    let word =
      switch index &>> 3 {
      case 0: word0
      case 1: word1
      case 2: word2
      default: word3
      }
    return word.byte(index & 7)
  }
}

extension InterfaceName {
  /// Compares the bytes of two names, nearly all of which are short.
  public static func == (a: InterfaceName, b: InterfaceName) -> Bool {
    guard a.count == b.count, a.word0 == b.word0 else { return false }
    // Behind its last byte a name has zeros.
    return a.count <= 8
      || (a.word1 == b.word1 && a.word2 == b.word2 && a.word3 == b.word3)
  }
}
