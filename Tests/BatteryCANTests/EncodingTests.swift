// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import TestSupport
import Testing

@Suite struct EncodingTests {
  /// The limits of a ZSX5000S with one module and with four.
  @Test func limits() throws {
    let one = try Limits(
      chargeVoltageLimit: .value(Voltage(576, decimals: 1)),
      chargeCurrentLimit: .value(Current(50)),
      dischargeCurrentLimit: .value(Current(50)),
      dischargeVoltageLimit: .value(Voltage(4080, decimals: 2)))
    #expect(one.frame == CANFrame("351", "4002F401F4019801"))
    let four = try Limits(
      chargeVoltageLimit: .value(Voltage(576, decimals: 1)),
      chargeCurrentLimit: .value(Current(200)),
      dischargeCurrentLimit: .value(Current(200)),
      dischargeVoltageLimit: .absent)
    #expect(four.frame == CANFrame("351", "4002D007D007"))
    let unknown = try Limits(
      chargeVoltageLimit: .notAvailable, chargeCurrentLimit: .notAvailable,
      dischargeCurrentLimit: .notAvailable,
      dischargeVoltageLimit: .notAvailable)
    #expect(unknown.frame == CANFrame("351", "FFFF008000800000"))
  }

  @Test func otherMessages() throws {
    let soc = try StateOfCharge(
      soc: .value(Percentage(85)), soh: .value(Percentage(100)),
      socHighResolution: .value(Percentage(855, decimals: 1)))
    #expect(soc.frame == CANFrame("355", "550064006621"))
    let measurements = try Measurements(
      voltage: .value(Voltage(5250, decimals: 2)),
      current: .value(Current(-31, decimals: 1)),
      temperature: .value(Temperature(25)))
    #expect(measurements.frame == CANFrame("356", "8214E1FFFA00"))
    var protections = FaultSet(table: .pylontechProtections)
    protections.insert(.underVoltage)
    protections.insert(.systemError)
    var alarms = FaultSet(table: .pylontechAlarms)
    #expect(alarms.insert(.overVoltage) == false)
    alarms.insert(.chargeHighCurrent)
    let faults = try Alarms(
      protections: protections, alarms: alarms, moduleCount: .value(Count(4)),
      layout: .pylontech)
    #expect(faults.frame == CANFrame("359", "0408000104504E"))
    #expect(faults.protections == .value(protections))
    #expect(faults.alarms == .value(alarms))
    let requests = Requests(
      chargeEnabled: true, dischargeEnabled: false, forceChargeBit5: true,
      fullCharge: true, layout: .pylontech)
    #expect(requests.frame == CANFrame("35C", "A800"))
    let name = ClassicPayload(word: 0x4442_59, count: 3)
    #expect(Manufacturer(WireText(name)).frame.payload.count == 8)
    #expect(KeepAlive().frame == CANFrame("305", "0000000000000000"))
  }

  @Test func whatCannotBeSentIsRefused() {
    func limits(
      _ charge: Reading<Voltage>, _ current: Reading<Current>,
      _ cutOff: Reading<Voltage> = .absent
    ) -> Result<Limits, MessageEncodingError> {
      do throws(MessageEncodingError) {
        return .success(
          try Limits(
            chargeVoltageLimit: charge, chargeCurrentLimit: current,
            dischargeCurrentLimit: current, dischargeVoltageLimit: cutOff))
      } catch {
        return .failure(error)
      }
    }
    let volts = Reading.value(Voltage(53))
    let amperes = Reading.value(Current(10))
    func expect(
      _ result: Result<Limits, MessageEncodingError>,
      _ reason: MessageEncodingError.Reason, _ field: Field
    ) {
      guard case .failure(let error) = result else {
        Issue.record("no error")
        return
      }
      #expect(error.reason == reason && error.field == field)
    }
    expect(
      limits(.value(Voltage(5325, decimals: 2)), amperes), .notRepresentable,
      .chargeVoltageLimit)
    expect(
      limits(.value(Voltage(65535, decimals: 1)), amperes), .notRepresentable,
      .chargeVoltageLimit)
    expect(
      limits(.value(Voltage(-1)), amperes), .notRepresentable,
      .chargeVoltageLimit)
    expect(
      limits(volts, .value(Current(-1))), .notRepresentable,
      .chargeCurrentLimit)
    expect(limits(volts, .absent), .missing, .chargeCurrentLimit)
    expect(
      limits(volts, amperes, .value(Voltage(0))), .notRepresentable,
      .dischargeVoltageLimit)
    expect(
      limits(.value(Voltage(.max)), amperes), .notRepresentable,
      .chargeVoltageLimit)
    #expect(throws: MessageEncodingError.self) {
      // Would be read as "not available".
      try StateOfCharge(
        soc: .value(Percentage(50)), soh: .value(Percentage(100)),
        socHighResolution: .value(Percentage(80)))
    }
    #expect(throws: MessageEncodingError.self) {
      // The alarms of another table.
      try Alarms(
        protections: FaultSet(table: .pylontechAlarms),
        alarms: FaultSet(table: .pylontechAlarms),
        moduleCount: .value(Count(1)),
        layout: .pylontech)
    }
    #expect(throws: MessageEncodingError.self) {
      try StateOfCharge(
        soc: .value(Percentage(101)), soh: .value(Percentage(100)))
    }
  }

  /// decode(encode(x)) == x for random messages, and for random payloads.
  @Test func roundTrips() throws {
    var random = SeededGenerator()
    print(random)
    for _ in 0..<20_000 {
      func volts() -> Reading<Voltage> {
        switch Int.random(in: 0...9, using: &random) {
        case 0: return .notAvailable
        default:
          let raw = Int64.random(in: 1...0xFFFE, using: &random)
          return .value(Voltage(raw, decimals: 1))
        }
      }
      func amperes() -> Reading<Current> {
        switch Int.random(in: 0...9, using: &random) {
        case 0: return .notAvailable
        default:
          let raw = Int64.random(in: 0...0x7FFF, using: &random)
          return .value(Current(raw, decimals: 1))
        }
      }
      let (cvl, ccl, dcl) = (volts(), amperes(), amperes())
      let dvl = Bool.random(using: &random) ? volts() : .absent
      let limits = try Limits(
        chargeVoltageLimit: cvl, chargeCurrentLimit: ccl,
        dischargeCurrentLimit: dcl, dischargeVoltageLimit: dvl)
      #expect(limits.chargeVoltageLimit == cvl)
      #expect(limits.chargeCurrentLimit == ccl)
      #expect(limits.dischargeCurrentLimit == dcl)
      #expect(limits.dischargeVoltageLimit == dvl)
      #expect(Dialect.pylontech.decode(limits.frame) == .limits(limits))

      let id = StandardID(
        truncating: UInt32.random(in: 0x350...0x35F, using: &random))
      let payload = ClassicPayload(
        word: random.next(), count: Int.random(in: 0...8, using: &random))
      if let message = Dialect.pylontech.decode(payload, id: id) {
        #expect(message.frame.payload.classic == payload)
        #expect(Dialect.pylontech.decode(message.frame) == message)
      }
    }
  }
}
