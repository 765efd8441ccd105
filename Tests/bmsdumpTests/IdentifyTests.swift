// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// `bmsdump identify`, and what `decode` makes of what it finds out.
@Suite struct IdentifyTests {
  private let log = Files.fixture("captures/us5000.log")

  @Test func text() throws {
    let result = try Program.bmsdump("identify", log)
    #expect(result.status == 0)
    #expect(
      result.output.hasPrefix(
        "\(log) can0: pylontech (Pylontech low voltage V1.0 to V1.2), certain\n"
          + "  for it:\n"))
    #expect(result.output.contains("    359 carries a mark of two letters\n"))
    #expect(result.output.hasSuffix("  16 frames\n"))
  }

  @Test func json() throws {
    let buses = try identify(log)
    #expect(buses.count == 1)
    let bus = try #require(buses.first)
    #expect(bus["file"] as? String == log)
    #expect(bus["interface"] as? String == "can0")
    #expect(bus["dialect"] as? String == "pylontech")
    #expect(bus["confidence"] as? String == "certain")
    #expect(bus["candidates"] as? [String] == ["pylontech"])
    #expect(bus["frames"] as? Int == 16)
    let evidence = try #require(bus["evidence"] as? [String])
    #expect(evidence.contains("359 carries a mark of two letters"))
    #expect((bus["changes"] as? [[String: Any]])?.count == 1)
  }

  /// Each interface has its own dialect, and a name may be hostile.
  @Test func interfaces() throws {
    let buses = try identify(
      "-",
      input: """
        (1.0) can0 351#1402C012C012C201
        (1.0) x\u{1B}"y 311#024001F401F40C03
        (1.0) can0 359#0000000006504E
        (1.0) x\u{1B}"y 313#14C8FFF100E56264
        (1.0) can2 123#00

        """)
    #expect(
      buses.map { $0["dialect"] as? String } == ["pylontech", "growatt", nil])
    #expect(buses[1]["interface"] as? String == "x\u{1B}\"y")
    #expect(buses[2]["confidence"] as? String == "no_battery")
  }

  @Test func notEnough() throws {
    let result = try Program.bmsdump(
      "identify", "-", input: Array("(1.0) can0 351#4002F401F4019801\n".utf8))
    #expect(result.status == 0)
    #expect(result.output.contains("not enough evidence for its dialect"))
    #expect(result.output.contains("pylontech"))
    #expect(!result.output.contains("growatt"))
  }

  @Test func noCapture() throws {
    #expect(try Program.bmsdump("identify", "/dev/null").status == 65)
    #expect(try Program.bmsdump("identify", "/nonexistent").status == 66)
  }

  /// Half a minute of a US5000, and then the same battery as Victron's.
  private static let switched: String = {
    let first = [
      "351#1402C012C012C201", "355#58005E00", "356#7A13F2FE6B01",
      "359#0000000006504E", "35C#C000",
    ]
    let second = [
      "351#4302E8039E07D001", "355#3B0064000C170000", "356#5114BAFEEA001A00",
      "35A#AAAAAA02AAAAAA02", "372#0100000000000000", "373#AD0CB90C27012801",
    ]
    return (0..<60).map { second1 in
      (second1 < 30 ? first : second)
        .map { "(\(second1).000000) can0 \($0)\n" }.joined()
    }.joined()
  }()

  @Test func changeInTheMiddle() throws {
    let bus = try #require(try identify("-", input: Self.switched).first)
    #expect(bus["dialect"] as? String == "victron")
    let changes = try #require(bus["changes"] as? [[String: Any]])
    #expect(changes.first?["dialect"] as? String == "pylontech")
    #expect(changes.last?["dialect"] as? String == "victron")
    let time = try #require(changes.last?["time"] as? Double)
    #expect(time >= 30 && time <= 36)
  }

  /// A file is decoded by its dialect from the first line on, and by the next
  /// one from where that takes over.
  @Test func filesAreDecodedFromTheirFirstLine() throws {
    try Files.withTemporaryFile(Array(Self.switched.utf8)) { path in
      let result = try Program.bmsdump("--format", "csv", path)
      let rows = result.output.split(separator: "\n").dropFirst()
        .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      let dialects = rows.map { String($0[6]) }
      #expect(dialects.first == "pylontech")
      #expect(dialects.last == "victron")
      #expect(result.errors.contains("can0: pylontech (certain)"))
      #expect(result.errors.contains("on victron (certain)"))
      // Standard input that is a file is one as well.
      let command = "'\(Program.bmsdumpURL.path)' --format csv < '\(path)'"
      let redirected = try Program.run(
        URL(fileURLWithPath: "/bin/bash"), ["-c", command])
      #expect(redirected.output == result.output)
    }
  }

  /// What is not known in the end is told behind what was known before.
  @Test func changeToTheUnknown() throws {
    let generic = [
      "351#3802D007D007B801", "355#48006400161C0000", "356#BE149AFFD7005800",
      "35A#AAAAAA02AAAAAA02",
    ]
    let lines = (60..<90).flatMap { second in
      generic.map { "(\(second).000000) can0 \($0)\n" }
    }
    try Files.withTemporaryFile(Array((Self.switched + lines.joined()).utf8)) {
      path in
      let told = try Program.bmsdump("--format", "none", path).errors
        .split(separator: "\n").dropFirst().map(String.init)
      try #require(told.count == 2)
      #expect(told[0].contains("can0: pylontech (certain)"))
      #expect(told[1].contains("can0: from 33.000000 on victron (certain)"))
    }
    let other = Self.switched.split(separator: "\n").prefix(150)
      .map { String($0) + "\n" }
    try Files.withTemporaryFile(Array((other + lines).joined().utf8)) { path in
      let told = try Program.bmsdump("--format", "none", path).errors
        .split(separator: "\n").dropFirst().map(String.init)
      try #require(told.count == 2)
      #expect(told[0].contains("can0: pylontech (certain)"))
      #expect(told[1].contains(" on a battery, but not enough evidence"))
    }
  }

  /// What one dialect has beyond another is no change of a file, which is looked
  /// at before.
  @Test func extensionsAreNoChange() throws {
    let frames = [
      "351#4002E803E803B801", "355#3200640000000000", "356#82141E00DC000000",
      "359#0000000001504E00", "35C#C000000000000000", "35E#50594C4F4E202020",
      "35F#0000020664000000", "370#0401E600010DEA0C",
    ]
    let lines = frames.map { "(1.000000) can0 \($0)\n" }.joined()
    try Files.withTemporaryFile(Array(lines.utf8)) { path in
      let bus = try #require(try identify(path).first)
      #expect(bus["dialect"] as? String == "pylon-v2")
      #expect((bus["changes"] as? [[String: Any]])?.count == 1)
    }
  }

  /// A console pasted from two batteries, of which each is what it is.
  @Test func twoFirmwares() throws {
    let lines = """
      ID: 351 Buffer: 14 2 C0 12 C0 12 C2 1
      ID: 355 Buffer: 58 0 5E 0
      ID: 356 Buffer: 7A 13 F2 FE 6B 1
      ID: 359 Buffer: 0 0 0 0 6 50 4E
      ID: 35C Buffer: C0 0
      ID: 35E Buffer: 50 59 4C 4F 4E 20 20 20
      ID: 351 Buffer: 10 2 C0 12 C0 12 C2 1
      ID: 355 Buffer: 54 0 60 0 0 0
      ID: 356 Buffer: 7B 13 E9 FE 6B 1
      ID: 35A Buffer: 0 0 0 0 0 0 0 0
      ID: 35E Buffer: 50 59 4C 4F 4E 20 20 20
      ID: 35F Buffer: 4C 49 1 3 3C 2 AA 0

      """
    try Files.withTemporaryFile(Array(lines.utf8)) { path in
      for arguments in [[path], ["-"]] {
        let result = try Program.run(
          Program.bmsdumpURL, ["identify", "--format", "json"] + arguments,
          input: Array(lines.utf8))
        let json = result.output
        #expect(json.contains("\"dialect\":\"pylontech-v1.3\""))
        #expect(json.contains("{\"time\":null,\"dialect\":\"pylontech\"}"))
        #expect(!json.contains("pylon-v2\",\"confidence"))
        let csv = try Program.run(
          Program.bmsdumpURL, ["--format", "csv"] + arguments,
          input: Array(lines.utf8))
        #expect(csv.output.contains(",pylontech,alarms,"))
        #expect(csv.output.contains(",pylontech-v1.3,battery_info,"))
        #expect(!csv.output.contains(",pylon-v2,"))
      }
    }
  }

  /// The frame that tells the dialect comes last.
  @Test func lateEvidence() throws {
    let lines =
      "(1.0) can0 351#4002F401F4019801\n(1.0) can0 35C#A000000000000000\n"
      + "(1.0) can0 359#00000000015059\n"
    try Files.withTemporaryFile(Array(lines.utf8)) { path in
      let file = try Program.bmsdump("--format", "jsonl", path)
      #expect(
        file.output.components(separatedBy: "\"dialect\":\"pylontech\"").count
          == 4)
      #expect(file.output.contains("\"force_charge_kind\":\"I\""))
      // A pipe is decoded as far as all candidates agree.
      let pipe = try piped(path, "--format jsonl")
      #expect(pipe.output.contains("\"dialect\":null"))
      #expect(pipe.output.contains("\"force_charge\":true"))
      #expect(pipe.output.contains("\"force_charge_kind\":null"))
      #expect(pipe.output.contains("\"notes\":[\"undecided\"]"))
    }
  }

  /// More interfaces than a computer has take no more memory, and are not told
  /// as one of the others.
  @Test func endlessInterfaces() throws {
    let lines = (0..<2000).map { "(1.0) c\($0) 351#4002F401F4019801\n" }
    let buses = try identify("-", input: lines.joined())
    #expect(buses.count == 65)
    #expect(buses.last?["interface"] as? String == "(others)")
    #expect(buses.last?["frames"] as? Int == 2000 - 64)
  }
}

/// What `bmsdump identify --format json` says.
func identify(
  _ arguments: String..., input: String = ""
) throws -> [[String: Any]] {
  let result = try Program.run(
    Program.bmsdumpURL, ["identify", "--format", "json"] + arguments,
    input: Array(input.utf8))
  #expect(result.status == 0)
  return try result.output.split(separator: "\n").map { line in
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
    return try #require(object as? [String: Any])
  }
}

/// Runs bmsdump behind a pipe.
func piped(_ path: String, _ options: String) throws -> ProgramResult {
  let command = "cat '\(path)' | '\(Program.bmsdumpURL.path)' \(options)"
  return try Program.run(URL(fileURLWithPath: "/bin/bash"), ["-c", command])
}
