// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// What the link itself tells.
extension RuleChecker {
  /// Notices that another dialect has taken over.
  mutating func noticeDialect(_ link: inout BatteryLink) {
    guard link.dialect != dialect else { return }
    if dialect != nil { forget() }
    dialect = link.dialect
    needsEightBytes = dialect?.definition.needsEightBytes ?? false
    isSteeredByVoltage = dialect?.definition.isSteeredByVoltage ?? false
  }

  /// Takes the silences that a frame has ended, or its lack has begun.
  mutating func takeEvents(_ link: inout BatteryLink) {
    var index = 0
    while let event = link.events.event(at: index) {
      index &+= 1
      switch event.kind {
      case .silent(.battery, let after):
        beginSilence(nil, heard.battery, after, &link)
      case .silent(.limits, let after):
        beginSilence(.chargeVoltageLimit, heard.limits, after, &link)
      case .silent(.inverter, let after):
        beginInverterSilence(after, &link)
      case .back(.battery, let after): endSilence(.silence, nil, after)
      case .back(.limits, let after):
        endSilence(.silence, .chargeVoltageLimit, after)
      case .back(.inverter, let after):
        endSilence(.inverterSilent, nil, after)
      case .inverterAppeared: keep(.inverterSilent, nil)
      case .recordingGap(let length): breakOff(length)
      case .busSilent(let length):
        judgeBusSilence(length, &link)
        breakOff(length)
      default: break
      }
    }
  }
}
