// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

extension CANFrame {
  /// Makes the frame an error frame for a format that does not say more, or
  /// says it in terms of its own.
  ///
  /// asc2log of can-utils writes the same: `CAN_ERR_BUSERROR` of
  /// `<linux/can/error.h>` and eight bytes without details.
  mutating func becomeBusError() {
    kind = .error
    id = .extended(ExtendedID(truncating: 0x80))
    payload.assign(ClassicPayload(word: 0, count: 8))
    dlc = 8
  }
}
