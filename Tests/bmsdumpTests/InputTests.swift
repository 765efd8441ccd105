// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Several inputs, and what is said of each of them.
@Suite struct InputTests {
  private let log = Files.fixture("captures/us5000.log")
  private let pcap = Files.fixture("captures/us5000-227.pcap")

  /// Runs something with a log of these lines.
  private func withLogs<Result>(
    _ logs: [String], _ body: ([String]) throws -> Result
  ) throws -> Result {
    guard let first = logs.first else { return try body([]) }
    return try Files.withTemporaryFile(Array(first.utf8)) { path in
      try withLogs(Array(logs.dropFirst())) { try body([path] + $0) }
    }
  }

  private func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return try #require(object as? [String: Any])
    }
  }

  // MARK: Merging

  @Test func mergedFramesComeInTheOrderOfTime() throws {
    let logs = [
      "(1.0) can0 35C#C0\n(4.0) can0 35C#C0\n",
      "(2.0) can1 35C#80\nbad\n(3.0) can1 35C#80\n(5.0) can1 35C#80\n",
    ]
    try withLogs(logs) { paths in
      let arguments = ["--dialect", "pylontech", "--format", "csv"]
      func times(_ more: [String]) throws -> [Substring] {
        let result = try Program.run(
          Program.bmsdumpURL, arguments + more + paths)
        #expect(result.status == 0)
        return result.output.split(separator: "\n").dropFirst().map {
          $0.prefix { $0 != "," }
        }
      }
      #expect(try times([]) == ["1.0", "4.0", "2.0", "3.0", "5.0"])
      #expect(try times(["--merge"]) == ["1.0", "2.0", "3.0", "4.0", "5.0"])
      let converted = try Program.run(
        Program.bmsdumpURL, ["convert", "--merge"] + paths)
      #expect(
        converted.output == """
          (0000000001.000000) can0 35C#C0
          (0000000002.000000) can1 35C#80
          (0000000003.000000) can1 35C#80
          (0000000004.000000) can0 35C#C0
          (0000000005.000000) can1 35C#80

          """)
    }
  }

  /// The dialects are those of all captures together, and said once.
  @Test func mergedCapturesAreOneBus() throws {
    let result = try Program.bmsdump(
      "--merge", "--format", "none", log,
      Files.fixture("captures/us5000.log"))
    #expect(result.status == 0)
    let lines = result.errors.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0] == "bmsdump: \(log): 16 frames read, 15 decoded")
    #expect(lines[2].hasPrefix("bmsdump: merged: can0: pylontech (certain): "))
  }

  /// What cannot be read of one input does not keep the others from being read.
  @Test func mergingWithoutOneInput() throws {
    try withLogs(["(2.0) can0 35C#C0\n", "nothing here\n"]) { paths in
      let result = try Program.run(
        Program.bmsdumpURL,
        ["--merge", "--dialect", "pylontech", "/nowhere"] + paths)
      #expect(result.status == 66)
      #expect(result.output.hasPrefix("2.0  can0  35C  requests"))
      #expect(result.output.split(separator: "\n").count == 1)
      #expect(
        result.errors.hasPrefix(
          "bmsdump: /nowhere: No such file or directory\n"))
      #expect(
        result.errors.contains(
          "bmsdump: \(paths[1]): not a capture: no CAN frame in it "
            + "(line 1, byte 1: not a CAN frame)\n"))
      let strict = try Program.run(
        Program.bmsdumpURL, ["--merge", "--strict", "/nowhere"] + paths)
      #expect(strict.status == 66 && strict.output.isEmpty)
    }
  }

  @Test func timeThatGoesBackIsReportedOnce() throws {
    let lines = [5, 1, 2, 1, 7].map { "(\($0).0) can0 35C#C0\n" }.joined()
    try withLogs([lines, "(1.0) can0 35C#C0\n"]) { paths in
      let result = try Program.run(
        Program.bmsdumpURL, ["--dialect", "pylontech"] + paths)
      #expect(
        result.errors
          == "bmsdump: \(paths[0]): time goes back 2 times, first from 5.0 to "
          + "1.0, at frame 2\n")
    }
  }

  /// `candump -t d` writes the time since the frame before.
  @Test func timesOfDifferencesTellNothing() throws {
    let lines = (0..<20).map { _ in
      "(000.900000)  can0  35C   [2]  C0 00\n(000.100000)  can0  35E   [2]  50 59\n"
    }.joined()
    let result = try Program.run(
      Program.bmsdumpURL, ["summary", "--dialect", "pylontech"],
      input: Array(lines.utf8))
    #expect(result.output.contains("  span       the capture has no time\n"))
    #expect(
      result.errors == """
        bmsdump: standard input: time goes back 20 times, first from 0.900000 \
        to 0.100000, at frame 2
        bmsdump: standard input: its times are useless, so no durations are \
        given; candump -t d writes the time since the previous frame: record \
        with -L or -t a

        """)
  }

  /// A decompressor keeps back what it has until there is more.
  @Test func compressedFilesAreNotFollowed() throws {
    try Files.withTemporaryFile([0x1F, 0x8B, 8, 0, 0, 0]) { path in
      let result = try Program.bmsdump("-f", path)
      #expect(result.status == 65)
      #expect(
        result.errors
          == "bmsdump: \(path): not a capture: it is compressed with gzip; "
          + "unpack it first\n")
    }
  }

  // MARK: Statistics

  @Test func statisticsOfEachInput() throws {
    let bad = "(1.0) can0 35C#C0\n(2.0) can0 35C#C\n(0.5) can0 35C#C0\n"
    try withLogs([bad, "nothing\n"]) { paths in
      let result = try Program.run(
        Program.bmsdumpURL,
        ["--stats", "json", "--format", "none", log, paths[0], paths[1], "/no"])
      #expect(result.status == 65)
      let objects = try objects(result.errors)
      #expect(objects.count == 4)
      #expect(objects.map { $0["file"] as? String } == [log] + paths + ["/no"])
      #expect(objects.map { $0["frames"] as? Int } == [16, 2, 0, 0])
      #expect(objects.map { $0["shown"] as? Int } == [15, 2, 0, 0])
      #expect(objects.map { $0["skipped"] as? Int } == [0, 1, 1, 0])
      #expect(objects.map { $0["exit_status"] as? Int } == [0, 0, 65, 66])
      #expect(objects[1]["reasons"] as? [String: Int] == ["odd_hex_digits": 1])
      let problem = try #require(objects[1]["problems"] as? [[String: Any]])
      #expect(problem.count == 1)
      #expect(problem[0]["line"] as? Int == 2)
      #expect(problem[0]["byte"] as? Int == 17)
      #expect(problem[0]["reason"] as? String == "odd_hex_digits")
      #expect(objects[1]["time_jumps"] as? Int == 1)
      let jump = try #require(objects[1]["first_time_jump"] as? [String: Any])
      #expect(jump["frame"] as? Int == 2)
      #expect(jump["from"] as? Double == 1.0 && jump["to"] as? Double == 0.5)
      let bus = try #require(objects[0]["interfaces"] as? [[String: Any]])
      #expect(bus.count == 1)
      #expect(bus[0]["interface"] as? String == "can0")
      #expect(bus[0]["dialect"] as? String == "pylontech")
      #expect(bus[0]["confidence"] as? String == "certain")
      #expect(objects[0]["error"] is NSNull)
      #expect(objects[3]["error"] as? String == "No such file or directory")
    }
  }

  @Test func statisticsOfMergedAndConvertedCaptures() throws {
    let merged = try objects(
      try Program.bmsdump(
        "--merge", "--stats", "json", "--format", "none", log, pcap
      ).errors)
    #expect(merged.count == 3)
    #expect(merged[2]["merged"] as? [String] == [log, pcap])
    let buses = try #require(merged[2]["interfaces"] as? [[String: Any]])
    #expect(buses.count == 2)
    let converted = try objects(
      try Program.bmsdump(
        "convert", "--stats", "json",
        Files.fixture("captures/us5000-113.pcap")
      ).errors)
    #expect(converted.count == 2)
    #expect(converted[1]["output"] as? String == "standard output")
    #expect(converted[1]["written"] as? Int == 16)
    #expect(
      converted[1]["lost"] as? [String: Int]
        == ["direction": 16, "unknown_interface": 16])
    let identified = try Program.bmsdump("identify", "--stats", "json", log)
    #expect(try objects(identified.errors).count == 1)
  }

  /// Of `--strict` there is an object as well.
  @Test func statisticsOfAnInputThatWasNotReadToItsEnd() throws {
    try withLogs(["(1.0) can0 35C#C0\nbad [\n(2.0) can0 35C#C0\n"]) { paths in
      let result = try Program.bmsdump(
        "--strict", "--stats", "json", paths[0])
      #expect(result.status == 65)
      let object = try objects(result.errors)
      #expect(object.count == 1)
      #expect(object[0]["frames"] as? Int == 1)
      #expect(object[0]["skipped"] as? Int == 1)
      #expect(object[0]["exit_status"] as? Int == 65)
    }
  }
}
