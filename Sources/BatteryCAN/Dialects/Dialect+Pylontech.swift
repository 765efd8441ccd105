// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// V1.1 (2017-11-14) corrected 0x359 byte 0 bit 1 to over-voltage and added 0x35C
// bit 4; V1.2 (2018-04-08) added bit 3. Batteries send frames of other lengths
// than the document prints: 0x351 with 6 or 8 bytes, 0x355 with 4 or 8, 0x359
// with 7 or 8, 0x35C with 1, 2 or 8. A US5000 has 09 00 0F 00 in bytes 4 to 7 of
// 0x355, whose meaning is unknown.
extension Dialect {
  /// Pylontech low voltage, V1.0 to V1.2, and the clones that keep to it.
  public static var pylontech: Dialect { Dialect(place: 0) }
}

extension DialectDefinition {
  static let pylontech = Self(
    "pylontech", title: "Pylontech low voltage V1.0 to V1.2", .solid,
    sources: """
      Pylontech "BMS Protocol CAN" 2016-11-03 (V1.0) and "CAN-Bus protocol \
      PYLON low voltage" V1.2, 2018-04-08; the same tables in Deye V1.2 (2018) \
      and Vestwoods V1; captures of US2000C and US5000.
      """,
    shapes: .ofPylontech.union(
      FormSet(.sixByteSOC, .fineSOC, .remainingInSOC, .noMark)),
    usual: FormSet(.alarms, .requests),
    traits: Traits(
      .form(.mark, 2), .form(.requests), .form(.alarms),
      .form(.shortAlarms), .form(.shortRequests), .namePylon(1),
      .name("35E is DEYE", 1, Letters(["D", "E", "Y", "E"]))),
    frequency: 9,
    layout: { Dialect.pylontechLayout($0) })
}

extension FormSet {
  /// The shapes that the six frames of Pylontech have.
  static var ofPylontech: FormSet {
    FormSet(
      .shortLimits, .shortStateOfCharge, .shortMeasurements,
      .hundredthsOfVolts, .shortAlarms, .mark, .shortRequests)
  }
}

extension Trait {
  /// PYLON, and what is left of it where bridges mix its letters up.
  static func namePylon(_ weight: Int, isNeeded: Bool = false) -> Trait {
    .name(
      "35E is PYLON", weight, isNeeded: isNeeded,
      Letters(["P", "Y", "L", "O"]), Letters(["P", "Y", "L", "N"]),
      Letters(["N", "O", "L", "Y", "P"]))
  }
}

extension Dialect {
  /// The six frames of Pylontech and the answer of the PCS, which others extend.
  static func pylontechLayout(_ id: UInt16) -> MessageLayout? {
    switch id {
    case 0x305: .keepAlive
    case 0x351: .limits
    case 0x355: .stateOfCharge
    case 0x356: .measurements
    case 0x359: .pylontechAlarms
    case 0x35C: .pylontechRequests
    case 0x35E: .manufacturer
    case 0x382: .family
    default: nil
    }
  }
}
