// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// `bmsdump events`: what is said of each event, in all formats.
@Suite struct EventsTests {
  private func events(
    _ arguments: String..., input: String
  ) throws -> ProgramResult {
    let result = try Program.run(
      Program.bmsdumpURL, ["events"] + arguments, input: Array(input.utf8))
    #expect(result.status == 0, "\(result.errors)")
    return result
  }

  /// Every kind of event but those of dialects.
  private let story = """
    (100.0) can0 351#1402F401F401C201
    (100.1) can0 355#32005E00
    (100.2) can0 359#0000000006504E
    (100.3) can0 35C#C000
    (100.4) can0 305#0000000000000000
    (101.0) can0 351#14020000F401C201
    (101.4) can0 305#0000000000000000
    (101.5) can0 351#14022C01F401C201
    (102.0) can0 359#0400040006504E
    (102.1) can0 355#07005E00
    (102.2) can0 35C#E800
    (103.0) can0 356#88130500C800
    (104.0) can0 359#0000000006504E
    (104.5) can0 35C#C000
    (105.4) can0 305#0000000000000000
    (108.4) can0 305#0000000000000000
    (111.4) can0 305#0000000000000000
    (114.4) can0 305#0000000000000000
    (117.4) can0 305#0000000000000000
    (118.0) can0 355#07005E00
    (119.0) can0 355#61005E00
    (119.5) can0 35C#6000
    (122.5) can0 35C#6000
    (123.5) can0 355#61005E00
    (160.0) can0 35C#C000
    (161.0) can0 35C#6000
    (150.0) can0 355#61005E00

    """

  @Test func text() throws {
    let result = try events("--dialect", "pylontech", input: story)
    #expect(
      result.output == """
        100.0  can0             battery there, speaks pylontech
        100.0  can0             CVL 53.2 V, CCL 50.0 A, DCL 50.0 A, DVL 45.0 V
        100.4  can0  SOC  50 %  inverter there
        101.0  can0  SOC  50 %  CHARGE FORBIDDEN: CCL 50.0 to 0.0 A
        101.5  can0  SOC  50 %  CCL 0.0 to 30.0 A
        101.5  can0  SOC  50 %  charge allowed again after 0.5 s
        102.0  can0  SOC  50 %  PROTECTION under voltage (359)
        102.0  can0  SOC  50 %  ALARM low voltage (359)
        102.1  can0  SOC   7 %  SOC JUMPS from 50 to 7 % within 2 s
        102.2  can0  SOC   7 %  FORCE CHARGE I asked for, 35C byte 0 bit 5
        102.2  can0  SOC   7 %  FULL CHARGE asked for, 35C byte 0 bit 3
        103.0  can0  SOC   7 %  force charge I fulfilled: charging current after 0.8 s
        104.0  can0  SOC   7 %  protection under voltage cleared after 2 s (359)
        104.0  can0  SOC   7 %  alarm low voltage cleared after 2 s (359)
        104.5  can0  SOC   7 %  force charge I no longer asked for after 2.3 s, was charged
        104.5  can0  SOC   7 %  full charge no longer asked for after 2.3 s, WAS NOT FULL
        114.5  can0             BATTERY SILENT for 10 s
        118.0  can0             battery back after 13.5 s
        119.0  can0  SOC  97 %  SOC JUMPS from 7 to 97 % within 1 s
        119.5  can0  SOC  97 %  FORCE CHARGE I asked for, 35C byte 0 bit 5
        119.5  can0  SOC  97 %  CHARGE FORBIDDEN: the enable bit is not set
        123.5  can0  SOC  97 %  before the gap: force charge I still asked for, for 4 s so far
        123.5  can0  SOC  97 %  before the gap: charge still forbidden, for 4 s so far
        160.0  can0             nothing recorded for 36.5 s, or the whole bus silent
        161.0  can0             FORCE CHARGE I asked for, 35C byte 0 bit 5
        161.0  can0             CHARGE FORBIDDEN: the enable bit is not set
        150.0  can0             time jumps from 161.0 to 150.0
        150.0  can0  SOC  97 %  at the end: force charge I still asked for, for 0 s so far
        150.0  can0  SOC  97 %  at the end: charge still forbidden, for 0 s so far

        """)
  }

  @Test func jsonLines() throws {
    let result = try events(
      "--format", "jsonl", "--dialect", "pylontech", input: story)
    let lines = result.output.split(separator: "\n")
    #expect(
      lines[1] == """
        {"time":100.0,"interface":"can0","event":"limit_changed",\
        "soc_percent":null,"subject":"charge_voltage_limit_v","kind":null,\
        "from":null,"to":53.2,"seconds":0.0,"at_least":false,\
        "carrier":null,"byte":null,"bit":null,"by":null,"granted":null,\
        "cause":"bus"}
        """)
    let objects = try lines.map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return try #require(object as? [String: Any])
    }
    let names = objects.map { $0["event"] as? String }
    #expect(
      names == [
        "battery_appeared", "limit_changed", "limit_changed", "limit_changed",
        "limit_changed", "inverter_appeared", "limit_changed",
        "charge_forbidden", "limit_changed", "charge_allowed", "fault_raised",
        "fault_raised", "soc_jumped", "request_made", "request_made",
        "force_charge_fulfilled", "fault_cleared", "fault_cleared",
        "request_ended", "request_ended", "battery_silent", "battery_back",
        "soc_jumped", "request_made", "charge_forbidden", "still_open",
        "still_open", "recording_gap", "request_made", "charge_forbidden",
        "time_jumped", "still_open", "still_open",
      ])
    let ended = objects[18]
    #expect(ended["subject"] as? String == "force_charge")
    #expect(ended["kind"] as? String == "I")
    #expect(ended["carrier"] as? String == "35C")
    #expect(ended["byte"] as? Int == 0 && ended["bit"] as? Int == 5)
    #expect(ended["seconds"] as? Double == 2.3)
    #expect(ended["granted"] as? Bool == true)
    #expect(objects[10]["kind"] as? String == "protections")
    #expect(ended["at_least"] as? Bool == false)
    let last = try #require(objects.last)
    #expect(last["event"] as? String == "still_open")
    #expect(last["subject"] as? String == "charge_forbidden")
    #expect(last["cause"] as? String == "end_of_capture")
    #expect(last["at_least"] as? Bool == true)
    #expect(objects[5]["at_least"] is NSNull)
  }

  @Test func csv() throws {
    let result = try events(
      "--format", "csv", "--dialect", "pylontech", input: story)
    let lines = result.output.split(separator: "\n")
    #expect(
      lines[0]
        == "time,interface,event,soc_percent,subject,kind,from,to,seconds,"
        + "at_least,carrier,byte,bit,by,granted,cause")
    #expect(lines.count == 34)
    #expect(
      lines.allSatisfy {
        $0.split(separator: ",", omittingEmptySubsequences: false).count == 16
      })
    #expect(lines[8] == "101.0,can0,charge_forbidden,50,,,,,,,,,,limit,,bus")
    #expect(
      lines[13] == "102.1,can0,soc_jumped,7,,,50,7,2.0,false,,,,,,bus")
  }

  @Test func times() throws {
    let log = "(1705449600.25) can0 35C#4000\n(1705449602.50) can0 35C#C000\n"
    func times(_ style: String) throws -> [Substring] {
      try events(
        "--time", style, "--dialect", "pylontech", input: log
      ).output.split(separator: "\n").map { $0.prefix { $0 != " " } }
    }
    #expect(
      try times("relative") == ["0.00", "0.00", "2.25"])
    #expect(
      try times("iso") == [
        "2024-01-17T00:00:00.25Z", "2024-01-17T00:00:00.25Z",
        "2024-01-17T00:00:02.50Z",
      ])
  }

  /// Each interface has a story of its own, and a name may be hostile.
  @Test func interfaces() throws {
    let log = """
      (1.0) can0 35C#4000
      (2.0) \u{1B}[31mx 35C#8000
      (3.0) =1+1 35C#C000

      """
    let text = try events("--dialect", "pylontech", input: log).output
    #expect(!text.contains("\u{1B}"))
    #expect(text.contains("\u{FFFD}[31mx"))
    let csv = try events(
      "--format", "csv", "--dialect", "pylontech", input: log
    ).output
    #expect(csv.contains("3.0,\"'=1+1\",battery_appeared"))
    #expect(!csv.contains("\u{1B}"))
    let one = try events(
      "--interface", "can0", "--dialect", "pylontech", input: log
    ).output
    #expect(one.split(separator: "\n").count == 3)
  }

  @Test func merged() throws {
    try Files.withTemporaryFile(Array("(1.0) can0 35C#4000\n".utf8)) { one in
      try Files.withTemporaryFile(Array("(0.5) can1 35C#8000\n".utf8)) { two in
        let result = try Program.bmsdump(
          "events", "--merge", "--dialect", "pylontech", one, two)
        let names = result.output.split(separator: "\n").map {
          $0.split(separator: " ")[1]
        }
        #expect(names == ["can1", "can1", "can0", "can0", "can1", "can0"])
      }
    }
  }

  /// The first few jumps are told, and how many there were.
  @Test func manyJumpsOfTime() throws {
    let log = (0..<500).map { "(\($0 % 10 < 9 ? 5 : 0).0) can0 35C#C000\n" }
      .joined()
    let output = try events("--dialect", "pylontech", input: log).output
    #expect(output.components(separatedBy: "time jumps").count == 6)
  }

  /// Long times are for people, and exact in JSON Lines.
  @Test func longTimes() throws {
    let log = (0..<100).map { index in
      let requests = (1..<99).contains(index) ? "4000" : "C000"
      return "(\(1000 + index * 61).123456) can0 35C#\(requests)\n"
    }.joined()
    let output = try events("--dialect", "pylontech", input: log).output
    #expect(output.contains("charge allowed again after 1 h 39 min\n"))
    let lines = try events(
      "--format", "jsonl", "--dialect", "pylontech", input: log
    ).output
    #expect(lines.contains("\"seconds\":5978.000000,"))
  }

  @Test func noBattery() throws {
    let result = try events(input: "(1.0) can0 123#00\n")
    #expect(result.output.isEmpty)
    #expect(
      result.errors == "bmsdump: can0: not a home battery's inverter link\n")
  }

  @Test func colour() throws {
    let log = "(1.0) can0 35C#4000\n(2.0) can0 35C#C000\n"
    let output = try events(
      "--color", "always", "--dialect", "pylontech", input: log
    ).output
    #expect(output.contains("\u{1B}[1;31mCHARGE FORBIDDEN"))
    #expect(output.contains("\u{1B}[32mcharge allowed"))
  }
}
