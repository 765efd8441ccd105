// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Whether the recording machine sent a frame itself or received it.
public enum Direction: UInt8, Sendable {
  /// The capture does not say.
  case unknown
  /// Received from the bus.
  case received
  /// Sent by the machine that recorded.
  case transmitted
}
