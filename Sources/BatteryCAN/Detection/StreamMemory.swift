// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What earlier frames of a bus mean for later ones, once the dialect is known.
struct StreamMemory: Equatable, Sendable {
  /// Whether 0x305 can be from an inverter.
  var answers = AnswerWatch()
  /// What the capacities say of each other.
  private var capacity = CapacityWatch()
  /// Whether two batteries speak.
  private var batteries = BatteryWatch()
  /// Whether 0x359 and 0x35A agree.
  private var alarms = AlarmWatch()
  /// Whether 0x360 has been seen without a request.
  private var hasSeenChargeRequestCleared = false
  /// Whether frames that show it have their bytes reversed.
  private var isReversed = false

  /// Whether 0x35F has what is left of the capacity.
  var hasPresentCapacity: Bool { capacity.isPresent }

  /// Whether each frame has to be looked at, even if it repeats the last one.
  private(set) var isOpen = false

  /// Takes a frame, whatever it means.
  ///
  /// - Parameters:
  ///   - payload: The data of the frame.
  ///   - id: Its identifier.
  ///   - latest: What the latest 0x355 had; see ``BatteryWatch``.
  @inline(__always)
  mutating func take(
    _ payload: ClassicPayload, _ id: StandardID,
    after latest: inout BatteryWatch.Content?
  ) {
    switch id.rawValue {
    case 0x351:
      answers.takeLimits(payload)
      if isOpen { alarms.beginBurst() }
    case 0x355:
      if isOpen {
        goOn(payload, after: &latest)
      } else if batteries.begins(payload, after: &latest) {
        isOpen = true
      }
    case 0x379:
      capacity.takeInstalled(payload)
      findOpen()
    case 0x35F:
      capacity.takeReported(payload)
      findOpen()
    default: break
    }
  }

  @inline(never)
  private mutating func goOn(
    _ payload: ClassicPayload, after latest: inout BatteryWatch.Content?
  ) {
    capacity.takeSOC(payload)
    batteries.goOn(payload, after: &latest)
    findOpen()
  }

  private mutating func findOpen() {
    isOpen = capacity.needsSOC || batteries.isOpen || alarms.isOpen
  }

  /// Takes a message of the battery, and adds what frames of both of two batteries,
  /// or both frames with alarms, say about it.
  mutating func noteBattery(_ message: BatteryMessage) -> BatteryMessage {
    var result = message
    if message.id.hasAlarms {
      if alarms.isDisputed(message) { result = result.noting(.disputed) }
      findOpen()
    }
    return batteries.areTwo ? result.noting(.twoBatteries) : result
  }

  /// Forgets what goes with the battery, which is another one now.
  mutating func forgetBattery() {
    hasSeenChargeRequestCleared = false
    alarms = AlarmWatch()
    findOpen()
  }

  /// Adds what earlier frames say about a message.
  mutating func note(_ message: BatteryMessage) -> BatteryMessage {
    if message.id.rawValue == 0x35F {
      return hasPresentCapacity ? message.noting(.presentCapacity) : message
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

extension StandardID {
  /// Whether it is 0x359 or 0x35A, by which a battery reports its faults.
  @inline(__always)
  var hasAlarms: Bool { rawValue &- 0x359 <= 1 }
}
