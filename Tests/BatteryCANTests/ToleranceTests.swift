// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import TestSupport
import Testing

/// Senders that are known to be wrong are understood, and the message says so.
@Suite struct ToleranceTests {
  struct Case: CustomTestStringConvertible {
    let dialect: Dialect
    let id: String
    let data: String
    let note: Note
    let expected: [String: Cell]
    var testDescription: String { "\(note.name) \(id)#\(data)" }

    init(
      _ dialect: Dialect, _ id: String, _ data: String, _ note: Note,
      _ expected: [String: Cell]
    ) {
      self.dialect = dialect
      self.id = id
      self.data = data
      self.note = note
      self.expected = expected
    }

    static let all: [Case] = [
      // diyBMS, stuartpittaway/diyBMSv4ESP32 issue 87.
      Case(
        .pylontech, "351", "440264009CFF3F02", .negativeLimit,
        ["discharge_current_limit_a": .text("10.0")]),
      // Two readings of the permissions of 30F; in captures they are not used.
      Case(
        .sofar, "30F", "0001000000000000", .disputed,
        [
          "charge_enabled": .none, "discharge_enabled": .none,
          "full_charge": .flag(false),
        ]),
      Case(
        .sofar, "30F", "0302", .disputed,
        [
          "charge_enabled": .none, "discharge_enabled": .none,
          "full_charge": .flag(true),
        ]),
      // bms-to-inverter: the scale of the other document.
      Case(
        .solArk, "356", "78146AFF00000000", .otherVoltageScale,
        ["voltage_v": .text("52.40")]),
      Case(
        .pylontech, "356", "0A0211FFBE00", .otherVoltageScale,
        ["voltage_v": .text("52.2")]),
      // Battery-Emulator SMA-LV: 57.6 V, and charge 30 A behind discharge 50 A.
      Case(
        .sma, "351", "024001F4012C0198", .exchangedLimits,
        [
          "charge_voltage_limit_v": .text("57.6"),
          "charge_current_limit_a": .text("30.0"),
          "discharge_current_limit_a": .text("50.0"),
          "discharge_voltage_limit_v": .text("40.8"),
        ]),
      Case(
        .sma, "355", "003C00641770", .otherByteOrder,
        [
          "soc_percent": .text("60"), "soh_percent": .text("100"),
          "soc_high_resolution_percent": .text("60.00"),
        ]),
      Case(
        .sma, "356", "1482FFE100FA", .otherByteOrder,
        [
          "voltage_v": .text("52.50"), "current_a": .text("-3.1"),
          "temperature_c": .text("25.0"),
        ]),
      Case(
        .pylontech, "359", "0080000001504E", .failureInBit7,
        ["protections": .list(["system_error"])]),
      Case(
        .pylontech, "359", "0C00000001504E", .doubtfulUnderVoltage,
        ["protections": .list(["under_voltage", "over_temperature"])]),
      Case(
        .sma, "35E", "53004D0041000000", .wideText,
        ["manufacturer": .text("SMA")]),
      Case(
        .victron, "359", "A6AAAAAAAAAAAAAA", .alarmPairsAs359,
        ["alarms": .list(["high_voltage"]), "warnings": .list([])]),
      Case(
        .deye, "35E", "C800000000000000", .requestsAs35E,
        ["charge_enabled": .flag(true), "full_charge": .flag(true)]),
    ]
  }

  @Test(arguments: Case.all)
  func isUnderstood(_ example: Case) throws {
    let frame = CANFrame(example.id, example.data)
    let message = try #require(example.dialect.decode(frame))
    #expect(message.notes.contains(example.note))
    let cells = message.cells.cells
    for (key, value) in example.expected {
      #expect(cells[key] == value, "\(key)")
    }
  }

  /// Samsung's trays do not show the order of their bytes, and its 500 and 502 do.
  @Test(arguments: [false, true])
  func orderOfTheStream(isGiven: Bool) throws {
    var detector = isGiven ? DialectDetector(.samsung) : DialectDetector()
    // 52.1 V and 57.6 V with the highest byte first.
    for (id, data) in [
      ("500", "145AFFF44063007B"), ("502", "024003E803E801C0"),
    ] {
      _ = detector.decode(CANFrame(id, data))
    }
    let traysFrame = detector.decode(CANFrame("504", "14A0148316181500"))
    let trays = try #require(traysFrame)
    #expect(trays.notes.contains(.otherByteOrder))
    #expect(trays.cells.cells["tray_voltage_max_v"] == .text("52.80"))
    #expect(trays.cells.cells["tray_voltage_min_v"] == .text("52.51"))
    let versionFrame = detector.decode(CANFrame("505", "0102000000000000"))
    let version = try #require(versionFrame)
    #expect(version.cells.cells["software_version"] == .text("1.2"))
    // With the lowest byte first nothing has to be tolerated.
    for (id, data) in [
      ("500", "5A14F4FF40637B00"), ("502", "4002E803E803C001"),
    ] {
      _ = detector.decode(CANFrame(id, data))
    }
    let othersFrame = detector.decode(CANFrame("504", "A014831416181500"))
    let others = try #require(othersFrame)
    #expect(others.notes.isEmpty)
    #expect(others.cells.cells["tray_voltage_max_v"] == .text("52.80"))
  }

  /// What keeps to its document has no note.
  @Test func rightFramesHaveNone() throws {
    for (id, data) in [
      ("351", "1402C012C012C201"), ("355", "58005E00"), ("35C", "C000"),
      ("356", "7A13F2FE6B01"), ("359", "0000000006504E"),
      ("351", "FFFF00800080FFFF"),
      ("35E", "50594C4F4E202020"),
    ] {
      let message = try #require(Dialect.pylontech.decode(CANFrame(id, data)))
      #expect(message.notes.isEmpty)
    }
  }
}
