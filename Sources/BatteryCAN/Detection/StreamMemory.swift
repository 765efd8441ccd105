// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What earlier frames of a bus mean for later ones, once the dialect is known.
struct StreamMemory: Equatable, Sendable {
  /// Whether 0x305 can be from an inverter.
  var answers = AnswerWatch()
  /// Whether 0x35F has what is left of the capacity.
  private(set) var capacity = CapacityWatch()
  /// Whether 0x360 has been seen without a request.
  private var hasSeenChargeRequestCleared = false
  /// Whether frames that show it have their bytes reversed.
  private var isReversed = false

  /// Whether the next frames have to be looked at, even those that repeat the last
  /// ones.
  @inline(__always)
  var isOpen: Bool { capacity.needsSOC }

  /// Takes a frame, whatever it means.
  @inline(__always)
  mutating func take(_ payload: ClassicPayload, _ id: StandardID) {
    switch id.rawValue {
    case 0x351: answers.takeLimits(payload)
    case 0x355: capacity.takeSOC(payload)
    case 0x379: capacity.takeInstalled(payload)
    case 0x35F: capacity.takeReported(payload)
    default: break
    }
  }

  /// Forgets what goes with the battery, which is another one now.
  mutating func forgetBattery() { hasSeenChargeRequestCleared = false }

  /// Adds what earlier frames say about a message.
  mutating func note(_ message: BatteryMessage) -> BatteryMessage {
    if message.id.rawValue == 0x35F {
      return capacity.isPresent ? message.noting(.presentCapacity) : message
    }
    switch message.layout.memory {
    case .none: return message
    case .showsOrder:
      isReversed = message.notes.contains(.otherByteOrder)
      return message
    case .followsOrder:
      return isReversed ? message.noting(.otherByteOrder) : message
    case .untilCleared:
      if message.payload.count > 0, message.payload[0] == 0 {
        hasSeenChargeRequestCleared = true
      }
      return hasSeenChargeRequestCleared
        ? message : message.noting(.neverCleared)
    }
  }
}
