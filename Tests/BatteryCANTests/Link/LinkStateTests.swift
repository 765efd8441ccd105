// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import TestSupport
import Testing

/// The state of a link: readings, ages, the end, other dialects.
@Suite struct LinkStateTests {
  @Test func readings() throws {
    var script = LinkScript(.pylontech)
    #expect(script.link[.soc] == nil)
    _ = script.take(
      "1.0 351 1402F401F401C201\n1.5 355 07005E00\n2.5 355 FFFF5E00\n3.0 123 00"
    )
    let limit = try #require(script.link[.chargeVoltageLimit])
    #expect(limit.value == Voltage(532, decimals: 1))
    #expect(limit.id == StandardID(0x351))
    #expect(limit.time == Timestamp(seconds: "1.0"))
    #expect(limit.age == 2_000_000_000)
    #expect(!limit.isStale)
    // What the battery does not know is not what it said before.
    let soc = try #require(script.link[.soc])
    #expect(soc.reading == .notAvailable)
    #expect(soc.value == nil)
    #expect(soc.age == 500_000_000)
    #expect(script.link[.voltage] == nil)
    #expect(script.link.frameCount == 4)
    #expect(script.link.messageCount == 2)
    #expect(script.link.now == Timestamp(seconds: "3.0"))
    #expect(script.link.firstTime == Timestamp(seconds: "1.0"))
  }

  @Test func withoutTimeNothingHasAnAge() throws {
    var script = LinkScript(.pylontech)
    _ = script.take("- 355 07005E00")
    let soc = try #require(script.link[.soc])
    #expect(soc.value == Percentage(7))
    #expect(soc.age == nil && soc.time == nil && !soc.isStale)
    #expect(script.link.now == nil)
  }

  /// Limits by the dialect, the rest by how often it is sent.
  @Test(arguments: [
    (Dialect.pylontech, "351 1402F401F401C201", "10.9", false),
    (.pylontech, "351 1402F401F401C201", "11.0", true),
    (.victron, "351 1402F401F401C201", "5.9", false),
    (.victron, "351 1402F401F401C201", "6.0", true),
    (.sma, "351 1402F401F401C201", "60.9", false),
    (.sma, "351 1402F401F401C201", "61.0", true),
  ])
  func staleLimits(
    dialect: Dialect, frame: String, time: String, isStale: Bool
  ) throws {
    var script = LinkScript(dialect)
    _ = script.take("0.0 \(frame)\n1.0 \(frame)")
    script.link.advance(to: try #require(Timestamp(seconds: time)))
    #expect(script.link[.chargeVoltageLimit]?.isStale == isStale)
  }

  @Test func staleReadings() throws {
    var script = LinkScript(.pylontech)
    func isStale(_ time: String) throws -> Bool? {
      var link = script.link
      link.advance(to: try #require(Timestamp(seconds: time)))
      return link[.soc]?.isStale
    }
    _ = script.take("0.0 355 07005E00")
    #expect(try isStale("59.9") == false)
    #expect(try isStale("60.0") == true)
    _ = script.take("1.0 355 07005E00")
    #expect(try isStale("10.9") == false)
    #expect(try isStale("11.0") == true)
    _ = script.take("9.0 355 07005E00")
    // Each 4.5 s.
    #expect(try isStale("22.4") == false)
    #expect(try isStale("22.5") == true)
  }

  @Test func periods() throws {
    var script = LinkScript(.pylontech)
    _ = script.take(
      "0.0 355 07005E00\n1.0 355 07005E00\n3.0 355 07005E00\n50.0 355 07005E00\n"
        + "52.0 355 07005E00")
    let id = try #require(StandardID(0x355))
    let record = try #require(script.link.message(id))
    #expect(record.count == 5)
    // 1, 2 and 2 s; the pause in between is none.
    #expect(record.intervalCount == 3)
    #expect(record.totalInterval == 5_000_000_000)
    #expect(record.period == 1_666_666_666)
    #expect(record.longestInterval == 2_000_000_000)
    #expect(record.firstTime == Timestamp(seconds: "0.0"))
    #expect(record.lastTime == Timestamp(seconds: "52.0"))
  }

  @Test func presence() throws {
    var script = LinkScript(.pylontech)
    #expect(!script.link.hasBattery && !script.link.hasInverter)
    for time in ["0.0", "1.0"] {
      _ = script.take("\(time) 355 07005E00\n\(time) 305 0000000000000000")
    }
    #expect(script.link.hasBattery && script.link.hasInverter)
    script.link.advance(to: try #require(Timestamp(seconds: "7.0")))
    #expect(script.events() == ["6.0 inverter_silent 5.0"])
    #expect(script.link.isSilent(.inverter))
    #expect(!script.link.isSilent(.battery))
    script.link.advance(to: try #require(Timestamp(seconds: "20.0")))
    #expect(script.events() == ["11.0 battery_silent 10.0"])
    #expect(script.link.isSilent(.battery))
    #expect(script.take("20.5 355 07005E00") == ["20.5 battery_back 19.5"])
    #expect(!script.link.isSilent(.battery))
  }

  /// A frame may be written to a file long after it was sent.
  @Test func framesThatComeLate() throws {
    var script = LinkScript(.pylontech)
    _ = script.take("1.0 355 07005E00")
    for time in ["2.0", "3.0", "4.0"] {
      script.link.advance(to: try #require(Timestamp(seconds: time)))
    }
    #expect(script.take("1.1 355 07005E00\n2.5 355 07005E00").isEmpty)
    #expect(script.link.now == Timestamp(seconds: "4.0"))
    #expect(script.take("0.9 355 07005E00") == ["0.9 time_jumped 4.0 0.9"])
    script.link.advance(to: try #require(Timestamp(seconds: "5.0")))
    _ = script.take("6.0 355 07005E00")
    #expect(script.take("3.0 355 07005E00") == ["3.0 time_jumped 6.0 3.0"])
  }

  @Test func episodes() throws {
    var script = LinkScript(.pylontech)
    _ = script.take("1.0 35C E000\n2.0 351 14020000F401C201")
    #expect(script.link.episodeCount == 2)
    let request = try #require(script.link.episode(at: 0))
    #expect(request.start == Timestamp(seconds: "1.0"))
    #expect(script.link.duration(of: request) == 1_000_000_000)
    #expect(script.link.episode(at: 1)?.kind == .forbidden(.charge))
    #expect(script.link.episode(at: 2) == nil)
    #expect(script.link.prohibition(of: .charge) == .limit)
    #expect(script.link.prohibition(of: .discharge) == nil)
  }

  @Test func theEnd() {
    var script = LinkScript(.pylontech)
    _ = script.take(
      "0.0 351 1402F401F401C201\n1.0 351 1402F301F401C201\n2.0 35C 6800\n"
        + "3.0 359 0400000006504E\n4.0 123 00")
    #expect(
      script.finish() == [
        "4.0 limit_changed CCL 50.0 49.9 in 0.0",
        "4.0 still_open force_charge I 35c 0.5 2.0 (end_of_capture)",
        "4.0 still_open full_charge 35c 0.3 2.0 (end_of_capture)",
        "4.0 still_open charge 2.0 (end_of_capture)",
        "4.0 still_open protections under_voltage 1.0 (end_of_capture)",
      ])
    #expect(script.finish().isEmpty)
  }

  /// What another dialect takes over from is closed first.
  @Test func anotherDialect() {
    var script = LinkScript(nil)
    let pylontech = """
      351 1402F401F401C201
      355 07005E00
      356 88130000C800
      359 0400000006504E
      35C E000
      35E 50594C4F4E202020

      """
    let growatt = """
      311 024001F401F40C03
      312 0000000000000010
      313 14C8FFF100E50764
      319 C00D010CEA050B00

      """
    var told: [String] = []
    for second in 0..<40 {
      let frames = second < 20 ? pylontech : growatt
      told += script.take(
        frames.split(separator: "\n").map { "\(second).0 \($0)\n" }.joined())
    }
    let index = told.firstIndex { $0.contains("dialect_changed pylontech") }
    let change = told.firstIndex { $0.contains("(dialect_change)") }
    #expect(index != nil && change != nil)
    guard let index, let change else { return }
    #expect(change < index)
    #expect(
      told[change...].filter { $0.contains("(dialect_change)") }.count == 2)
    #expect(script.link.dialect == .growatt)
    #expect(
      script.link[.chargeVoltageLimit]?.value == Voltage(576, decimals: 1))
  }

  @Test func aDialectThatIsFoundOut() {
    var script = LinkScript(nil)
    var told: [String] = []
    for second in 0..<5 {
      told += script.take(
        "\(second).0 351 1402F401F401C201\n\(second).1 355 07005E00\n"
          + "\(second).2 359 0000000006504E\n\(second).3 35E 50594C4F4E202020\n"
      )
    }
    #expect(told.contains { $0.hasSuffix("dialect_changed - pylontech") })
    #expect(told.filter { $0.contains("limit_changed CVL") }.count == 1)
  }

  /// Every timeout says where it comes from.
  @Test func timeouts() {
    for dialect in (0..<UInt8(Dialect.count)).compactMap(Dialect.init) {
      for timeout in [dialect.limitsTimeout, dialect.inverterTimeout] {
        #expect(timeout.nanoseconds >= 3_000_000_000)
        #expect(timeout.source.utf8CodeUnitCount > 10)
      }
    }
    #expect(Dialect.sma.limitsTimeout.nanoseconds == 60_000_000_000)
    #expect(Dialect.victron.limitsTimeout.nanoseconds == 5_000_000_000)
  }

  @Test func thresholds() {
    var script = LinkScript(.pylontech)
    script.link.thresholds.fullPercent = 90
    script.link.thresholds.forceChargePatience = 2_000_000_000
    #expect(
      script.take(
        "0.0 355 5A005E00\n0.0 356 88130000C800\n1.0 35C E800\n2.0 123 00\n"
          + "3.0 123 00"
      ).dropFirst()
        == [
          "1.0 request_made force_charge I 35c 0.5",
          "1.0 request_made full_charge 35c 0.3",
          "1.0 full_charge_reached 0.3 0.0+",
          "3.0 force_charge_ignored 0.5 2.0",
        ])
  }
}
