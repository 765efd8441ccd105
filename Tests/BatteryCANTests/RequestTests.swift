// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import TestSupport
import Testing

/// Requests are one model, whatever carries them.
@Suite struct RequestTests {
  private func requests(
    _ dialect: Dialect, _ id: String, _ data: String
  ) throws -> [String] {
    try #require(dialect.decode(CANFrame(id, data))).requests.map {
      let carrier = String($0.carrier.rawValue, radix: 16, uppercase: true)
      return "\($0.kind) \($0.name) \(carrier) \($0.byte).\($0.bit)"
    }
  }

  /// The same bits, numbered by each maker.
  @Test(arguments: [
    (Dialect.pylontech, "I", "II"), (.pylonV2, "I", "II"), (.seplos, "I", "II"),
    (.deye, "I", "II"), (.sofar, "I", "II"), (.solArk, "2", "1"),
    (.luxpower, "2", "1"),
  ])
  func forceCharge(dialect: Dialect, bit5: String, bit4: String) throws {
    let first = "forceCharge \(bit5) 35C 0.5"
    let second = "forceCharge \(bit4) 35C 0.4"
    #expect(try requests(dialect, "35C", "E000") == [first])
    #expect(try requests(dialect, "35C", "10") == [second])
    #expect(try requests(dialect, "35C", "F000") == [second, first])
    #expect(try requests(dialect, "35C", "C000").isEmpty)
  }

  @Test(arguments: [
    (Dialect.pylontech, "35C", "C8", "fullCharge  35C 0.3"),
    (.deye, "35C", "C100", "heating  35C 0.0"),
    (
      .sofar, "30F", "0100000000000000",
      "forceCharge forced_charge 30F 0.0"
    ),
    (.sofar, "30F", "0200000000000000", "forcedStandby  30F 0.0"),
    (.sofar, "30F", "0300000000000000", "fullCharge  30F 0.0"),
    (.growatt, "319", "E00D010CEA050B00", "forceCharge I 319 0.5"),
    (.victron, "360", "FF", "forceCharge charge_request 360 0.0"),
    (.victron, "35B", "01", "recalibration  35B 0.0"),
    (.pytes, "408", "010101", "forceCharge charge_now 408 2.0"),
  ])
  func otherCarriers(
    dialect: Dialect, id: String, data: String, expected: String
  ) throws {
    #expect(try requests(dialect, id, data) == [expected])
  }

  /// While the dialect is open, so is the number.
  @Test func undecidedDialectsDoNotNumber() throws {
    var dialects = DialectSet(.pylontech)
    dialects.insert(.solArk)
    let message = try #require(dialects.decode(CANFrame("35C", "E000")))
    #expect(message[.forceCharge] == .value(true))
    #expect(message[.forceChargeKind] == .undecided)
    #expect(message.notes.contains(.undecided))
    #expect(message.requests.map(\.name.description) == [""])
  }

  /// A request that is never cleared is none.
  @Test func chargeRequestThatIsNeverCleared() throws {
    var detector = DialectDetector(.victron)
    let request = CANFrame("360", "FF")
    let decoded = detector.decode(request)
    let first = try #require(decoded)
    #expect(first[.forceCharge] == .notAvailable)
    #expect(first[.forceChargeKind] == .notAvailable)
    #expect(first.notes.contains(.neverCleared))
    #expect(Array(first.requests).isEmpty)
    let zero = detector.decode(CANFrame("360", "00"))
    let cleared = try #require(zero)
    #expect(cleared[.forceCharge] == .value(false))
    let again = detector.decode(request)
    let live = try #require(again)
    #expect(live[.forceCharge] == .value(true))
    #expect(live.notes.isEmpty)
  }
}
