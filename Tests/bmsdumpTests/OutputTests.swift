// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// What bmsdump prints, byte for byte.
@Suite struct OutputTests {
  private let log = Files.fixture("captures/us5000.log")

  /// Every message, byte for byte: these files were checked by eye and against
  /// the published values of the frames.
  @Test(arguments: [("text", "txt"), ("jsonl", "jsonl"), ("csv", "csv")])
  func everyFormat(format: String, suffix: String) throws {
    let expected = try Files.bytes(
      Files.fixture("expected/us5000-all." + suffix))
    for capture in ["us5000.log", "us5000-console.txt"] {
      let result = try Program.bmsdump(
        "--all", "--format", format, Files.fixture("captures/" + capture))
      #expect(result.output == String(decoding: expected, as: UTF8.self))
      #expect(result.errors.contains("can0: pylontech (certain): "))
      #expect(result.status == 0)
    }
  }

  /// The same frames in the formats of other tools, which write another name
  /// of the bus and maybe local time.
  @Test(arguments: [
    "us5000.asc", "us5000.trc", "us5000-gvret.csv", "us5000.crtd",
  ])
  func formatsOfOtherTools(capture: String) throws {
    let expected = try Files.bytes(Files.fixture("expected/us5000-all.csv"))
    let result = try Program.bmsdump(
      "--all", "--format", "csv", Files.fixture("captures/" + capture))
    #expect(
      result.output
        == String(decoding: expected, as: UTF8.self)
        .replacingOccurrences(of: ",can0,,", with: ",1,received,"))
    #expect(result.errors.contains("1: pylontech (certain): "))
    #expect(!result.errors.contains("skipped"))
    #expect(result.status == 0)
  }

  @Test func jsonLinesAreJSON() throws {
    let lines = try Program.bmsdump("--all", "--format", "jsonl", log).output
      .split(separator: "\n")
    #expect(lines.count == 16)
    for line in lines {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      let row = try #require(object as? [String: Any])
      #expect(row["id"] is String && row["time"] is Double)
    }
  }

  @Test func csvRowsHaveTheSameColumns() throws {
    let lines = try Program.bmsdump("--all", "--format", "csv", log).output
      .split(separator: "\n")
    #expect(lines.count == 17)
    #expect(Set(lines.map { $0.filter { $0 == "," }.count }) == [145])
  }

  @Test func colour() throws {
    let result = try Program.bmsdump("--color", "always", "--id", "35C", log)
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 3)
    #expect(!lines[0].contains("\u{1B}"))
    #expect(lines[1].contains("\u{1B}[1;31mDISCHARGE FORBIDDEN\u{1B}[0m"))
    #expect(lines[1].contains("\u{1B}[1;33mFORCE CHARGE I\u{1B}[0m"))
    for choice in ["auto", "never"] {
      let plain = try Program.bmsdump("--color", choice, log)
      #expect(!plain.output.contains("\u{1B}"))
    }
  }

  @Test(arguments: [
    ("absolute", "1705449600.000000", "1705449600.002000", "1705449606.002000"),
    (
      "iso", "2024-01-17T00:00:00.000000Z", "2024-01-17T00:00:00.002000Z",
      "2024-01-17T00:00:06.002000Z"
    ),
    ("relative", "0.000000", "0.002000", "6.002000"),
    ("delta", "0.000000", "0.002000", "0.002000"),
  ])
  func times(
    style: String, first: String, second: String, last: String
  )
    throws
  {
    let csv = try Program.bmsdump("--format", "csv", "--time", style, log)
    let times = csv.output.split(separator: "\n").dropFirst()
      .map { $0.prefix { $0 != "," } }
    #expect(times.first.map(String.init) == first)
    #expect(String(times[1]) == second)
    #expect(times.last.map(String.init) == last)
    let json = try Program.bmsdump("--format", "jsonl", "--time", style, log)
    let quoted = style == "iso" ? "\"\(first)\"" : first
    #expect(json.output.hasPrefix("{\"time\":\(quoted),"))
    let text = try Program.bmsdump("--time", style, log)
    #expect(text.output.hasPrefix(first + "  can0"))
  }

  /// The time of text is the one of the capture, in its own notation.
  @Test func timesAsInTheCapture() throws {
    let lines = [
      (
        " (2020-12-19 12:04:45.485261)  can0  35C   [1]  C0",
        "2020-12-19 12:04:45.485261", "1608379485.485261"
      ),
      (" (000.200074)  can0  35C   [1]  C0", "0.200074", "0.200074"),
      (" (0.5)  can0  35C   [1]  C0", "0.5", "0.5"),
      (" (12)  can0  35C   [1]  C0", "12", "12"),
      ("(1.000000001) can0 35C#C0", "1.000000001", "1.000000001"),
      ("  can0  35C   [1]  C0", "can0", "null"),
    ]
    for (line, text, json) in lines {
      let input = Array(line.utf8)
      #expect(try Program.bmsdump(input: input).output.hasPrefix(text + "  "))
      #expect(
        try Program.bmsdump("--format", "jsonl", "-", input: input).output
          .hasPrefix("{\"time\":\(json),"))
    }
  }

  @Test func timesThatGoBack() throws {
    let lines = ["(5.5) a 35C#C0", "(4.25) a 35C#C0", "(7.125) a 35C#C0"]
    let input = Array(lines.joined(separator: "\n").utf8)
    func times(_ style: String) throws -> [String] {
      try Program.bmsdump("--time", style, "--format", "csv", input: input)
        .output.split(separator: "\n").dropFirst()
        .map { String($0.prefix { $0 != "," }) }
    }
    #expect(try times("relative") == ["0.0", "-1.25", "1.625"])
    #expect(try times("delta") == ["0.0", "-1.25", "2.875"])
    // No "-0" where the digits of the source end before the difference.
    let close = Array("(1.00000001) a 35C#C0\n(1.0) a 35C#C0".utf8)
    let delta = try Program.bmsdump("--time", "delta", input: close).output
    #expect(delta.split(separator: "\n").last?.hasPrefix("0.0 ") == true)
  }

  /// Text from a capture cannot do anything to a terminal, CSV or JSON.
  @Test func hostileText() throws {
    let name = "=\u{1B}]0;\u{E0001}\u{7},\"\u{9B}2J\u{202E}"
    let lines = [
      "(1.0) \(name) 35C#C0",
      "(1.0) can0 35E#3D312B312C22",  // =1+1,"
      "(1.0) can0 35E#1B5B324A41",
    ]
    let input = Array(lines.joined(separator: "\n").utf8)
    for format in ["text", "csv", "jsonl"] {
      let output = try Program.bmsdump("--format", format, input: input).output
      for scalar in output.unicodeScalars where scalar != "\n" {
        let category = scalar.properties.generalCategory
        #expect(category != .control && category != .format, "\(format)")
      }
      #expect(output.split(separator: "\n").count == (format == "csv" ? 4 : 3))
    }
    let csv = try Program.bmsdump("--format", "csv", input: input).output
      .split(separator: "\n").map(String.init)
    let cell = "\"'=\u{FFFD}]0;\u{FFFD}\u{FFFD},\"\"\u{FFFD}2J\u{FFFD}\""
    #expect(csv[1].hasPrefix("1.0,\(cell),,35C,data,"))
    #expect(csv[2].contains(",\"'=1+1,\"\"\","))
    #expect(csv[3].hasSuffix(","))
    let json = try Program.bmsdump("--format", "jsonl", input: input).output
      .split(separator: "\n").map(String.init)
    let object = try JSONSerialization.jsonObject(with: Data(json[0].utf8))
    #expect((object as? [String: Any])?["interface"] as? String == name)
    let maker = try JSONSerialization.jsonObject(with: Data(json[1].utf8))
    #expect((maker as? [String: Any])?["manufacturer"] as? String == "=1+1,\"")
  }

  @Test func isoTimeOfALocalTimeHasNoZone() throws {
    let line = " (2020-12-19 12:04:45.485261)  can0  35C   [1]  C0"
    let output = try Program.bmsdump("--time", "iso", input: Array(line.utf8))
    #expect(output.output.hasPrefix("2020-12-19T12:04:45.485261  can0"))
  }

  @Test func framesThatAreTooShort() throws {
    let input = Array("(1.0) can0 351#14\n(1.0) can0 359#".utf8)
    #expect(
      try Program.bmsdump("--dialect", "pylontech", input: input).output == """
        1.0  can0  351  limits           too short
        1.0  can0  359  alarms           too short

        """)
  }

  /// Several interfaces keep their names, more than are remembered too.
  @Test func manyInterfaces() throws {
    let names = (0..<200).map { "can\($0)" }
    let lines = (names + names).map { "(1.0) \($0) 35C#C0" }
    let output = try Program.bmsdump(
      "--format", "csv", input: Array(lines.joined(separator: "\n").utf8)
    ).output
    let shown = output.split(separator: "\n").dropFirst()
      .map { String($0.split(separator: ",")[1]) }
    #expect(shown == names + names)
  }

  @Test func invalidUTF8InAName() throws {
    let input = Array("(1.0) a".utf8) + [0xFF, 0xC3] + Array(" 35C#C0\n".utf8)
    let json = try Program.bmsdump("--format", "jsonl", input: input).output
    #expect(json.contains("\"interface\":\"a\u{FFFD}\u{FFFD}\""))
  }

  @Test func allShowsEveryFrame() throws {
    let input = Array(
      """
      (1.0) can0 351#R8
      (1.0) can0 20000004#0000000000000000
      (1.0) can0 351##1AABB
      (1.0) can0 00000351#AA
      (1.0) can0 100#

      """.utf8)
    #expect(try Program.bmsdump(input: input).output.isEmpty)
    #expect(
      try Program.bmsdump("--all", input: input).output == """
        1.0  can0  351  remote request
        1.0  can0  20000004  error frame      00 00 00 00 00 00 00 00
        1.0  can0       351  unknown          AA BB
        1.0  can0  00000351  unknown          AA
        1.0  can0       100  unknown

        """)
    let json = try Program.bmsdump("--all", "--format", "jsonl", input: input)
    let lines = json.output.split(separator: "\n")
    #expect(lines.count == 5)
    let unknown = #""dialect":null,"message":"unknown""#
    #expect(lines.allSatisfy { $0.contains(unknown) })
    #expect(lines[1].contains("\"id\":\"20000004\""))
  }

  @Test func filters() throws {
    let input = Array(
      """
      (1.0) can0 351#1402
      (1.0) can1 351#1402
      (1.0) can0 35C#C0
      (1.0) can0 00000351#1402

      """.utf8)
    func count(_ arguments: String...) throws -> Int {
      let all = ["--all", "--format", "jsonl"] + arguments
      return try Program.run(Program.bmsdumpURL, all, input: input)
        .output.split(separator: "\n").count
    }
    #expect(try count() == 4)
    #expect(try count("--id", "351") == 2)
    #expect(try count("--id", "0x351") == 2)
    #expect(try count("--id", "00000351") == 1)
    #expect(try count("--id", "35c,00000351") == 2)
    #expect(try count("--id", "351", "--id", "35C") == 3)
    #expect(try count("--interface", "can1") == 1)
    #expect(try count("--interface", "can1", "--interface", "can0") == 4)
    #expect(try count("--interface", "can1", "--id", "35C") == 0)
    #expect(try count("--interface", "can") == 0)
  }
}
