// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// What a frame carries.
public enum FrameKind: Hashable, Sendable {
  /// A classic data frame, 0 to 8 bytes.
  case data
  /// A CAN FD data frame, 0 to 64 bytes.
  case flexibleData(FDFlags)
  /// A remote frame: no data, and the length that is asked for is in
  /// ``CANFrame/dlc``.
  case remote
  /// A report of the CAN controller about the bus, not a frame of the bus.
  ///
  /// The identifier holds the error class and the payload its details, as
  /// described in `<linux/can/error.h>`. It is an ordinary value, not a
  /// failure to read the capture.
  case error
}

/// The flags of a CAN FD frame.
public struct FDFlags: Hashable, Sendable {
  /// Whether the data was sent at the second bit rate, `CANFD_BRS`.
  public var bitRateSwitch: Bool
  /// Whether the sender was error passive, `CANFD_ESI`.
  public var errorStateIndicator: Bool

  /// Creates the flags.
  ///
  /// - Parameters:
  ///   - bitRateSwitch: Whether the data was sent at the second bit rate.
  ///   - errorStateIndicator: Whether the sender was error passive.
  public init(bitRateSwitch: Bool = false, errorStateIndicator: Bool = false) {
    self.bitRateSwitch = bitRateSwitch
    self.errorStateIndicator = errorStateIndicator
  }

  /// Creates the flags from the bits of `struct canfd_frame`.
  ///
  /// - Parameter bits: `CANFD_BRS` is bit 0 and `CANFD_ESI` bit 1; others are
  ///   ignored.
  public init(linuxBits bits: UInt8) {
    bitRateSwitch = bits & 1 != 0
    errorStateIndicator = bits & 2 != 0
  }

  /// The flags as bits of `struct canfd_frame`, without `CANFD_FDF`.
  public var linuxBits: UInt8 {
    (bitRateSwitch ? 1 : 0) | (errorStateIndicator ? 2 : 0)
  }
}
