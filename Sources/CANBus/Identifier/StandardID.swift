// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// An 11-bit CAN identifier (CAN 2.0A, "base frame format").
///
/// A standard identifier never equals an extended one, whatever the number:
/// see ``FrameID``.
public struct StandardID: Hashable, Sendable, Comparable {
  /// The identifier as a number, 0 to 0x7FF.
  public let rawValue: UInt16

  /// Creates an identifier, or `nil` if `rawValue` needs more than 11 bits.
  public init?(_ rawValue: UInt16) {
    guard rawValue <= Self.maximum else { return nil }
    self.rawValue = rawValue
  }

  /// Creates an identifier from the low 11 bits of a number.
  ///
  /// - Parameter bits: A number whose other bits are ignored.
  public init(truncating bits: UInt32) {
    rawValue = UInt16(truncatingIfNeeded: bits) & Self.maximum
  }

  /// The largest standard identifier, `CAN_SFF_MASK` in `<linux/can.h>`.
  public static var maximum: UInt16 { 0x7FF }

  /// Compares by arbitration: the lower identifier wins the bus.
  public static func < (a: StandardID, b: StandardID) -> Bool {
    a.rawValue < b.rawValue
  }
}
