// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Exit codes, messages and files.
@Suite struct CommandLineTests {
  private let log = Files.fixture("captures/us5000.log")
  private let good = "(1.0) can0 35C#C0\n"

  private func run(
    _ arguments: String..., input: String = ""
  ) throws -> ProgramResult {
    try Program.run(
      Program.bmsdumpURL, arguments, input: Array(input.utf8))
  }

  @Test(arguments: [
    ["--format", "xml"], ["--dialect", "none"], ["--id", "35"], ["--nonsense"],
    ["--id", "3511"], ["--id", "800"], ["--id", ""], ["--id", "351,"],
    ["--id", "FFFFFFFF"], ["--id", "+51"], ["--time", "now"],
    ["--color", "blue"],
  ])
  func wrongCommandLine(arguments: [String]) throws {
    let result = try Program.run(Program.bmsdumpURL, arguments)
    // Two digits are a standard identifier.
    #expect(result.status == (arguments.last == "35" ? 65 : 64))
    #expect(result.output.isEmpty)
    #expect(!result.errors.isEmpty)
  }

  @Test func helpAndVersion() throws {
    for arguments in [["--help"], ["decode", "--help"], ["--version"]] {
      let result = try Program.run(Program.bmsdumpURL, arguments)
      #expect(result.status == 0)
      #expect(!result.output.isEmpty && result.errors.isEmpty)
    }
  }

  @Test func decodeIsTheDefault() throws {
    let explicit = try run("decode", log)
    let implicit = try run(log)
    #expect(explicit.output == implicit.output && explicit.status == 0)
    #expect(try run("--dialect", "pylontech", log).output == implicit.output)
    #expect(try run("--dialect", "auto", log).output == implicit.output)
  }

  @Test func standardInput() throws {
    let bytes = try Files.bytes(log)
    let expected = try run(log).output
    #expect(try Program.bmsdump(input: bytes).output == expected)
    #expect(try Program.bmsdump("-", input: bytes).output == expected)
    let pcap = try Files.bytes(Files.fixture("captures/us5000-227.pcap"))
    let piped = try Program.bmsdump("--format", "csv", input: pcap).output
    #expect(piped.split(separator: "\n").count == 16)
  }

  @Test func severalFilesInTurn() throws {
    let console = Files.fixture("captures/us5000-console.txt")
    let result = try run(
      "--dialect", "pylontech", "--format", "csv", log, "/nonexistent", console)
    #expect(result.status == 66)
    #expect(result.output.split(separator: "\n").count == 31)
    #expect(
      result.errors == "bmsdump: /nonexistent: No such file or directory\n")
    // The first failure decides.
    #expect(try run("/dev/null", "/nonexistent", log).status == 65)
  }

  @Test func cannotOpen() throws {
    #expect(try run("/nonexistent").status == 66)
    let directory = try run("/")
    #expect(directory.status == 66)
    #expect(directory.errors == "bmsdump: /: Is a directory\n")
  }

  @Test func notACapture() throws {
    let expected =
      "bmsdump: expected a candump log "
      + "\"(1436509052.249713) can0 351#1402740E740ECC01\""
      + ", candump console output "
      + "\"can0  351   [8]  14 02 74 0E 74 0E CC 01\""
      + ", lines such as \"351 8 14 02 74 0E 74 0E CC 01\" or a table with a header"
      + ", a trace of another program, or pcap or pcapng with CAN frames\n"
    let empty = try run()
    #expect(empty.status == 65)
    #expect(
      empty.errors
        == "bmsdump: standard input: not a capture: it is empty\n")
    let text = try run(input: "hello\nworld\n")
    #expect(text.status == 65)
    #expect(text.output.isEmpty)
    #expect(
      text.errors
        == "bmsdump: standard input: not a capture: no CAN frame in it "
        + "(line 1, byte 1: not a CAN frame)\n" + expected)
    let zip = try Program.bmsdump(input: [0x50, 0x4B, 3, 4])
    #expect(zip.status == 65)
    #expect(
      zip.errors
        == "bmsdump: standard input: not a capture: a zip archive cannot be read "
        + "from a pipe; name the file, or use unzip -p FILE\n")
  }

  @Test func compressedInput() throws {
    guard let gzip = Program.find("gzip") else {
      print("skipped: there is no gzip")
      return
    }
    let shell = URL(fileURLWithPath: "/bin/sh")
    let bmsdump = "'\(Program.bmsdumpURL.path)'"
    try Files.withTemporaryFile { path in
      let packed = try Program.run(
        shell, ["-c", "'\(gzip.path)' -c '\(log)' >'\(path)'"])
      #expect(packed.status == 0)
      let expected = try run(log)
      // A file is looked at before it is decoded, a pipe is not.
      let file = try run(path)
      #expect(file.output == expected.output && file.status == 0)
      #expect(
        file.errors == expected.errors.replacingOccurrences(of: log, with: path)
      )
      #expect(
        try Program.run(shell, ["-c", "\(bmsdump) <'\(path)'"]).output
          == expected.output)
      let piped = "cat '\(path)' | \(bmsdump)"
      #expect(
        try Program.run(shell, ["-c", piped]).output
          == Program.run(shell, ["-c", "cat '\(log)' | \(bmsdump)"]).output)
      // What is to be done when there is no such program.
      let alone = try Program.run(
        shell, ["-c", "PATH=/nonexistent \(bmsdump) '\(path)'"])
      #expect(alone.status == 65)
      #expect(
        alone.errors
          == "bmsdump: \(path): not a capture: it takes gzip to decompress it, "
          + "which is not installed; install it or unpack the file first\n")
    }
    let cut = try Program.bmsdump(input: [0x1F, 0x8B, 8, 0])
    #expect(cut.status == 65)
    #expect(
      cut.errors.hasPrefix(
        "bmsdump: standard input: not a capture: no CAN frame in it (line 1, "
          + "byte 0: damaged or cut off capture: gzip: stdin: unexpected end of "
          + "file)\n"))
  }

  @Test func badLinesAreLocatedAndCounted() throws {
    let input =
      good + "(1.0) can0 35C#C\n" + good + "(1.x) can0 35C#C0\n# comment\n"
      + String(repeating: "(1.0) can0 35C#CG\n", count: 5) + good
    let result = try run(
      "--dialect", "pylontech", "--format", "jsonl", input: input)
    #expect(result.status == 0)
    #expect(result.output.split(separator: "\n").count == 3)
    #expect(
      result.errors == """
        bmsdump: standard input: line 2, byte 17: odd number of hex digits
        bmsdump: standard input: line 4, byte 4: bad timestamp
        bmsdump: standard input: line 6, byte 17: bad hex digit
        bmsdump: standard input: line 7, byte 17: bad hex digit
        bmsdump: standard input: line 8, byte 17: bad hex digit
        bmsdump: standard input: 7 skipped (1 bad timestamp, 5 bad hex digit, \
        1 odd number of hex digits), 3 frames read

        """)
  }

  /// Lines before the first frame are reported once there is one.
  @Test func badLinesBeforeTheFirstFrame() throws {
    let result = try run(
      "--dialect", "pylontech", input: "hello\n" + good)
    #expect(result.status == 0)
    #expect(
      result.errors == """
        bmsdump: standard input: line 1, byte 1: not a CAN frame
        bmsdump: standard input: 1 skipped (1 not a CAN frame), 1 frame read

        """)
  }

  @Test func strictStopsAtTheFirst() throws {
    let input = good + good + "(1.0) can0 35C#C\n" + good
    let result = try run("--strict", "--format", "jsonl", input: input)
    #expect(result.status == 65)
    #expect(result.output.split(separator: "\n").count == 2)
    #expect(
      result.errors
        == "bmsdump: standard input: line 3, byte 17: odd number of hex digits\n"
    )
    let first = try run("--strict", input: "x\n" + good)
    #expect(first.status == 65)
    #expect(first.output.isEmpty)
    #expect(
      first.errors
        == "bmsdump: standard input: line 1, byte 1: not a CAN frame\n"
    )
    // Noise is no error.
    #expect(try run("--strict", input: "# x\n\n^C\n" + good).status == 0)
    // The files behind are not read.
    let several = try run("--strict", "/dev/null", log)
    #expect(several.status == 65 && several.output.isEmpty)
  }

  @Test func outputFile() throws {
    try Files.withTemporaryFile(Array("old content".utf8)) { path in
      let result = try run("--format", "csv", "-o", path, log)
      #expect(result.status == 0 && result.output.isEmpty)
      let content = String(decoding: try Files.bytes(path), as: UTF8.self)
      #expect(content == (try run("--format", "csv", log)).output)
    }
    #expect(try run("-o", "/nonexistent/x", log).status == 66)
    try Files.withTemporaryFile(try Files.bytes(log)) { path in
      let result = try run("-o", path, path)
      #expect(result.status == 64)
      #expect(try Files.bytes(path) == Files.bytes(log))
      let command =
        "'\(Program.bmsdumpURL.path)' -o '\(path)' < '\(path)'"
      let redirected = try Program.run(
        URL(fileURLWithPath: "/bin/bash"), ["-c", command])
      #expect(redirected.status == 64)
      #expect(try Files.bytes(path) == Files.bytes(log))
    }
    // Messages do not land in the output, even if standard error is closed.
    try Files.withTemporaryFile { path in
      let command =
        "'\(Program.bmsdumpURL.path)' --format jsonl -o '\(path)' 2>&-"
      let result = try Program.run(
        URL(fileURLWithPath: "/bin/bash"), ["-c", command],
        input: Array((good + "bad\n").utf8))
      #expect(result.status == 0)
      let content = String(decoding: try Files.bytes(path), as: UTF8.self)
      #expect(content.split(separator: "\n").count == 1)
    }
  }

  @Test func writeErrors() throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else {
      print("skipped: there is no /dev/full")
      return
    }
    let result = try run("--dialect", "pylontech", "-o", "/dev/full", log)
    #expect(result.status == 74)
    #expect(
      result.errors == "bmsdump: cannot write: No space left on device\n")
    // Nothing to write, nothing to fail.
    #expect(try run("-o", "/dev/full", "--format", "none", log).status == 0)
  }

  @Test func closedPipe() throws {
    let long = String(repeating: good, count: 100_000)
    try Files.withTemporaryFile(Array(long.utf8)) { path in
      let command =
        "'\(Program.bmsdumpURL.path)' --dialect pylontech '\(path)' | head -n 1; "
        + "echo ${PIPESTATUS[0]}"
      let result = try Program.run(
        URL(fileURLWithPath: "/bin/bash"), ["-c", command])
      #expect(
        result.output == "1.0  can0  35C  requests         "
          + "charge allowed    discharge allowed\n0\n")
      #expect(result.errors.isEmpty)
    }
  }

  /// What is ready is shown while the other end of a pipe is silent, even in
  /// the middle of a line, and for pcap as well.
  @Test func outputDoesNotWaitForInput() throws {
    let text = Array((good + "(2.0) can0 35C").utf8)
    #expect(try outputWhilePipeIsOpen(text).hasPrefix("1.0  can0  35C"))
    for name in ["us5000-227.pcap", "us5000-227.pcapng"] {
      let bytes = try Files.bytes(Files.fixture("captures/" + name))
      let output = try outputWhilePipeIsOpen(Array(bytes.prefix(200)))
      let interface = name.hasSuffix("ng") ? "  can0" : ""
      #expect(output.hasPrefix("1705449600.000000\(interface)  351  limits"))
    }
  }

  private func outputWhilePipeIsOpen(_ bytes: [UInt8]) throws -> String {
    let process = Process()
    let input = Pipe()
    let output = Pipe()
    process.executableURL = Program.bmsdumpURL
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    input.fileHandleForWriting.write(Data(bytes))
    let shown = output.fileHandleForReading.availableData
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: shown, as: UTF8.self)
  }

  @Test func fileNamesAreShownHarmlessly() throws {
    let result = try run("/non\u{1B}[2Jexistent")
    #expect(result.status == 66)
    #expect(
      result.errors
        == "bmsdump: /non\u{FFFD}[2Jexistent: No such file or directory\n")
  }

  #if os(Linux)
  @Test(arguments: ["decode", "convert", "identify"])
  func failingToWriteIsJSONToo(command: String) throws {
    let arguments =
      command == "identify"
      ? "exec \"$0\" identify --stats json - > /dev/full"
      : "exec \"$0\" \(command) --stats json -o /dev/full -"
    let result = try Program.run(
      URL(fileURLWithPath: "/bin/sh"),
      ["-c", arguments, Program.bmsdumpURL.path], input: Array(good.utf8))
    #expect(result.status == 74)
    let lines = result.errors.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.hasPrefix("{") })
    let failure = "cannot write: No space left on device"
    #expect(
      result.errors.hasSuffix(
        "\n{\"error\":\"\(failure)\",\"exit_status\":74}\n"))
  }
  #endif

  @Test func formatNoneOnlyCounts() throws {
    let result = try run(
      "--dialect", "pylontech", "--format", "none", "-",
      input: good + "x\n" + good)
    #expect(result.status == 0)
    #expect(result.output.isEmpty)
    #expect(
      result.errors == """
        bmsdump: standard input: line 2, byte 1: not a CAN frame
        bmsdump: standard input: 2 frames read, 2 decoded
        bmsdump: standard input: 1 skipped (1 not a CAN frame), 2 frames read

        """)
  }

  @Test func sayingWhyNothingIsShown() throws {
    let other = "(1.0) can0 123#00\n(1.0) can0 00010351#1402\n"
    #expect(
      try run("--dialect", "pylontech", "-", input: other).errors
        == "bmsdump: standard input: 2 frames read, none is a message of this "
        + "dialect; --all shows them\n")
    #expect(
      try run(input: other).errors
        == "bmsdump: standard input: can0: not a home battery's inverter link\n"
    )
    #expect(
      try run(
        "--dialect", "pylontech", "--interface", "can1", "-", input: good
      ).errors
        == "bmsdump: standard input: 1 frame read, none passes --id and "
        + "--interface\n")
    #expect(
      try run("--dialect", "pylontech", "--all", "-", input: other).errors
        .isEmpty)
  }
}
