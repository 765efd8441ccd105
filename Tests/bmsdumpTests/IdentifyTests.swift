// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// `bmsdump identify`, and what `decode` makes of what it finds out.
@Suite struct IdentifyTests {
  private let log = Files.fixture("captures/us5000.log")

  private func identify(
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
  private func piped(_ path: String, _ options: String) throws -> ProgramResult
  {
    let command = "cat '\(path)' | '\(Program.bmsdumpURL.path)' \(options)"
    return try Program.run(URL(fileURLWithPath: "/bin/bash"), ["-c", command])
  }

  @Test func text() throws {
    let result = try Program.bmsdump("identify", log)
    #expect(result.status == 0)
    #expect(
      result.output.hasPrefix(
        "\(log) can0: pylontech (Pylontech low voltage V1.0 to V1.2), certain\n"
          + "  for it:\n"))
    #expect(result.output.contains("    359 carries the mark PN\n"))
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
    #expect(evidence.contains("359 carries the mark PN"))
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
      let dialects = rows.map { String($0[4]) }
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

  /// Captures of others that stand beside a checkout.
  @Test(arguments: [
    ("battery/derived/dyness-b4850-run1.candump.log", "sofar"),
    ("battery/derived/dyness-b4850-run2.candump.log", "sofar"),
    ("battery/pasted/discover-aes-bms-to-inverter-issue107.txt", "discover"),
    ("battery/pasted/rec-q-bms-stello-blog.txt", "victron"),
    (
      "battery/pasted/seplos-victron-syssi-virtual-can-bms-issue3-b.txt",
      "victron"
    ),
    ("battery/pasted/pylontech-short-dlc-python-comment.txt", "pylontech"),
  ])
  func sharedBatteries(path: String, dialect: String) throws {
    guard let file = Files.sharedCapture(path) else {
      print("skipped: \(path) is not here")
      return
    }
    let bus = try #require(try identify(file).first)
    #expect(bus["dialect"] as? String == dialect)
    #expect(bus["confidence"] as? String == "certain")
  }

  @Test(arguments: [
    "battery/charging-pile-candump-2024-07-29_220841.log",
    "battery/ecoflow/ef_lfp_battery_post-fw-update-modVer-1.1.3.77.log",
    "battery/ecoflow/ef_lfp_battery_pre-fw-update-modVer-1.1.1.141.log",
    "battery/ecoflow/powerstream-candump.log",
    "battery/ecoflow/single-message-3C.log",
    "battery/lithionics-rvc-candump-console.txt",
    "battery/pasted/deye-extended-ids-bms-to-inverter-issue63.txt",
    "large/redpesk-ford-focus-lights.log",
    "formats/canboat/candumpSample2.txt",
    "formats/canboat/candumpSample3.txt",
    "formats/canboat/actisense-522.candump.log",
    "formats/candump-console/nzalev-cana.txt",
    "formats/candump-console/nzalev-canb.txt",
    "formats/candump-console/jclinton-canopen-candump.txt",
    "formats/candump-log/icsim-sample-can.log",
    "formats/candump-log/leaf-8digit-std-ids-demo.log",
    "formats/candump-log/pahsda-2023-08-09_003507.log",
    "formats/candump-log/remora-2021-08-24-suzy.log",
    "formats/candump-log/canbus-visualizer-can_test.log",
  ])
  func sharedOthers(path: String) throws {
    guard let file = Files.sharedCapture(path) else {
      print("skipped: \(path) is not here")
      return
    }
    for bus in try identify(file) {
      #expect(bus["confidence"] as? String == "no_battery")
      #expect(bus["dialect"] is NSNull)
    }
    // Not a single message, from a file and from a pipe.
    let decoded = try Program.bmsdump("--format", "jsonl", file)
    #expect(decoded.output.isEmpty && decoded.status == 0)
    let pipe = try piped(file, "--format jsonl")
    #expect(pipe.output.isEmpty && pipe.status == 0)
  }
}
