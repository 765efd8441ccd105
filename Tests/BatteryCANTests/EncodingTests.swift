// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import TestSupport
import Testing

@Suite struct EncodingTests {
  private func builder(
    _ id: UInt32, _ dialect: Dialect = .pylontech, length: Int? = nil
  ) throws -> MessageBuilder {
    try #require(
      MessageBuilder(dialect, StandardID(truncating: id), length: length))
  }

  /// The limits of a ZSX5000S with one module and with four.
  @Test func limits() throws {
    var one = try builder(0x351, .sofar)
    one[.chargeVoltageLimit] = .value(Voltage(576, decimals: 1))
    one[.chargeCurrentLimit] = .value(Current(50))
    one[.dischargeCurrentLimit] = .value(Current(50))
    one[.dischargeVoltageLimit] = .value(Voltage(4080, decimals: 2))
    #expect(try one.message().frame == CANFrame("351", "4002F401F4019801"))
    var four = try builder(0x351, length: 6)
    four[.chargeVoltageLimit] = .value(Voltage(576, decimals: 1))
    four[.chargeCurrentLimit] = .value(Current(200))
    four[.dischargeCurrentLimit] = .value(Current(200))
    four[.dischargeVoltageLimit] = .absent
    #expect(try four.message().frame == CANFrame("351", "4002D007D007"))
    var unknown = try builder(0x351)
    unknown[.chargeVoltageLimit] = .notAvailable
    unknown[.chargeCurrentLimit] = .notAvailable
    unknown[.dischargeCurrentLimit] = .notAvailable
    unknown[.dischargeVoltageLimit] = .notAvailable
    #expect(try unknown.message().frame == CANFrame("351", "FFFF008000800000"))
  }

  @Test func otherMessages() throws {
    var soc = try builder(0x355, length: 6)
    soc[.soc] = .value(Percentage(85))
    soc[.soh] = .value(Percentage(100))
    soc[.socHighResolution] = .value(Percentage(855, decimals: 1))
    #expect(try soc.message().frame == CANFrame("355", "550064006621"))

    var deye = try builder(0x356, .deye)
    deye[.voltage] = .value(Voltage(5250, decimals: 2))
    deye[.current] = .value(Current(-31, decimals: 1))
    deye[.temperature] = .value(Temperature(25))
    #expect(try deye.message().frame == CANFrame("356", "82141F00FA00"))

    var protections = FaultSet(table: .pylontechProtections)
    protections.insert(.underVoltage)
    protections.insert(.systemError)
    var alarms = FaultSet(table: .pylontechAlarms)
    #expect(alarms.insert(.overVoltage) == false)
    alarms.insert(.chargeHighCurrent)
    var faults = try builder(0x359)
    faults[.protections] = .value(protections)
    faults[.alarms] = .value(alarms)
    faults[.moduleCount] = .value(Count(4))
    let message = try faults.message()
    #expect(message.frame == CANFrame("359", "0408000104504E"))
    #expect(message[.protections] == .value(protections))
    #expect(message[.moduleCount] == .value(Count(4)))

    var pairs = FaultSet(table: .sunnyIslandAlarms)
    pairs.insert(.cellImbalance)
    var sma = try builder(0x35A, .sma)
    sma[.warnings] = .value(pairs)
    #expect(try sma.message().frame == CANFrame("35A", "0000000000000001"))

    var requests = try builder(0x35C)
    requests[.chargeEnabled] = .value(true)
    requests[.dischargeEnabled] = .value(false)
    requests[.forceCharge] = .value(true)
    requests[.forceChargeKind] = .value(Code(0b10, in: .forceChargeFromBit5))
    requests[.fullCharge] = .value(true)
    #expect(try requests.message().frame == CANFrame("35C", "A800"))

    var growatt = try builder(0x311, .growatt)
    growatt[.chargeVoltageLimit] = .value(Voltage(576, decimals: 1))
    growatt[.chargeCurrentLimit] = .value(Current(50))
    growatt[.dischargeCurrentLimit] = .value(Current(50))
    growatt[.state] = .value(Code(3, in: .growattState))
    growatt[.parallelState] = .value(Code(3, in: .growattParallel))
    #expect(try growatt.message().frame == CANFrame("311", "024001F401F40C03"))

    let poll = try builder(0x301, .growatt).message()
    #expect(poll.frame == CANFrame("301", "1122334455667788"))
    #expect(
      try builder(0x305).message().frame == CANFrame("305", "0000000000000000"))
    #expect(try builder(0x00F, .sma).message().frame == CANFrame("00F", ""))
    let name = ClassicPayload(word: 0x44_5942, count: 3)
    var maker = try builder(0x35E, .victron)
    maker[.manufacturer] = .value(WireText(name))
    #expect(
      try maker.message().frame == CANFrame("35E", "4259442020202020"))
    #expect(MessageBuilder(.lgRESU, StandardID(truncating: 0x35C)) == nil)
  }

  @Test func whatCannotBeSentIsRefused() throws {
    func expect(
      _ reason: MessageEncodingError.Reason, _ field: Field,
      _ id: UInt32 = 0x351, length: Int? = nil,
      _ set: (inout MessageBuilder) -> Void
    ) throws {
      var builder = try builder(id, length: length)
      set(&builder)
      do throws(MessageEncodingError) {
        _ = try builder.message()
        Issue.record("no error for \(field)")
      } catch {
        #expect(error.reason == reason && error.field == field)
      }
    }
    try expect(.notRepresentable, .chargeVoltageLimit) {
      $0[.chargeVoltageLimit] = .value(Voltage(5325, decimals: 2))
    }
    try expect(.notRepresentable, .chargeVoltageLimit) {
      $0[.chargeVoltageLimit] = .value(Voltage(65535, decimals: 1))
    }
    try expect(.notRepresentable, .chargeVoltageLimit) {
      $0[.chargeVoltageLimit] = .value(Voltage(-1))
    }
    try expect(.notRepresentable, .chargeVoltageLimit) {
      $0[.chargeVoltageLimit] = .value(Voltage(.max))
    }
    try expect(.notRepresentable, .chargeCurrentLimit) {
      $0[.chargeCurrentLimit] = .value(Current(-1))
    }
    try expect(.missing, .chargeCurrentLimit) {
      $0[.chargeCurrentLimit] = .absent
    }
    try expect(.payloadTooShort, .dischargeVoltageLimit, length: 6) {
      $0[.dischargeVoltageLimit] = .value(Voltage(45))
    }
    try expect(.notRepresentable, .dischargeVoltageLimit) {
      $0[.dischargeVoltageLimit] = .value(Voltage(0))
    }
    try expect(.unknownField, .soc) { $0[.soc] = .value(Percentage(5)) }
    try expect(.notRepresentable, .socHighResolution, 0x355, length: 6) {
      $0[.soc] = .value(Percentage(50))
      $0[.socHighResolution] = .value(Percentage(80))
    }
    try expect(.notRepresentable, .soc, 0x355) {
      $0[.soc] = .value(Percentage(65535))
    }
    // 5.22 V would be read as 52.2 V.
    try expect(.notRepresentable, .voltage, 0x356) {
      $0[.voltage] = .value(Voltage(522, decimals: 2))
    }
    try expect(.notRepresentable, .protections, 0x359) {
      $0[.protections] = .value(FaultSet(table: .pylontechAlarms))
    }
    // Asked for, without saying which.
    try expect(.notRepresentable, .forceCharge, 0x35C) {
      $0[.forceCharge] = .value(true)
    }
  }

  /// A message that is built from what another one says, says the same.
  @Test(arguments: Dialect.all)
  func roundTrips(_ dialect: Dialect) throws {
    var random = SeededGenerator()
    print(random)
    var messages = 0
    for id in UInt32(0)...0x7FF {
      let id = StandardID(truncating: id)
      guard dialect.layout(of: id) != nil else { continue }
      for round in 0..<300 {
        let sparse = random.next() & random.next() & random.next()
        let payload = ClassicPayload(
          word: round % 2 == 0 ? sparse : random.next(),
          count: round % 3 == 0 ? Int.random(in: 0...8, using: &random) : 8)
        let message = try #require(dialect.decode(payload, id: id))
        #expect(message.frame.payload.classic == payload)
        #expect(dialect.decode(message.frame) == message)
        // What another sender means cannot be sent by this dialect.
        if message.notes.contains(.otherByteOrder)
          || message.notes.contains(.requestsAs35E)
          || message.layout != dialect.layout(of: id)
        {
          continue
        }
        var builder = try #require(
          MessageBuilder(dialect, id, length: payload.count))
        for element in message.fields {
          builder[field: element.field] = element.reading
        }
        let copy: BatteryMessage
        do {
          copy = try builder.message()
        } catch {
          // Without the bits that have no name it is read by another table.
          try #require(id.rawValue == 0x359)
          continue
        }
        #expect(Array(copy.fields) == Array(message.fields))
        messages += 1
      }
    }
    #expect(messages > 1000)
  }
}
