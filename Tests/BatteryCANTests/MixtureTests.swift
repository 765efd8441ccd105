// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import TestSupport
import Testing

/// Emulators mix what no single document has.
@Suite struct MixtureTests {
  /// Frames, what they are read by, and what they say.
  struct Mixture: CustomTestStringConvertible, Sendable {
    let name: String
    let frames: [(id: String, data: String)]
    let dialect: Dialect?
    var values: [String: Cell] = [:]
    var notes: [String: Note] = [:]
    var bursts = 4
    var testDescription: String { name }

    static let all: [Mixture] = [
      Mixture(
        name: "a name of Seplos, alarms without a mark, and Victron's details",
        frames: [
          ("351", "2802F4010000B801"), ("355", "04006300900190FF"),
          ("356", "F811F6FFDC000900"), ("359", "0400000003000000"),
          ("35A", "1000000000000000"), ("35C", "9000000000000000"),
          ("35E", "5348456E65726779"), ("372", "0300000003000000"),
          ("373", "A00AF80A22012501"), ("379", "4803000000000000"),
        ], dialect: .pylonV2,
        values: [
          "359.protections": .list(["under_voltage"]), "359.alarms": .list([]),
          "359.module_count": .text("3"), "35C.force_charge": .flag(true),
          "35C.charge_enabled": .flag(true),
          "35C.discharge_enabled": .flag(false),
          "351.discharge_current_limit_a": .text("0.0"),
        ]),
      Mixture(
        name: "bit pairs in 359, and a name of two bytes a letter",
        frames: [
          ("351", "2602E803B004B801"), ("355", "4200630000000000"),
          ("356", "96140A00E6000000"), ("359", "A8AA2002A8AA2002"),
          ("35E", "53004D0041000000"), ("35F", "0100000064000000"),
        ], dialect: .sma,
        values: [
          "351.charge_voltage_limit_v": .text("55.0"),
          "359.alarms": .list([]), "359.warnings": .list([]),
          "35E.manufacturer": .text("SMA"),
        ], notes: ["359": .alarmPairsAs359]),
      Mixture(
        name: "V1.3 of Pylontech with requests in 35C",
        frames: [
          ("351", "1402F4010000B801"), ("355", "050062000000"),
          ("356", "3011F6FFE600"), ("35A", "9AAAAA0000000000"),
          ("35C", "9000"), ("35E", "50594C4F4E202020"),
          ("35F", "4C69010364000000"),
        ], dialect: .pylontechV13,
        values: [
          "35C.force_charge": .flag(true), "35C.charge_enabled": .flag(true),
          "35C.discharge_enabled": .flag(false), "355.soc_percent": .text("5"),
        ]),
      Mixture(
        name: "limits in 0.01 V in a single burst",
        frames: [
          ("351", "BC15E803B004F010"), ("355", "42006200"),
          ("356", "9614FD00F000"),
        ], dialect: .sma,
        values: [
          "351.charge_voltage_limit_v": .text("556.4"),
          "356.voltage_v": .text("52.70"), "355.soc_percent": .text("66"),
        ], notes: ["351": .wrongScale], bursts: 1),
      Mixture(
        name: "limits in 0.01 V, again and again",
        frames: [
          ("351", "BC15E803B004F010"), ("355", "42006200"),
          ("356", "9614FD00F000"),
        ], dialect: .sma,
        values: [
          "351.charge_voltage_limit_v": .text("55.64"),
          "351.discharge_voltage_limit_v": .text("43.36"),
        ], notes: ["351": .wrongScale]),
      Mixture(
        name: "Victron's frames with BYD's name, and a marked 359",
        frames: [
          ("351", "3A02E803B004D601"), ("355", "42006400FEFEFEFE"),
          ("356", "9614FD00F000FEFE"), ("359", "0400000002504E00"),
          ("35A", "9AAAAA00AAAAAA00"), ("35E", "425944202020"),
          ("35F", "4C690117C800FEFE"), ("373", "DA0CF20C28012B01"),
          ("376", "4430205331000000"), ("382", "5052454D49554D20"),
        ], dialect: .victron,
        values: [
          "359.protections": .list(["under_voltage"]),
          "359.module_count": .text("2"),
          "351.charge_voltage_limit_v": .text("57.0"),
        ]),
      Mixture(
        name: "a mark of another maker under the name of a third",
        frames: [
          ("351", "3A02E803B004C001"), ("355", "4200620000000000"),
          ("356", "9614FD00F5000000"), ("359", "0800000001555A"),
          ("35C", "C000"), ("35E", "444953434F564552"),
        ], dialect: .pylontech,
        values: [
          "359.protections": .list(["over_temperature"]),
          "359.module_count": .text("1"), "35C.charge_enabled": .flag(true),
        ]),
      Mixture(
        name: "charge over-current in bit 7, without a mark",
        frames: [
          ("351", "3A02E803B004C001"), ("355", "43006200F0191C07"),
          ("356", "A014FD00F5004100"), ("359", "0090000002000000"),
          ("35C", "C000000000000000"), ("35E", "50594C4F4E202020"),
        ], dialect: .pylontech,
        values: [
          "359.protections": .list(["cell_imbalance", "charge_over_current"]),
          "355.remaining_capacity_ah": .text("182.0"),
          "356.cycles": .text("65"),
        ]),
      Mixture(
        name: "a module of Deye's beside Victron's frames",
        frames: [
          ("351", "3A02E803B004C001"), ("355", "42006200"),
          ("356", "9614FD00F000"), ("35A", "0000000000000000"),
          ("35F", "0005000160094459"), ("150", "10029CFFA802DE03"),
          ("110", "0000000000000031"),
        ], dialect: .victron,
        values: [
          "356.current_a": .text("25.3"), "150.current_a": .text("10.0"),
          "150.module": .text("1"),
        ]),
    ]
  }

  @Test(arguments: Mixture.all)
  func isRead(_ mixture: Mixture) throws {
    var detector = DialectDetector()
    for _ in 0..<mixture.bursts {
      for frame in mixture.frames {
        detector.observe(CANFrame(frame.id, frame.data))
      }
    }
    #expect(detector.identification.candidates.reading == mixture.dialect)
    var cells: [String: Cell] = [:]
    for frame in mixture.frames {
      let decoded = detector.decode(CANFrame(frame.id, frame.data))
      let message = try #require(decoded, "\(frame.id)")
      for (key, value) in message.cells.cells {
        cells["\(frame.id).\(key)"] = value
      }
      if let note = mixture.notes[frame.id] {
        #expect(message.notes.contains(note), "\(frame.id)")
      }
    }
    for (key, value) in mixture.values {
      #expect(cells[key] == value, "\(key)")
    }
  }

  /// A stop order has a charge voltage limit of 0, and is shown.
  @Test func stopOrder() throws {
    var detector = DialectDetector()
    let decoded = detector.decode(CANFrame("351", "000000000000B801"))
    let limits = try #require(decoded).cells.cells
    #expect(limits["charge_voltage_limit_v"] == .text("0.0"))
    #expect(limits["charge_current_limit_a"] == .text("0.0"))
    #expect(limits["discharge_voltage_limit_v"] == .text("44.0"))
  }

  /// What copies the limits, or counts, is no answer of an inverter.
  @Test(arguments: ["2100000000000000", "2802F401F401B801"])
  func noInverter(data: String) {
    var detector = DialectDetector()
    for _ in 0..<6 {
      for (id, data) in [
        ("351", "2802F401F401B801"), ("355", "42006200"),
        ("356", "9614FD00F000"), ("359", "0000000001504E"), ("35C", "C000"),
      ] {
        _ = detector.decode(CANFrame(id, data))
      }
      let answer = detector.decode(CANFrame("305", data))
      #expect(answer == nil)
    }
  }

  /// What was sent with 29 bits instead of 11 is read, and said to be so.
  @Test func extendedCopies() throws {
    var detector = DialectDetector()
    for _ in 0..<4 {
      for (id, data) in [
        ("00000351", "2802F401F401B801"), ("00000355", "42006200"),
        ("00000356", "9614FD00F000"), ("00000359", "0000000001504E00"),
      ] {
        _ = detector.decode(CANFrame(id, data))
      }
    }
    let frame = CANFrame("00000351", "2802F401F401B801")
    let decoded = detector.decode(frame)
    let message = try #require(decoded)
    #expect(message.notes.contains(.extendedIdentifier))
    #expect(message.frame == frame)
    #expect(message[.chargeVoltageLimit] == .value(Voltage(552, decimals: 1)))
    let answer = detector.decode(CANFrame("00000305", "0000000000000000"))
    #expect(answer?.kind == .keepAlive)
    // Growatt's, with the lowest byte first.
    var growatt = DialectDetector()
    for _ in 0..<4 {
      for (id, data) in [
        ("00000311", "2802E803B0040104"), ("00000313", "9614FD00F5004362"),
        ("00000319", "C0F00CD90C0C0700"),
      ] {
        _ = growatt.decode(CANFrame(id, data))
      }
    }
    #expect(growatt.identification.dialect == .growatt)
    let limits = growatt.decode(CANFrame("00000311", "2802E803B0040104"))
    #expect(limits?.cells.cells["charge_voltage_limit_v"] == .text("55.2"))
    #expect(limits?[.error] == .value(false))
  }

  /// What is left of the capacity is told from all of it by 379 and the SOC.
  @Test(arguments: [("BE00", true), ("1801", false)])
  func presentCapacity(capacity: String, isPresent: Bool) throws {
    var detector = DialectDetector()
    var info: BatteryMessage?
    for _ in 0..<4 {
      for (id, data) in [
        ("351", "2802F401F401B801"), ("379", "1801000000000000"),
        ("355", "44006200"), ("356", "9614FD00F000"),
        ("35A", "AAAAAAAAAAAAAAAA"), ("35F", "00000102\(capacity)0000"),
      ] {
        info = detector.decode(CANFrame(id, data))
      }
    }
    let cells = try #require(info).cells.cells
    #expect(
      cells["available_capacity_ah"]
        == (isPresent ? Cell.text("190") : Cell.none))
    #expect(cells["capacity_ah"] == (isPresent ? Cell.none : Cell.text("280")))
  }

  /// What looks like a capacity and goes with no other leaves no trace, nor does the
  /// SOC, so that chunks of a capture can be read ahead.
  @Test(arguments: [("379", ["29B1", "E934"]), ("35F", ["0000010218010000"])])
  func changingSOC(id: String, capacities: [String]) {
    var detectors = [DialectDetector(), DialectDetector()]
    for burst in 0..<40 {
      for index in detectors.indices {
        let number = burst + index
        for (id, data) in [
          ("351", "1402E402E402C201"),
          ("355", ["3E006200", "3F006200"][number % 2]),
          ("356", "4E147400E700"), ("359", "0000000004504E"), ("35C", "C000"),
          ("35E", "50594C4F4E202020"),
          (id, capacities[number % capacities.count]),
        ] {
          _ = detectors[index].decode(CANFrame(id, data))
        }
      }
    }
    #expect(detectors[0].identification.dialect == .pylontech)
    #expect(detectors[0].hasSameState(as: detectors[1]))
  }

  /// Without a dialect that stands out, what all read alike is given.
  @Test func byValue() throws {
    var dialects = DialectSet(.pylontech)
    dialects.insert(.deye)
    func cells(_ id: String, _ data: String) throws -> [String: Cell] {
      try #require(dialects.decode(CANFrame(id, data))).cells.cells
    }
    // The sign of the current differs, and not that of zero.
    #expect(try cells("356", "961400000000")["current_a"] == .text("0.0"))
    #expect(try cells("356", "961464000000")["current_a"] == Cell.none)
    #expect(try cells("359", "0000000000000000")["alarms"] == .list([]))
    let open = try #require(
      dialects.decode(CANFrame("356", "961464000000")))
    #expect(open[.current] == .undecided)
    #expect(open.notes.contains(.undecided))
    // One that is assumed decides.
    let assuming = dialects.assuming(.deye)
    let guess = try #require(
      assuming.decode(CANFrame("356", "961464000000")))
    #expect(guess[.current] == .value(Current(-100, decimals: 1)))
    #expect(guess.notes.contains(.assumed))
    let sure = try #require(
      assuming.decode(CANFrame("356", "961400000000")))
    #expect(!sure.notes.contains(.assumed))
  }
}
