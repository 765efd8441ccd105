// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A 29-bit CAN identifier (CAN 2.0B, "extended frame format").
///
/// An extended identifier never equals a standard one, whatever the number:
/// see ``FrameID``.
public struct ExtendedID: Hashable, Sendable, Comparable {
  /// The identifier as a number, 0 to 0x1FFF_FFFF.
  public let rawValue: UInt32

  /// Creates an identifier, or `nil` if `rawValue` needs more than 29 bits.
  public init?(_ rawValue: UInt32) {
    guard rawValue <= Self.maximum else { return nil }
    self.rawValue = rawValue
  }

  /// Creates an identifier from the low 29 bits of a number.
  ///
  /// - Parameter bits: A number whose other bits are ignored.
  public init(truncating bits: UInt32) {
    rawValue = bits & Self.maximum
  }

  /// The largest extended identifier, `CAN_EFF_MASK` in `<linux/can.h>`.
  public static var maximum: UInt32 { 0x1FFF_FFFF }

  /// Compares by arbitration: the lower identifier wins the bus.
  public static func < (a: ExtendedID, b: ExtendedID) -> Bool {
    a.rawValue < b.rawValue
  }
}
