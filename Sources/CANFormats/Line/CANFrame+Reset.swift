// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

extension CANFrame {
  /// Makes the frame an empty data frame of which nothing else is known.
  mutating func reset() {
    id = .standard(StandardID(truncating: 0))
    kind = .data
    payload.removeAll()
    dlc = 0
    direction = .unknown
    interface = InterfaceName()
    timestamp = nil
  }
}
