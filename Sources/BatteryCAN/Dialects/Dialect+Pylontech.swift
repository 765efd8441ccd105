// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// V1.1 (2017-11-14) corrected 0x359 byte 0 bit 1 to over-voltage and added 0x35C
// bit 4; V1.2 (2018-04-08) added bit 3. Batteries send frames of other lengths
// than the document prints: 0x351 with 6 or 8 bytes, 0x355 with 4 or 8, 0x359
// with 7 or 8, 0x35C with 1, 2 or 8. A US5000 has 09 00 0F 00 in bytes 4 to 7 of
// 0x355, whose meaning is unknown.
extension DialectDefinition {
  static let pylontech = Self(
    "pylontech", title: "Pylontech low voltage V1.0 to V1.2", .solid,
    sources: """
      Pylontech "BMS Protocol CAN" 2016-11-03 (V1.0) and "CAN-Bus protocol \
      PYLON low voltage" V1.2, 2018-04-08; the same tables in Deye V1.2 (2018) \
      and Vestwoods V1; captures of US2000C and US5000.
      """,
    signature: Signature(
      fits: .ofPylontech.union(
        ClueSet(
          .fineSOC, .sixByteSOC, .markPY, .markVM, .noMark, .nameDeye,
          .namePytes, .namePylon)),
      ClueSet(.markPN, .shortAlarms), ClueSet(.markPN, .shortStateOfCharge),
      ClueSet(.markPN, .shortRequests), ClueSet(.markPN, .namePylon),
      ClueSet(.markPN, .nameDeye), ClueSet(.markPY), ClueSet(.markVM),
      ClueSet(.namePylon, .alarms)),
    layout: { Dialect.pylontechLayout($0) })
}

extension ClueSet {
  /// What the six frames of Pylontech show.
  static var ofPylontech: ClueSet {
    .ofHundredths.union(
      ClueSet(
        .shortLimits, .shortStateOfCharge, .shortMeasurements, .alarms,
        .shortAlarms, .markPN, .requests, .shortRequests, .nameOther))
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
    default: nil
    }
  }
}
