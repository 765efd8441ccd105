// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import Foundation
import TestSupport
import Testing

/// `bmsdump check`: what it says, in which format, and how it ends.
@Suite struct CheckTests {
  /// Charging with 60 A of 50 A for 20 s, and then not.
  private let log = (0..<40).map { second in
    """
    (\(1000 + second).000000) can0 305#0000000000000000
    (\(1000 + second).100000) can0 351#3002F401F401B801
    (\(1000 + second).200000) can0 355#32006400
    (\(1000 + second).300000) can0 356#5014\(second < 21 ? "5802" : "F401")FA00
    (\(1000 + second).400000) can0 359#0000000001504E
    (\(1000 + second).500000) can0 35C#C000

    """
  }.joined()

  private static let statuses: [([String], Int32)] = [
    (["--battery", "zsx5000s", "--set", "charge_current.tolerance_a=10"], 0),
    (["--set", "charge_current.reaction_s=20"], 0),
    (["--set", "charge_current.reaction_s=19.9"], 1),
    (["--skip", "charge_current"], 0),
    (["--only", "silence,charge_current"], 1),
    (["--only", "silence"], 0),
    (["--interface", "can0"], 1),
    (["--interface", "can1"], 65),
    (["--dialect", "pylontech", "--time", "iso"], 1),
  ]

  private static let wrongLines: [([String], String)] = [
    (["--battery", "acme"], "There is no battery \"acme\"."),
    (["--packs", "0"], "--packs is a number from 1 to 64."),
    (["--set", "nonsense"], "--set nonsense: expected rule.key=number."),
    (
      ["--set", "silence.x=1"],
      "--set silence.x=1: silence has only timeout_s."
    ),
    (
      ["--set", "noise.x=1"],
      "--set noise.x=1: there is no rule \"noise\"; --list shows them."
    ),
    (
      ["--set", "silence.timeout_s=-1"], "--set silence.timeout_s=-1: expected"
    ),
    (["--only", "x"], "--only: there is no rule \"x\"; --list shows them."),
    (["--skip", ""], "--skip: there is no rule \"\"; --list shows them."),
    (["--time", "delta"], "--time delta has no meaning for findings."),
    (["--list", "x.log"], "--list reads no capture."),
    (
      [
        "--battery", "zsx5000s", "--set", "charge_voltage_limit.min_v=60",
      ], "no value is both."
    ),
  ]

  private static let badFiles: [(String, String)] = [
    ("{}", "name: is missing"),
    ("{\"name\": 1}", "name: expected a text"),
    (
      "{\"name\": \"a\", \"pakcs\": 2}",
      "pakcs: unknown key; there are name, source, extends, packs, rules"
    ),
    (
      "{\"name\": \"a\", \"packs\": 65}",
      "packs: expected a number from 1 to 64"
    ),
    (
      "{\"name\": \"a\", \"extends\": \"b\"}",
      "extends: there is no battery \"b\"; there are zsx5000s, "
        + "generic-lfp-15s, generic-lfp-16s"
    ),
    (
      "{\"name\": \"a\", \"rules\": {\"x\": {}}}",
      "rules.x: unknown rule; \"bmsdump check --list\" shows them"
    ),
    (
      "{\"name\": \"a\", \"rules\": {\"silence\": {\"x\": 1}}}",
      "rules.silence.x: unknown key; silence has only timeout_s"
    ),
    (
      "{\"name\": \"a\", \"rules\": {\"silence\": {\"timeout_s\": \"1\"}}}",
      "rules.silence.timeout_s: expected a number"
    ),
    (
      "{\"name\": \"a\", \"rules\": {\"silence\": {\"timeout_s\": 0.1234}}}",
      "rules.silence.timeout_s: expected a number from 0 to 1000000"
    ),
    ("{\"name\": \"a\", \"rules\": 1}", "rules: expected an object"),
    ("{\"name\"", "not valid JSON: line 1, column 8\n"),
    ("", "not valid JSON: line 1, column 1\n"),
    ("{\"name\": \"a\",}", "not valid JSON: line 1, column 14\n"),
    (
      "{\"name\": \"a\", \"packs\": 2, \"packs\": 3}",
      "the key is there twice: line 1, column 27\n"
    ),
    (
      "{\"name\": \"a\", \"packs\": 1e400}",
      "the number is out of range: line 1, column 24\n"
    ),
    (
      "{\n  \"name\": \"\u{E4}\" \"packs\": 2\n}",
      "not valid JSON: line 2, column 15\n"
    ),
    ("{\"name\": \"a\nb\"}", "not valid JSON: line 1, column 12\n"),
    (
      "{\"name\": \"a\",\n \"packs\": tow}",
      "not valid JSON: line 2, column 12\n"
    ),
    ("{\"name\": \"a\"}\n]", "not valid JSON: line 2, column 1\n"),
    (
      "{\"name\": \"a\",\r\n \"packs\": 2.}",
      "not valid JSON: line 2, column 13\n"
    ),
  ]

  private func check(
    _ arguments: String..., input: String? = nil
  ) throws -> ProgramResult {
    try Program.run(
      Program.bmsdumpURL, ["check"] + arguments,
      input: Array((input ?? log).utf8))
  }

  private func rows(_ output: String) throws -> [[String: Any]] {
    try output.split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return try #require(object as? [String: Any])
    }
  }

  @Test func text() throws {
    let result = try check("--battery", "zsx5000s", "--only", "charge_current")
    #expect(result.status == 1)
    #expect(
      result.output == """
        - can0: pylontech, 240 frames in 39.5 s, zsx5000s
          BROKEN charge_current: The charging current was above the limit for 20 s
            1000.300000 line 4 to 1020.300000 line 124: 20 s, 21 frames of 356
              60.0 A, limit 50.0 A
            rule     charging current within the limit in force
            why      The inverter does not obey, is set to another battery, or a
                     charger beside it charges as well; in the end the packs switch
                     themselves off.
            source   SMA FSS-ConnectingBat-TI-en-10: up to 10 s to react; tolerance for
                     what shunts and inverters are wrong by
          1 broken, 0 kept, 0 not checked

        """)
    #expect(result.errors == "")
  }

  @Test(arguments: ["json", "jsonl"])
  func objects(format: String) throws {
    let result = try check("--format", format, "--battery", "zsx5000s")
    #expect(result.status == 1)
    let rows = try rows(result.output)
    #expect(rows.count == Rule.count)
    let broken = rows.filter { $0["status"] as? String == "broken" }
    let finding = try #require(broken.first)
    #expect(broken.count == 1)
    #expect(finding["rule"] as? String == "charge_current")
    #expect(finding["file"] as? String == "-")
    #expect(finding["interface"] as? String == "can0")
    #expect(finding["time"] as? Double == 1000.3)
    #expect(finding["line"] as? Int == 4)
    #expect(finding["last_file"] as? String == "-")
    #expect(finding["last_time"] as? Double == 1020.3)
    #expect(finding["last_line"] as? Int == 124)
    #expect(finding["seconds"] as? Int == 20)
    #expect(finding["count"] as? Int == 21)
    #expect(finding["open"] as? Bool == false)
    #expect(finding["id"] as? String == "356")
    #expect(finding["signal"] as? String == "current_a")
    #expect(finding["value"] as? Double == 60)
    #expect(finding["limit"] as? Double == 50)
    #expect(finding["unit"] as? String == "A")
    #expect(finding["more"] as? Int == 0)
    let short = rows.first { $0["rule"] as? String == "full_charge_missing" }
    #expect(short?["status"] as? String == "not_checked")
    #expect(short?["reason"] as? String == "needs_longer_capture")
    #expect(short?["value"] as? Double == 39)
    #expect(short?["limit"] as? Int == 2_678_400)
  }

  @Test func csv() throws {
    let result = try check("--format", "csv", "--only", "charge_current")
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(
      lines.first.map(String.init)
        == "file,interface,rule,status,severity,time,line,last_file,last_time,"
        + "last_line,seconds,count,open,id,signal,fault,value,limit,worst,unit,more,"
        + "reason,title,why,source")
    #expect(
      lines.last?.hasPrefix(
        "\"'-\",can0,charge_current,broken,fault,1000.300000,4,\"'-\","
          + "1020.300000,124,20,21,false,356,current_a,,60.0,50.0,60.0,A,0,,")
        == true)
  }

  /// A rule that is broken again and again is listed ten times, and counted.
  @Test func manyFindings() throws {
    let flicker = (0..<31).map {
      "(\($0).0) can0 351#3002F401\($0 % 2 == 0 ? "F401" : "9CFF")B801\n"
    }.joined()
    let result = try check(
      "--format", "jsonl", "--dialect", "pylontech", "--only",
      "negative_limit", input: flicker)
    #expect(result.status == 1)
    let rows = try rows(result.output)
    #expect(rows.count == 10)
    #expect(
      rows.compactMap { $0["more"] as? Int } == [0, 0, 0, 0, 0, 0, 0, 0, 0, 5])
    #expect(rows.last?["line"] as? Int == 20)
  }

  @Test(arguments: Self.statuses)
  func status(options: [String], expected: Int32) throws {
    let result = try Program.run(
      Program.bmsdumpURL, ["check"] + options, input: Array(log.utf8))
    #expect(result.status == expected)
  }

  @Test(arguments: Self.wrongLines)
  func wrongCommandLine(options: [String], message: String) throws {
    let result = try Program.run(
      Program.bmsdumpURL, ["check"] + options, input: Array(log.utf8))
    #expect(result.status == 64)
    #expect(result.output == "")
    #expect(result.errors.contains(message))
  }

  @Test func nothingToCheck() throws {
    let result = try check(input: "(1.0) can0 123#00\n")
    #expect(result.status == 65)
    #expect(
      result.errors.hasSuffix("nothing to check: no battery was heard\n"))
    #expect(try check("/does/not/exist").status == 66)
  }

  /// A frame that is announced without its data may have been the inverter's.
  @Test(arguments: [false, true])
  func inverterThatMayHaveBeenHeard(isAnnounced: Bool) throws {
    let announcement = "received can message (#1) std can_id=0x305 size=8\n"
    let input =
      (0..<200).map { "(\($0).0) can0 355#07006400\n" }.joined()
      + (isAnnounced ? announcement : "")
    let result = try check(
      "--dialect", "pylontech", "--format", "jsonl", input: input)
    let row = try rows(result.output).first {
      $0["rule"] as? String == "inverter_silent"
    }
    #expect(
      row?["status"] as? String == (isAnnounced ? "not_checked" : "broken"))
    let reason = row?["reason"] as? String
    #expect(reason == (isAnnounced ? "needs_signal" : nil))
    // Whether an inverter should answer is known for few dialects.
    #expect(row?["severity"] as? String == "hint")
    #expect(result.status == 0)
    let summary = try Program.run(
      Program.bmsdumpURL, ["summary", "--dialect", "pylontech"],
      input: Array(input.utf8))
    let inverter =
      isAnnounced ? "not known: the data of 1 frame is missing" : "none heard"
    #expect(summary.output.contains("inverter   \(inverter)\n"))
  }

  /// A battery that shows nothing that any rule is about.
  @Test func noRuleCanBeChecked() throws {
    let result = try check(
      "--dialect", "pylontech",
      input: """
        can0  359   [8]  00 00 00 00 00 00 00 00
        can0  35F   [8]  00 00 00 00 00 00 00 00

        """)
    #expect(result.status == 65)
    #expect(
      result.output.contains("  0 broken, 0 kept, \(Rule.count) not checked\n"))
    #expect(
      result.errors == "bmsdump: nothing to check: no rule could be checked\n")
  }

  /// Titles have the numbers that were checked with, and not their keys.
  @Test func numbersInTitles() throws {
    let low = (0..<200).map {
      "(\($0).0) can0 355#07006400\n(\($0).0) can0 35C#E0000000\n"
    }.joined()
    let result = try check(
      "--dialect", "pylontech", "--battery", "zsx5000s", "--set",
      "over_discharged.hours=0.05", "--set",
      "force_charge_latched.soc_percent=5",
      input: low)
    let lines = result.output.split(separator: "\n")
    #expect(
      lines.contains(
        "    rule     SOC not below 10 % for longer than 3 min"))
    #expect(
      lines.contains(
        "    rule     force charge not asked for while SOC is at least 5 %"))
  }

  /// Who gives no battery is told how to give numbers.
  @Test func missingNumbers() throws {
    let hint = "    --battery or --set gives the numbers that are missing.\n"
    #expect(try check().output.hasSuffix(hint))
    #expect(
      try !check("--battery", "generic-lfp-16s").output.contains(hint))
  }

  // MARK: Files of batteries

  private func file(_ text: String) throws -> (ProgramResult, String) {
    try Files.withTemporaryFile(Array(text.utf8)) { path in
      // What has a slash is a file.
      (
        try check("--battery", path, "--only", "charge_current,not_available"),
        path
      )
    }
  }

  @Test func batteryFile() throws {
    let (result, _) = try file(
      """
      {"name": "mine", "source": "page 7", "extends": "zsx5000s", "packs": 2,
       "rules": {"charge_current": {"tolerance_a": 10.5},
                 "not_available": false}}
      """)
    #expect(result.status == 0)
    #expect(
      result.output
        == "- can0: pylontech, 240 frames in 39.5 s, mine, 2 packs\n"
        + "  0 broken, 2 kept, 0 not checked\n")
  }

  @Test(arguments: Self.badFiles)
  func badBatteryFile(text: String, message: String) throws {
    let (result, path) = try file(text)
    #expect(result.status == 64)
    #expect(result.output == "")
    #expect(result.errors.contains("bmsdump: \(path): \(message)"))
  }

  @Test func batteryFileThatIsNotThere() throws {
    let result = try check("--battery", "./none.json")
    #expect(result.status == 66)
    #expect(
      result.errors == "bmsdump: ./none.json: No such file or directory\n")
  }

  /// Lines of merged captures are those of one of them, which is named.
  @Test func linesOfMergedCaptures() throws {
    let files = ["a", "b"].map { name in
      let limits = name == "a" ? "1402F401F401C201" : "0000F401F401C201"
      return (0..<6).map {
        "(\($0).\(name == "a" ? 0 : 5)) can0 351#\(limits)\n"
      }.joined()
    }
    try Files.withTemporaryFile(Array(files[0].utf8)) { a in
      try Files.withTemporaryFile(Array(files[1].utf8)) { b in
        let options = ["--merge", "--only", "charge_voltage_limit"]
        let text = try Program.run(
          Program.bmsdumpURL,
          ["check"] + options + ["--dialect", "pylontech", a, b])
        #expect(text.output.contains("    0.5 line 1 of \(b)"))
        let table = try Program.run(
          Program.bmsdumpURL,
          ["check"] + options
            + ["--format", "jsonl", "--dialect", "pylontech", a, b])
        let row = try #require(try rows(table.output).first)
        #expect(row["file"] as? String == b)
        #expect(row["line"] as? Int == 1)
      }
    }
  }

  // MARK: The list

  @Test func list() throws {
    let text = try check("--list", "--battery", "zsx5000s").output
    #expect(text.contains("numbers    min_v=40.8, max_v=57.6\n"))
    let rules = try rows(try check("--list", "--format", "json").output)
    #expect(rules.count == Rule.count)
    for rule in rules {
      let name = try #require(rule["rule"] as? String)
      #expect(text.contains("\(name): "))
      for key in ["title", "why", "source", "needs"] {
        #expect((rule[key] as? String)?.isEmpty == false)
      }
      // Each number can be set by the name that the list gives it.
      let numbers = try #require(rule["numbers"] as? [String: Any])
      for key in numbers.keys {
        let setting = "\(name).\(key)=1"
        #expect(try check("--list", "--set", setting).status == 0)
      }
    }
  }
}
