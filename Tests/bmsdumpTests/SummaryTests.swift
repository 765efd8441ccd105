// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// `bmsdump summary`.
@Suite struct SummaryTests {
  private let log = Files.fixture("captures/us5000.log")

  private func json(
    _ arguments: String..., input: String = ""
  ) throws -> [[String: Any]] {
    let result = try Program.run(
      Program.bmsdumpURL, ["summary", "--format", "json"] + arguments,
      input: Array(input.utf8))
    #expect(result.status == 0)
    return try result.output.split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return try #require(object as? [String: Any])
    }
  }

  @Test func text() throws {
    let result = try Program.bmsdump("summary", log)
    #expect(result.status == 0)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count < 40)
    #expect(lines.allSatisfy { $0.count <= 80 || $0.hasPrefix("/") })
    #expect(lines.contains("  battery    PYLON, 6 modules"))
    #expect(
      lines.contains(
        "  span       1705449600.000000 to 1705449606.002000, 6.002 s"))
    #expect(lines.contains("  frames     16, 15 of them decoded, 2.7 a second"))
  }

  @Test func figures() throws {
    let bus = try #require(try json(log).first)
    #expect(bus["dialect"] as? String == "pylontech")
    #expect(bus["manufacturer"] as? String == "PYLON")
    #expect(bus["module_count"] as? Int == 6)
    #expect(bus["frames"] as? Int == 16 && bus["decoded"] as? Int == 15)
    #expect(bus["span_s"] as? Double == 6.002)
    #expect(bus["soc_jumps"] as? Int == 1)
    let ranges = try #require(bus["ranges"] as? [String: [String: Double]])
    #expect(
      ranges["charge_current_limit_a"]
        == ["lowest": 200, "highest": 480, "last": 200])
    #expect(
      ranges["current_a"] == ["lowest": -27, "highest": 0, "last": 0])
    let discharge = try #require(bus["discharge"] as? [String: Double])
    // From 1705449602 to 1705449606, of 6.002 s.
    #expect(discharge["forbidden_s"] == 4)
    #expect(discharge["forbidden_percent"] == 66.64)
    let ids = try #require(bus["identifiers"] as? [[String: Any]])
    #expect(
      ids.map { $0["id"] as? String } == [
        "305", "351", "355", "356", "359", "35C", "35E",
      ])
    #expect(ids[1]["frames"] as? Int == 4)
    #expect(ids[1]["longest_gap_s"] as? Double == 4)
    let episodes = try #require(bus["episodes"] as? [[String: Any]])
    let force = try #require(
      episodes.first { $0["subject"] as? String == "force_charge" })
    #expect(force["kind"] as? String == "request")
    #expect(force["name"] as? String == "I")
    #expect(force["count"] as? Int == 1)
    #expect(force["total_s"] as? Double == 1.992)
    #expect(force["granted"] as? Int == 0)
    #expect(force["goes_on"] as? Bool == false)
  }

  /// At 50 A for 100 s, 40 A for 50 s, 0 for 25 s, 47.5 A, which is 95 %, for 15 s,
  /// and 47.4 A for 10 s.
  @Test func derating() throws {
    func frame(_ second: Int, _ limit: String) -> String {
      "(\(second).0) can0 351#1402\(limit)F401C201\n"
    }
    let log =
      frame(0, "F401") + frame(100, "9001") + frame(150, "0000")
      + frame(175, "DB01") + frame(190, "DA01") + frame(200, "DA01")
    let bus = try #require(
      try json("--dialect", "pylontech", "-", input: log).first)
    let charge = try #require(bus["charge"] as? [String: Double])
    #expect(charge["forbidden_s"] == 25)
    #expect(charge["derated_s"] == 60)
    #expect(charge["derated_percent"] == 30)
  }

  @Test func countsAndTotals() throws {
    let log = (0..<10).map { second in
      "(\(second).0) can0 35C#\(second % 3 == 0 ? "E0" : "C0")00\n"
    }.joined()
    let bus = try #require(
      try json("--dialect", "pylontech", "-", input: log).first)
    let episodes = try #require(bus["episodes"] as? [[String: Any]])
    let force = try #require(episodes.first)
    // At 0, 3, 6 and 9 s; the last one goes on.
    #expect(force["count"] as? Int == 4)
    #expect(force["total_s"] as? Double == 3)
    #expect(force["first_time"] as? Double == 0)
    #expect(force["last_time"] as? Double == 9)
    #expect(force["goes_on"] as? Bool == true)
  }

  /// Where nothing was recorded has a row of its own, from when it began.
  @Test func recordingGaps() throws {
    func log(_ seconds: Range<Int>) -> String {
      seconds.map { second in
        """
        (\(second).0) can0 351#1402F401F401C201
        (\(second).1) can0 305#0000000000000000

        """
      }.joined()
    }
    let capture = log(0..<20) + log(100..<120)
    let output = try text("--dialect", "pylontech", input: capture)
    #expect(output.contains("  span       0.0 to 119.1, 38.2 s recorded\n"))
    #expect(output.contains("nothing recorded      1  1 min 20 s   19.1\n"))
    let bus = try #require(
      try json("--dialect", "pylontech", "-", input: capture).first)
    let gap = try #require((bus["episodes"] as? [[String: Any]])?.first)
    #expect(gap["kind"] as? String == "recording_gap")
    #expect(gap["first_time"] as? Double == 19.1)
    #expect(gap["total_s"] as? Double == 80.9)
    #expect(gap["at_least"] as? Bool == false)
  }

  @Test func withoutTime() throws {
    let log = "can0  351   [8]  14 02 F4 01 F4 01 C2 01\n"
    let result = try Program.run(
      Program.bmsdumpURL, ["summary", "--dialect", "pylontech"],
      input: Array(log.utf8))
    #expect(result.output.contains("  span       the capture has no time\n"))
    let bus = try #require(
      try json("--dialect", "pylontech", "-", input: log).first)
    #expect(bus["span_s"] is NSNull)
    #expect((bus["charge"] as? [String: Any])?["derated_percent"] is NSNull)
  }

  /// Twice the period is no gap yet.
  @Test func gaps() throws {
    let log = (0..<30).map { second in
      (10..<13).contains(second)
        ? ""
        : "(\(second).0) can0 35C#C000\n"
          + (second == 20 ? "" : "(\(second).0) can0 355#32006400\n")
    }.joined()
    #expect(
      try text(input: log).contains("  gaps       up to 4 s without 355, 35C\n")
    )
    let few = log.split(separator: "\n").suffix(20).joined(separator: "\n")
    #expect(try !text(input: few).contains("  gaps"))
  }

  /// A limit is shown without its sign, which must not get lost.
  @Test func notes() throws {
    let log = """
      (1.0) can0 351#140264009CFF3F02
      (2.0) can0 351#1402640064003F02

      """
    #expect(
      try text(input: log).contains("  noted      351 negative limit\n"))
    let bus = try #require(
      try json("--dialect", "pylontech", "-", input: log).first)
    #expect(bus["notes"] as? [String: [String]] == ["351": ["negative_limit"]])
  }

  private func text(_ arguments: String..., input: String) throws -> String {
    try Program.run(
      Program.bmsdumpURL,
      ["summary", "--dialect", "pylontech"] + arguments,
      input: Array(input.utf8)
    ).output
  }

  /// Nothing is said of times that there are not.
  @Test func tableWithoutTime() throws {
    let output = try text(input: "can0  35C   [2]  40 00\n")
    #expect(
      output.hasSuffix(
        "                    count\n  charge forbidden      1\n"))
  }

  /// Long times are for people, and exact in JSON.
  @Test func longTimes() throws {
    let log = (0..<100).map { index in
      "(\(1_700_000_000 + index * 3600).5) can0 35C#\(index < 50 ? "4" : "C")000\n"
    }.joined()
    let output = try text(input: log)
    #expect(
      output.contains(
        "  span       1700000000.5 to 1700356400.5, 4 d 3 h\n"))
    #expect(
      output.contains("  frames     100, 100 of them decoded, 1 an hour\n"))
    #expect(output.contains("35C 100× each 1 h\n"))
    #expect(
      output.contains("charge forbidden      1  2 d 2 h+  1700000000.5\n"))
  }

  @Test func times() throws {
    let log = """
      (1700000000.50) can0 35C#4000
      (1700000001.75) can1 35C#4000

      """
    let iso = try text("--time", "iso", input: log)
    #expect(
      iso.contains("  2023-11-14T22:13:20.50Z to 2023-11-14T22:13:20.50Z"))
    let relative = try text("--time", "relative", input: log)
    #expect(relative.contains("  1.25 to 1.25, 0 s\n"))
    let bus = try #require(
      try json("--time", "iso", "--dialect", "pylontech", "-", input: log).last)
    #expect(bus["first_time"] as? String == "2023-11-14T22:13:21.75Z")
    let delta = try Program.bmsdump("summary", "--time", "delta", log)
    #expect(delta.status == 64)
  }

  @Test func noBattery() throws {
    let result = try Program.run(
      Program.bmsdumpURL, ["summary"],
      input: Array("(1.0) can0 123#00\n(3.0) can0 123#00\n".utf8))
    #expect(
      result.output == """
        - can0
          dialect    not a home battery's inverter link
          frames     2, 0 of them decoded, 1 a second

        """)
  }

  @Test func hostileNames() throws {
    let log = "(1.0) \u{1B}[31m\"x 35E#1B5B33316D50594C\n"
    let result = try Program.run(
      Program.bmsdumpURL, ["summary", "--dialect", "pylontech"],
      input: Array(log.utf8))
    #expect(!result.output.contains("\u{1B}"))
    let bus = try #require(
      try json("--dialect", "pylontech", "-", input: log).first)
    #expect(bus["interface"] as? String == "\u{1B}[31m\"x")
  }
}
