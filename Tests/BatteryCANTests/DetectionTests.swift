// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import TestSupport
import Testing

@Suite struct DetectionTests {
  /// What the frames of a set of vectors, in their order, are found to be.
  struct Expectation: CustomTestStringConvertible {
    let name: String
    let confidence: Identification.Confidence
    /// The dialect, or what must be among the candidates and what must not.
    let dialects: [Dialect]
    let others: [Dialect]
    var testDescription: String { name }

    init(
      _ name: String, _ confidence: Identification.Confidence,
      _ dialects: [Dialect], not others: [Dialect] = []
    ) {
      self.name = name
      self.confidence = confidence
      self.dialects = dialects
      self.others = others
    }

    static let all: [Expectation] = [
      Expectation("A1", .certain, [.pylontech]),
      Expectation("A2", .certain, [.pylontech]),
      Expectation("A3", .certain, [.pylontechV13]),
      Expectation("A5", .certain, [.pylontech]),
      Expectation(
        "A7", .undecided, [.pylontech, .sofar, .sma, .victron, .solArk],
        not: [.growatt, .samsung]),
      Expectation(
        "A8", .undecided, [.pylontech, .solArk, .seplos, .lgRESU],
        not: [.growatt, .discover]),
      Expectation("A9", .certain, [.pylontech]),
      Expectation(
        "A10", .undecided, [.pylontech, .sofar, .deye],
        not: [.sma, .victron, .solArk]),
      Expectation(
        "A11", .undecided, [.pylontech, .sma, .victron, .sofar],
        not: [.solArk, .luxpower]),
      Expectation(
        "A12", .undecided, [.pylontech, .deye],
        not: [.solArk, .luxpower, .lgRESU, .victron]),
      Expectation("A13", .certain, [.pylontech]),
      Expectation("B1", .certain, [.sofar]),
      Expectation("B3", .noBattery, []),
      Expectation("B4", .certain, [.sofar]),
      Expectation(
        "C2", .undecided, [.sma, .victron, .pylontechV13, .sofar],
        not: [.pylontech, .lgRESU, .discover]),
      Expectation("C3", .undecided, [.victron, .sma]),
      Expectation("C6", .certain, [.victron]),
      Expectation(
        "C8", .undecided, [.sma, .victron], not: [.mg]),
      Expectation(
        "C9", .undecided, [.pylontech, .sma, .victron], not: [.growatt]),
      Expectation("D1", .certain, [.lgRESU]),
      Expectation("F1", .undecided, [.growatt], not: [.pylontech]),
      Expectation("F2", .certain, [.growatt]),
      Expectation("F3", .noBattery, []),
      Expectation("I1", .noBattery, []),
    ]
  }

  private func detect(_ set: String) -> DialectDetector {
    var detector = DialectDetector()
    for vector in VectorTests.Vector.all where vector.set == set {
      detector.observe(CANFrame(vector.id, vector.data))
    }
    return detector
  }

  @Test(arguments: Expectation.all)
  func sets(_ expected: Expectation) {
    let found = detect(expected.name).identification
    #expect(found.confidence == expected.confidence)
    let names = found.candidates.map(\.name.description)
    for dialect in expected.dialects {
      #expect(found.candidates.contains(dialect), "\(dialect) not in \(names)")
    }
    for dialect in expected.others {
      #expect(!found.candidates.contains(dialect), "\(dialect) in \(names)")
    }
    if expected.confidence >= .likely {
      #expect(found.dialect == expected.dialects[0])
      #expect(!found.evidence.isEmpty)
    }
  }

  /// Frames of seven documents at once are none of them.
  @Test func mixedDocuments() {
    #expect(detect("J1").identification.dialect == nil)
  }

  @Test(arguments: [
    ("B3", Relative.sofarExtended), ("F3", .growattHV), ("I1", .jk),
  ])
  func relatives(set: String, relative: Relative) {
    let found = detect(set).identification
    #expect(Array(found.relatives) == [relative])
    #expect(found.candidates.isEmpty)
  }

  private static let pylontech = [
    ("351", "1402C012C012C201"), ("355", "58005E00"), ("356", "7A13F2FE6B01"),
    ("359", "0000000006504E"), ("35C", "C000"), ("35E", "50594C4F4E202020"),
  ]
  private static let victron = [
    ("351", "4302E8039E07D001"), ("355", "3B0064000C170000"),
    ("356", "5114BAFEEA001A00"), ("35A", "AAAAAA02AAAAAA02"),
    ("35F", "0000100430010000"), ("372", "0100000000000000"),
    ("373", "AD0CB90C27012801"),
  ]

  private static let seplos = [
    ("351", "4302E8039E07D001"), ("355", "3B006400"), ("356", "5114BAFEEA00"),
    ("359", "0000000001000001"), ("35C", "C000"), ("35E", "5348456E65726779"),
    ("370", "0401E600010DEA0C"), ("371", "0101010105010B01"),
  ]
  private static let sofar = [
    ("30F", "0000000000000000"), ("351", "14020000FA00C201"),
    ("355", "6400640000000000"), ("356", "9813000007010000"),
    ("359", "0000000001000001"), ("35A", "0000000000000000"),
    ("35E", "44594E4553532D4C"),
  ]
  private static let growatt = [
    ("301", "1122334455667788"), ("311", "024001F401F40C03"),
    ("313", "14C8FFF100E56264"), ("319", "E00D010CEA050B00"),
  ]

  /// A battery that was set to another dialect.
  @Test(arguments: [
    (pylontech, Dialect.pylontech), (seplos, .seplos), (sofar, .sofar),
    (growatt, .growatt),
  ])
  func takeover(frames: [(String, String)], dialect: Dialect) {
    var detector = DialectDetector()
    for _ in 0..<20 {
      for (id, data) in frames { detector.observe(CANFrame(id, data)) }
    }
    #expect(detector.identification.dialect == dialect)
    #expect(detector.changeCount == 1 && detector.takeoverCount == 0)
    for round in 0..<40 {
      for (id, data) in Self.victron { detector.observe(CANFrame(id, data)) }
      if round >= 4 {
        #expect(detector.identification.dialect == .victron)
        #expect(detector.takeoverCount == 1)
      }
    }
    // And back again.
    for round in 0..<40 {
      for (id, data) in frames { detector.observe(CANFrame(id, data)) }
      if round >= 4 { #expect(detector.identification.dialect == dialect) }
    }
  }

  /// Any inverter can have any battery, and its frames may come first.
  ///
  /// What a Sunny Island measures is read only beside SMA's dialect.
  @Test(arguments: [
    ("305", "1E2D0C0F06180000", Dialect.deye, Dialect.deye),
    ("305", "0C02CEFFF0008A02", .sma, .pylontech),
    ("307", "1234567856494300", .victron, .victron),
  ])
  func invertersProveNothing(
    id: String, data: String, inverter: Dialect, reading: Dialect
  ) {
    for start in 0..<Self.pylontech.count {
      var detector = DialectDetector()
      for round in 0..<20 {
        let first = detector.decode(CANFrame(id, data))
        if round > 0 { #expect(first?.dialects.only == reading) }
        for index in Self.pylontech.indices {
          let (id, data) =
            Self.pylontech[(start + index) % Self.pylontech.count]
          detector.observe(CANFrame(id, data))
        }
        #expect(detector.identification.dialect == .pylontech)
        #expect(detector.identification.inverter == inverter)
      }
      #expect(detector.changeCount == 1)
    }
  }

  /// The verdict does not depend on where in a burst a capture begins.
  @Test(arguments: [
    (pylontech, Dialect.pylontech), (seplos, .seplos), (sofar, .sofar),
    (growatt, .growatt), (victron, .victron),
  ])
  func everyOrder(frames: [(String, String)], dialect: Dialect) {
    var random = SeededGenerator()
    for _ in 0..<100 {
      var detector = DialectDetector()
      for (id, data) in frames.shuffled(using: &random) {
        detector.observe(CANFrame(id, data))
      }
      for _ in 0..<3 {
        for (id, data) in frames { detector.observe(CANFrame(id, data)) }
      }
      #expect(detector.identification.dialect == dialect)
      #expect(detector.takeoverCount == 0)
    }
  }

  /// BYD names itself once a minute, and sends most frames every ten seconds.
  @Test func slowFrames() {
    var detector = DialectDetector()
    for second in 0..<600 {
      if second % 2 == 0 {
        detector.observe(CANFrame("351", "3A0264006400A401"))
        detector.observe(CANFrame("305", "0C02CEFFF0008A02"))
      }
      if second % 10 == 0 {
        detector.observe(CANFrame("355", "3200640000000000"))
        detector.observe(CANFrame("356", "B4146400F0000000"))
        detector.observe(CANFrame("35A", "AAAAAAAAAAAAAAAA"))
      }
      if second % 60 == 0 {
        detector.observe(CANFrame("35E", "4259440000000000"))
      }
      #expect(detector.identification.dialect == .victron)
    }
    #expect(detector.changeCount == 1)
  }

  /// Zeros are what is not filled in yet, and what cars send as well.
  @Test func zerosProveNothing() {
    var detector = DialectDetector()
    for _ in 0..<20 {
      for id in ["351", "355", "356", "359", "35A", "35C", "30F", "372", "378"]
      {
        #expect(detector.decode(CANFrame(id, "0000000000000000")) == nil)
      }
    }
    #expect(detector.identification.confidence == .noBattery)
  }

  /// What one candidate has in the place of another one's signal is not shown.
  @Test func agreementIsAboutBytes() throws {
    var dialects = DialectSet(.pylontech)
    dialects.insert(.deye)
    let frame = CANFrame("359", "0000000083000000")
    let alarms = try #require(dialects.decode(frame)).cells.cells
    #expect(alarms["module_count"] == Cell.none)
    var others = DialectSet(.luxpower)
    others.insert(.deye)
    let temperatures = CANFrame("356", "50146400FA00E600")
    let cells = try #require(others.decode(temperatures)).cells.cells
    #expect(cells["temperature_c"] == Cell.none)
    #expect(cells["voltage_v"] == .text("52.00"))
    // No number is right in both scales, so that the scale needs no dialect.
    var scales = DialectSet(.pylontech)
    scales.insert(.solArk)
    let voltage = try #require(scales.decode(CANFrame("356", "080264000000")))
    #expect(voltage[.voltage] == .value(Voltage(52)))
  }

  /// One stray frame of another dialect changes nothing.
  @Test func strayFrames() {
    var detector = DialectDetector()
    for round in 0..<100 {
      for (id, data) in Self.pylontech { detector.observe(CANFrame(id, data)) }
      if round == 50 {
        detector.observe(CANFrame("372", "0100000000000000"))
        detector.observe(CANFrame("307", "1234567856494300"))
        detector.observe(CANFrame("361", "010DEA0C0401E600"))
      }
      if round > 0 {
        #expect(detector.identification.dialect == .pylontech)
      }
    }
  }

  /// The frames of a car, among them some with a battery's identifiers.
  ///
  /// The first seed is one with more of these than usual.
  @Test(arguments: [8920, UInt64.random(in: 0...UInt64.max)])
  func carsAreNoBatteries(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    print(random)
    var detector = DialectDetector()
    var messages = 0
    for _ in 0..<200_000 {
      let id = StandardID(
        truncating: UInt32.random(in: 0x0...0x7FF, using: &random))
      let payload = ClassicPayload(
        word: random.next(), count: Int.random(in: 0...8, using: &random))
      let frame = CANFrame(id: .standard(id), payload: Payload(payload))
      if detector.decode(frame) != nil { messages += 1 }
    }
    #expect(detector.identification.confidence == .noBattery)
    // Some pass while what a few limits show is still weighed.
    #expect(messages < 20)
  }

  /// What is decoded before the dialect is known is right in every candidate.
  @Test func undecidedIsWhatAllAgreeOn() throws {
    var detector = DialectDetector()
    let decoded = detector.decode(CANFrame("351", "4002F401F4019801"))
    let limits = try #require(decoded)
    #expect(limits.dialects.count > 5)
    #expect(
      limits[.chargeVoltageLimit] == .value(Voltage(576, decimals: 1)))
    let soc = detector.decode(CANFrame("355", "3C006400010DEA0C"))
    let cells = try #require(soc).cells.cells
    #expect(cells["soc_percent"] == .text("60"))
    // Without evidence a frame without a battery's content is none.
    #expect(detector.decode(CANFrame("351", "0A000A000A000A00")) == nil)
  }

  @Test func givenDialects() {
    var detector = DialectDetector(.growatt)
    for (id, data) in Self.pylontech {
      #expect(detector.decode(CANFrame(id, data)) == nil)
    }
    #expect(detector.decode(CANFrame("313", "14C8FFF100E56264")) != nil)
  }
}
