// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// The payload of a frame that is being encoded.
struct PayloadBuilder {
  let count: Int
  private var word: UInt64 = 0

  /// Starts with `count` zero bytes, at most 8.
  init(count: Int) { self.count = max(0, min(count, 8)) }

  /// Sets bits from a byte on, which were zero.
  mutating func set(_ bits: UInt32, at byte: Int) {
    let shift = UInt64(widening: UInt32(truncatingIfNeeded: byte) &* 8)
    word |= UInt64(widening: bits) &<< shift
  }

  var payload: ClassicPayload { ClassicPayload(word: word, count: count) }
}
