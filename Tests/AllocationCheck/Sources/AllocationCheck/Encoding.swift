// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus

/// What encoding has done, to compare with what it had to do.
struct EncodingTally: Equatable {
  /// Messages whose frame decodes to the same message.
  var returned = 0
  /// Messages that cannot be sent as they are.
  var refused = 0

  /// Builds every kind of message again and again.
  ///
  /// - Parameters:
  ///   - rounds: How often.
  ///   - visitor: What takes the readings.
  @inline(never)
  mutating func addMessages(rounds: Int, _ visitor: inout Adder) {
    for round in 0..<rounds {
      do throws(MessageEncodingError) {
        try addOneOfEach(Int64(round), &visitor)
        // Half a percent does not fit in a frame.
        add(
          .stateOfCharge(
            try StateOfCharge(
              soc: .value(Percentage(505, decimals: 1)), soh: .notAvailable)),
          &visitor)
      } catch {
        refused += 1
      }
    }
  }

  private mutating func addOneOfEach(
    _ number: Int64, _ visitor: inout Adder
  ) throws(MessageEncodingError) {
    let percent = number % 101
    let tenths = number % 1000
    add(
      .limits(
        try Limits(
          chargeVoltageLimit: .value(Voltage(532 + percent, decimals: 1)),
          chargeCurrentLimit: .value(Current(tenths, decimals: 1)),
          dischargeCurrentLimit: .notAvailable,
          dischargeVoltageLimit: percent == 0
            ? .absent : .value(Voltage(percent, decimals: 0)))),
      &visitor)
    add(
      .stateOfCharge(
        try StateOfCharge(
          soc: .value(Percentage(percent)), soh: .notAvailable,
          socHighResolution: .value(Percentage(percent * 100, decimals: 2)))),
      &visitor)
    add(
      .measurements(
        try Measurements(
          voltage: .value(Voltage(4800 + tenths, decimals: 2)),
          current: .value(Current(0 - tenths, decimals: 1)),
          temperature: .value(Temperature(-5)))),
      &visitor)

    var protections = FaultSet(table: .pylontechProtections)
    protections.insert(.underVoltage)
    var alarms = FaultSet(table: .pylontechAlarms)
    alarms.insert(percent < 50 ? .lowVoltage : .highTemperature)
    add(
      .alarms(
        try Alarms(
          protections: protections, alarms: alarms,
          moduleCount: .value(Count(number % 256)), layout: .pylontech)),
      &visitor)
    add(
      .requests(
        Requests(
          chargeEnabled: percent < 100, dischargeEnabled: percent > 8,
          forceChargeBit5: percent < 8, layout: .pylontech)),
      &visitor)
    let name = ClassicPayload(word: 0x20_4E4F_4C59_50, count: 7)
    add(.manufacturer(Manufacturer(WireText(name))), &visitor)
    add(.keepAlive(KeepAlive()), &visitor)
  }

  /// Counts a message if its frame decodes to the same message.
  private mutating func add(
    _ message: BatteryMessage, _ visitor: inout Adder
  ) {
    message.visitFields(&visitor)
    if Dialect.pylontech.decode(message.frame) == message { returned += 1 }
  }
}
