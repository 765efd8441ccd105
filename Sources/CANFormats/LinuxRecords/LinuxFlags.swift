// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The flag bits that Linux keeps above an identifier (`<linux/can.h>`).
enum LinuxFlags {
  /// `CAN_EFF_FLAG`: the identifier has 29 bits.
  static var extended: UInt32 { 0x8000_0000 }
  /// `CAN_RTR_FLAG`: a remote frame.
  static var remote: UInt32 { 0x4000_0000 }
  /// `CAN_ERR_FLAG`: an error frame.
  static var error: UInt32 { 0x2000_0000 }
}
