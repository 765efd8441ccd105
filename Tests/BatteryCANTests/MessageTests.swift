// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import TestSupport
import Testing

@Suite struct MessageTests {
  private func cells(
    _ id: String, _ data: String, _ dialect: Dialect = .pylontech
  ) throws -> Cells {
    try #require(dialect.decode(CANFrame(id, data))).cells
  }

  /// Which fields are absent from a frame of each length, 0 to 8.
  @Test func shortFramesKeepTheSignalsTheyHave() throws {
    let ends: [(id: String, field: String, end: Int)] = [
      ("351", "charge_voltage_limit_v", 2),
      ("351", "charge_current_limit_a", 4),
      ("351", "discharge_current_limit_a", 6),
      ("351", "discharge_voltage_limit_v", 8),
      ("355", "soc_percent", 2),
      ("355", "soh_percent", 4),
      ("355", "soc_high_resolution_percent", 6),
      ("356", "voltage_v", 2),
      ("356", "current_a", 4),
      ("356", "temperature_c", 6),
      ("359", "protections", 2),
      ("359", "alarms", 4),
      ("359", "module_count", 5),
      ("35C", "charge_enabled", 1),
      ("35C", "discharge_enabled", 1),
      ("35C", "force_charge", 1),
      ("35C", "force_charge_kind", 1),
      ("35C", "full_charge", 1),
      ("35E", "manufacturer", 1),
    ]
    for (id, field, end) in ends {
      for length in 0...8 {
        let data = String(repeating: "21", count: length)
        let isAbsent = try cells(id, data).absent.contains(field)
        #expect(isAbsent == (length < end), "\(field) of \(length) bytes")
      }
    }
  }

  @Test func sentinelsAreNotAvailable() throws {
    let limits = try cells("351", "FFFF00800080FFFF")
    #expect(Set(limits.cells.values.map { $0 == .none }) == [true])
    #expect(limits.absent.isEmpty)
    let measurements = try cells("356", "008000800080")
    #expect(Set(measurements.cells.values.map { $0 == .none }) == [true])
    // What nobody can mean: a limit of -0.1 A, and a voltage of -0.01 V.
    let ones = try cells("351", "FFFFFFFFFFFFFFFF")
    #expect(Set(ones.cells.values.map { $0 == .none }) == [true])
    let unset = try cells("356", "FFFFFFFFFFFF")
    #expect(Set(unset.cells.values.map { $0 == .none }) == [true])
    let soc = try cells("355", "FFFFFFFFFFFF")
    #expect(Set(soc.cells.values.map { $0 == .none }) == [true])
  }

  @Test func extremesAreValues() throws {
    let limits = try cells("351", "FEFF01800180FEFF").cells
    #expect(limits["charge_voltage_limit_v"] == .text("6553.4"))
    #expect(limits["charge_current_limit_a"] == .text("3276.7"))
    #expect(limits["discharge_current_limit_a"] == .text("3276.7"))
    #expect(limits["discharge_voltage_limit_v"] == .text("6553.4"))
    let measurements = try cells("356", "0180FF7F0180").cells
    #expect(measurements["voltage_v"] == .text("-327.67"))
    #expect(measurements["current_a"] == .text("3276.7"))
    #expect(measurements["temperature_c"] == .text("-3276.7"))
  }

  @Test func cutOffOfZeroIsNotAvailable() throws {
    let limits = try cells("351", "4102960396030000")
    #expect(limits.cells["discharge_voltage_limit_v"] == Cell.none)
    #expect(!limits.absent.contains("discharge_voltage_limit_v"))
  }

  /// Bytes 4 and 5 of 0x355 are SOC only if they agree with bytes 0 and 1.
  @Test(arguments: [
    ("5500640066210000", "85.50"), ("550064009822", nil),
    ("55006400D020", "84.00"), ("55006400CF20", nil),
    ("5500640098210000", "86.00"), ("5500640099210000", nil),
    ("5400600000000000", nil), ("000060000000", "0.00"),
    ("010060000000", nil), ("6400640074270000", nil),
    ("6400640010270000", "100.00"), ("640064001127", nil),
    ("5800640009000F00", nil), ("0000640009000F00", nil),
    ("650064001027", "100.00"),
  ])
  func highResolution(data: String, expected: String?) throws {
    let cell = try cells("355", data).cells["soc_high_resolution_percent"]
    #expect(cell == (expected.map { Cell.text($0) } ?? Cell.none))
  }

  /// What no battery has is shown, and noted.
  @Test(arguments: [
    (
      "351", "3016E803B0048011", "charge_voltage_limit_v", "568.0",
      Note.wrongScale
    ),
    ("351", "0A00E803B004C001", "charge_voltage_limit_v", "1.0", .implausible),
    ("355", "65006400", "soc_percent", "101", .implausible),
    ("356", "A014FD0024FA", "temperature_c", "-150.0", .implausible),
    ("356", "1900FD00F500", "voltage_v", "0.25", .implausible),
  ])
  func absurdValues(
    id: String, data: String, key: String, value: String, note: Note
  ) throws {
    let message = try #require(Dialect.pylontech.decode(CANFrame(id, data)))
    #expect(message.cells.cells[key] == .text(value))
    #expect(message.notes.contains(note))
  }

  /// Every bit of 0x359, against the table of Pylontech V1.2 written out anew.
  @Test func everyFaultBit() throws {
    let named: [Int: String] = [
      1: "over_voltage", 2: "under_voltage", 3: "over_temperature",
      4: "under_temperature", 7: "discharge_over_current",
      8: "charge_over_current", 11: "system_error", 12: "cell_imbalance",
      15: "system_error",
      17: "high_voltage", 18: "low_voltage", 19: "high_temperature",
      20: "low_temperature", 23: "discharge_high_current",
      24: "charge_high_current", 27: "internal_communication",
      28: "cell_imbalance", 31: "internal_communication",
    ]
    for bit in 0..<32 {
      var bytes = [UInt8](hex: "0000000001504E")
      bytes[bit / 8] = 1 << UInt8(bit % 8)
      let payload = Payload(bytes.span) ?? Payload()
      let frame = CANFrame(
        id: .standard(StandardID(truncating: 0x359)), payload: payload)
      let cells = try #require(Dialect.pylontech.decode(frame)).cells
      let name = named[bit] ?? "reserved \(bit % 16)"
      #expect(cells.cells["protections"] == .list(bit < 16 ? [name] : []))
      #expect(cells.cells["alarms"] == .list(bit < 16 ? [] : [name]))
    }
  }

  @Test func aFaultOfTwoBitsIsListedOnce() throws {
    let cell = try cells("359", "0088000001504E").cells["protections"]
    #expect(cell == .list(["system_error"]))
  }

  @Test(arguments: [
    ("50594C4F4E202020", "PYLON"), ("50594C4F4E020300", "PYLON"),
    ("2D4A4B20424D532D", "-JK BMS-"), ("20426174746572", " Batter"),
    ("53004D0041000000", "SMA"), ("53004D004100", "SMA"), ("42 59 44", "BYD"),
    ("0000000000000000", nil), ("2020", nil), ("1B5B324A", nil),
    ("41 1B 5B 32 4A", "A"), ("41C3A4", "A"), ("417F", "A"),
  ])
  func manufacturers(data: String, expected: String?) throws {
    let cell = try cells("35E", data).cells["manufacturer"]
    #expect(cell == (expected.map { Cell.text($0) } ?? Cell.none))
  }

  @Test func otherFramesAreNoMessages() {
    var remote = CANFrame("351", "")
    remote.kind = .remote
    var flexible = CANFrame("351", "1402740E740ECC01")
    flexible.kind = .flexibleData(FDFlags())
    let frames = [
      CANFrame("350", "00"), CANFrame("00000351", "1402740E740ECC01"), remote,
      flexible,
    ]
    for frame in frames { #expect(Dialect.pylontech.decode(frame) == nil) }
    for id in UInt16(0)...0x7FF {
      let known: Set<UInt16> = [
        0x305, 0x351, 0x355, 0x356, 0x359, 0x35C, 0x35E, 0x382,
      ]
      let layout = Dialect.pylontech.layout(
        of: StandardID(truncating: UInt32(id)))
      #expect((layout != nil) == known.contains(id))
    }
  }

  /// CSV relies on it.
  @Test(arguments: Dialect.all)
  func fieldsComeInOneOrder(_ dialect: Dialect) {
    for id in UInt32(0)...0x7FF {
      let payload = ClassicPayload(word: 0, count: 8)
      let message = dialect.decode(payload, id: StandardID(truncating: id))
      let order = message?.cells.order.map(\.rawValue) ?? []
      #expect(order == order.sorted() && Set(order).count == order.count)
    }
  }

  /// No two signals of a message share a bit, but for a code and its flags.
  @Test(arguments: Dialect.all)
  func slotsDoNotOverlap(_ dialect: Dialect) {
    for id in UInt32(0)...0x7FF {
      guard let layout = dialect.layout(of: StandardID(truncating: id)) else {
        continue
      }
      var taken: UInt64 = 0
      for index in 0..<layout.count {
        let slot = layout[index]
        let isDerived = slot.coding == .match || slot.field == .forceCharge
        let isNowhere =
          slot.coding == .constant || slot.coding == .absent || isDerived
        if isNowhere { continue }
        #expect(slot.end <= 8)
        let ones =
          slot.width >= 64 ? UInt64.max : (1 << UInt64(slot.width)) - 1
        let bits =
          slot.faultTable.map { UInt64(FaultSet(bits: .max, table: $0).bits) }
        let mask = (bits ?? ones) << (UInt64(slot.byte) * 8 + UInt64(slot.bit))
        let name = "\(dialect.name) \(String(id, radix: 16)) \(slot.field)"
        #expect(taken & mask == 0, "\(name)")
        taken |= mask
      }
    }
  }

  @Test func namesAreUniqueAndCounted() {
    let fields = (0..<UInt8(Field.count)).compactMap { Field(rawValue: $0) }
    #expect(fields.count == Field.count)
    #expect(Field(rawValue: UInt8(Field.count)) == nil)
    #expect(Set(fields.map(\.key.description)).count == Field.count)
    let faults = (0..<UInt8(Fault.count)).compactMap { Fault(rawValue: $0) }
    #expect(faults.count == Fault.count)
    #expect(Fault(rawValue: UInt8(Fault.count)) == nil)
    #expect(Set(faults.map(\.name.description)).count == Fault.count)
    let kinds = (0..<UInt8(MessageKind.count))
      .compactMap { MessageKind(rawValue: $0) }
    #expect(kinds.count == MessageKind.count)
    #expect(MessageKind(rawValue: UInt8(MessageKind.count)) == nil)
    #expect(CodeTable(rawValue: UInt8(CodeTable.count)) == nil)
    #expect(FaultTable(rawValue: UInt8(FaultTable.count)) == nil)
    #expect(Note(rawValue: UInt8(Note.count)) == nil)
    #expect(Relative(rawValue: UInt8(Relative.count)) == nil)
    #expect(Set(Dialect.all.map(\.name.description)).count == Dialect.count)
    #expect(Dialect(rawValue: UInt8(Dialect.count)) == nil)
  }
}
