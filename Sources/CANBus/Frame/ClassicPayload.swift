// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The data of a classic CAN frame: 0 to 8 bytes, held in one machine word.
///
/// Byte 0, the first on the wire, is the lowest byte of ``word``. Bytes that
/// the frame does not have are zero there.
public struct ClassicPayload: Hashable, Sendable {
  /// How many bytes the frame has, 0 to 8.
  public let count: Int
  /// All bytes, the first one lowest, zero beyond `count`.
  public let word: UInt64

  /// Creates a payload of zero bytes.
  public init() {
    count = 0
    word = 0
  }

  /// Creates a payload from a word, clearing what lies beyond its length.
  ///
  /// - Parameters:
  ///   - word: The bytes, the first one lowest.
  ///   - count: How many of them the frame has; more than 8 counts as 8.
  @inlinable
  public init(word: UInt64, count: Int) {
    let count = Swift.max(0, Swift.min(count, 8))
    self.count = count
    let unused = UInt64(widening: UInt32(truncatingIfNeeded: 8 &- count) &* 8)
    self.word = count == 0 ? 0 : word & (UInt64.max &>> unused)
  }

  /// Creates a payload from a word that is zero beyond its length.
  ///
  /// - Parameters:
  ///   - word: The bytes, the first one lowest.
  ///   - count: How many of them the frame has, 8 at most.
  @inlinable
  package init(checkedWord word: UInt64, count: Int) {
    self.count = count
    self.word = word
  }

  /// Creates a payload from bytes, or `nil` if there are more than 8.
  ///
  /// - Parameter bytes: The bytes, in the order of the wire.
  public init?(_ bytes: Span<UInt8>) {
    guard bytes.count <= 8 else { return nil }
    var word: UInt64 = 0
    for index in bytes.indices {
      let shift = UInt64(widening: UInt32(truncatingIfNeeded: index) &* 8)
      word |= UInt64(widening: UInt32(bytes[index])) &<< shift
    }
    self.init(word: word, count: bytes.count)
  }

  /// The byte at a position.
  ///
  /// - Parameter index: A position, 0 to `count` - 1.
  @inlinable
  public subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < count, "byte beyond the payload")
    return word.byte(index)
  }
}
