// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// What the inverter steers by is there.

extension RuleDefinition {
  static var notAvailable: RuleDefinition {
    RuleDefinition(
      "not_available",
      "no limit, SOC or measurement that is not available",
      broken: "A limit, the SOC or a measurement was not available",
      why: """
        The inverter falls back to its defaults, which for SMA is no charging \
        and no discharging, or takes the number for a value.
        """,
      source: "SMA FSS-ConnectingBat-TI-en-10; MG Master LV guide v8",
      needs: "limits, SOC or measurements")
  }
}

extension RuleChecker {
  mutating func judgeAvailability(
    _ element: BatteryMessage.Fields.Element, _ message: BatteryMessage
  ) {
    switch element.field {
    case .chargeVoltageLimit, .chargeCurrentLimit, .dischargeCurrentLimit,
      .dischargeVoltageLimit, .soc, .voltage, .current, .temperature:
      break
    default: return
    }
    if element.reading == .absent { return }
    var isMissing =
      element.reading == .notAvailable || element.isImpossibleSOC
    // Zero is how a cut-off voltage is left out.
    if element.field == .dischargeVoltageLimit, message.payload.count > 7,
      message.payload[6] == 0, message.payload[7] == 0
    {
      isMissing = false
    }
    judge(.notAvailable, element.field, isMissing, id: message.id)
  }
}

extension BatteryMessage.Fields.Element {
  /// Whether it is a SOC that no battery has, which is shown and says nothing.
  var isImpossibleSOC: Bool {
    guard field == .soc, case .value(.number(let soc)) = reading else {
      return false
    }
    return soc > DecimalNumber(100)
  }
}
