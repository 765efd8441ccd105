// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The data of a frame: up to 8 bytes (classic CAN) or 64 (CAN FD), inline.
///
/// Two payloads are equal when their bytes are; storage beyond ``count`` does
/// not take part.
public struct Payload: Sendable {
  /// How many bytes the frame has, 0 to 64.
  public private(set) var count: Int
  /// Bytes 0 to 7, the first one lowest, zero beyond `count`.
  @usableFromInline
  private(set) var head: UInt64
  /// Bytes 8 to 63; meaningful only below `count`.
  private var tail: PayloadTail

  /// The longest payload, `CANFD_MAX_DLEN` in `<linux/can.h>`.
  public static var maximumCount: Int { 64 }

  /// Creates a payload without bytes.
  public init() {
    count = 0
    head = 0
    tail = PayloadTail()
  }

  /// Creates the payload of a classic frame.
  ///
  /// - Parameter classic: The bytes.
  public init(_ classic: ClassicPayload) {
    count = classic.count
    head = classic.word
    tail = PayloadTail()
  }

  /// Creates a payload from bytes, or `nil` if there are more than 64.
  ///
  /// - Parameter bytes: The bytes, in the order of the wire.
  public init?(_ bytes: Span<UInt8>) {
    // No early exit from the loop: see PayloadTail.
    guard bytes.count <= Self.maximumCount else { return nil }
    self.init()
    for index in bytes.indices { append(bytes[index]) }
  }

  /// The bytes as one word, or `nil` if there are more than 8.
  @inlinable
  public var classic: ClassicPayload? {
    count <= 8 ? ClassicPayload(checkedWord: head, count: count) : nil
  }

  /// Replaces the bytes by those of a classic frame.
  ///
  /// - Parameter classic: The new bytes.
  @inlinable
  public mutating func assign(_ classic: ClassicPayload) {
    set(head: classic.word, count: classic.count)
  }

  @usableFromInline
  mutating func set(head: UInt64, count: Int) {
    self.head = head
    self.count = count
  }

  /// Removes all bytes.
  public mutating func removeAll() {
    head = 0
    count = 0
  }

  /// Adds a byte at the end, unless the payload is full.
  ///
  /// - Parameter byte: The byte to add.
  /// - Returns: Whether there was room for it.
  @discardableResult
  public mutating func append(_ byte: UInt8) -> Bool {
    guard count < Self.maximumCount else { return false }
    let shifted = UInt64(widening: UInt32(byte)) &<< Self.shift(of: count)
    if count < 8 {
      head |= shifted
    } else {
      let slot = (count &>> 3) &- 1
      // The first byte of a slot clears what an earlier frame left there.
      tail[slot] = count & 7 == 0 ? shifted : tail[slot] | shifted
    }
    count &+= 1
    return true
  }

  /// The byte at a position.
  ///
  /// - Parameter index: A position, 0 to `count` - 1.
  public subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < count, "byte beyond the payload")
    let word = index < 8 ? head : tail[(index &>> 3) &- 1]
    return word.byte(index & 7)
  }

  /// How far the byte at `index` is shifted within its word.
  private static func shift(of index: Int) -> UInt64 {
    UInt64(widening: UInt32(truncatingIfNeeded: index & 7) &* 8)
  }
}

extension Payload: Equatable {
  /// Compares the bytes of two payloads.
  public static func == (a: Payload, b: Payload) -> Bool {
    guard a.count == b.count, a.head == b.head else { return false }
    var index = 8
    while index < a.count {
      guard a[index] == b[index] else { return false }
      index &+= 1
    }
    return true
  }
}
