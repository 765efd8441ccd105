// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// Integers of 64 bits on 32-bit microcontrollers.
//
// The standard library widens through `BinaryInteger.words`, which Embedded
// Swift 6.3 with `-no-allocations` refuses on 32-bit targets (it drags in an
// array type). `init(_truncatingBits:)` takes a machine word as it is and
// compiles to one instruction everywhere.

extension UInt64 {
  /// Widens a number of at most 32 bits.
  @inlinable
  package init(widening value: UInt32) {
    self.init(_truncatingBits: UInt(value))
  }

  /// The byte at a position, 0 being the lowest.
  @inlinable
  package func byte(_ index: Int) -> UInt8 {
    let shift = UInt64(widening: UInt32(truncatingIfNeeded: index) &* 8)
    return UInt8(truncatingIfNeeded: self &>> shift)
  }
}

extension Int64 {
  /// Widens a signed number of at most 32 bits.
  @inlinable
  package init(widening value: Int32) {
    let magnitude = Int64(bitPattern: UInt64(widening: value.magnitude))
    self = value < 0 ? 0 &- magnitude : magnitude
  }
}
