// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

extension CANFrame {
  /// How many bytes a CAN FD frame has, the inverse of
  /// ``CANFrame/lengthCode(for:)`` (ISO 11898-1).
  ///
  /// - Parameter code: A data length code; more than 15 counts as 15.
  /// - Returns: 0 to 64.
  static func byteCount(forLengthCode code: UInt8) -> Int {
    switch code {
    case ...8: Int(code)
    case 9: 12
    case 10: 16
    case 11: 20
    case 12: 24
    case 13: 32
    case 14: 48
    default: 64
    }
  }
}
