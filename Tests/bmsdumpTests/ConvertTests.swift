// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANCapture
import Foundation
import TestSupport
import Testing

/// What `bmsdump convert` writes, and what it says of it.
@Suite struct ConvertTests {
  private let log = Files.fixture("captures/us5000.log")

  private func convert(
    _ arguments: String..., input: String = ""
  ) throws -> ProgramResult {
    try Program.run(
      Program.bmsdumpURL, ["convert"] + arguments, input: Array(input.utf8))
  }

  /// Converts to a file and returns its bytes.
  private func bytes(
    _ arguments: String..., input: [UInt8] = []
  ) throws -> (bytes: [UInt8], result: ProgramResult) {
    try Files.withTemporaryFile { path in
      let result = try Program.run(
        Program.bmsdumpURL, ["convert", "-o", path] + arguments, input: input)
      return (try Files.bytes(path), result)
    }
  }

  private func frames(_ bytes: [UInt8]) -> [CANFrame] {
    var capture = CaptureReader(bytes: bytes)
    var frames: [CANFrame] = []
    while let frame = try? capture.nextFrame() { frames.append(frame) }
    return frames
  }

  // MARK: The fixtures

  @Test(arguments: ["us5000.log", "us5000-console.txt"])
  func logToLog(name: String) throws {
    let result = try convert(Files.fixture("captures/" + name))
    #expect(result.status == 0)
    #expect(Array(result.output.utf8) == (try Files.bytes(log)))
    #expect(result.errors == "bmsdump: standard output: 16 frames written\n")
  }

  @Test(arguments: [
    "us5000-227.pcap", "us5000-227-be-ns.pcap", "us5000-113.pcap",
    "us5000-276-be.pcap", "us5000-227.pcapng", "us5000-113-be-ns.pcapng",
  ])
  func pcapToLog(name: String) throws {
    let result = try convert(Files.fixture("captures/" + name))
    #expect(result.status == 0)
    #expect(Array(result.output.utf8) == (try Files.bytes(log)))
    let direction =
      "bmsdump: standard output: 16 frames: without their direction, which "
      + "Wireshark cannot read; --direction keeps it\n"
    let unnamed =
      "bmsdump: standard output: 16 frames: no interface name, can0 is written\n"
    #expect(
      result.errors
        == "bmsdump: standard output: 16 frames written\n"
        + (name.contains("-227") ? "" : direction)
        + (name.hasSuffix("ng") ? "" : unnamed))
  }

  @Test(arguments: [
    ("us5000-113.pcap", "us5000-227.pcap"),
    ("us5000-227.pcapng", "us5000-227.pcap"),
  ])
  func pcapToPcap(from name: String, to other: String) throws {
    let written = try bytes(
      "--format", "pcap", Files.fixture("captures/" + name))
    #expect(
      written.bytes == (try Files.bytes(Files.fixture("captures/" + other))))
  }

  @Test func nanosecondsToPcap() throws {
    let path = Files.fixture("captures/us5000-227-be-ns.pcap")
    let written = try bytes("--format", "pcap", path)
    #expect(Array(written.bytes.prefix(4)) == [0x4D, 0x3C, 0xB2, 0xA1])
    #expect(frames(written.bytes) == frames(try Files.bytes(path)))
    #expect(written.result.errors.hasSuffix("16 frames written\n"))
  }

  @Test func logToPcap() throws {
    try Files.withTemporaryFile { path in
      let output = path + ".PCAP"
      defer { try? FileManager.default.removeItem(atPath: output) }
      let result = try convert("-o", output, log)
      #expect(result.status == 0 && result.output.isEmpty)
      #expect(
        try Files.bytes(output)
          == Files.bytes(Files.fixture("captures/us5000-227.pcap")))
      #expect(
        result.errors
          == "bmsdump: \(output): 16 frames written\n"
          + "bmsdump: \(output): 1 interface name (can0) not kept in pcap; "
          + "a candump log has them\n")
      // Now and then the name is the right one.
      #expect(
        try Array(convert(output).output.utf8) == Files.bytes(log))
    }
  }

  // MARK: What is lost

  private let rich = """
    (2024-01-17 00:00:00.5) can0 351#1402740E740ECC01
    (1705449600.123456789) can0 351#1402740E740ECC01_B R
    (1705449600.12) vcan0 00000351##1C800 T
    (1.0) can0 351#R8
    (5000000000.0) can0 20000004#0004
    351#C8
    (1705449600.123) k\u{E4}se 351#C8

    """

  @Test func lossesInALog() throws {
    let result = try convert(input: rich)
    #expect(
      result.output == """
        (1705449600.500000) can0 351#1402740E740ECC01
        (1705449600.123456) can0 351#1402740E740ECC01
        (1705449600.120000) vcan0 00000351##1C800
        (0000000001.000000) can0 351#R8
        (5000000000.000000) can0 20000004#0004
        (0000000000.000000) can1 351#C8
        (1705449600.123000) k%C3%A4se 351#C8

        """)
    #expect(
      result.errors == """
        bmsdump: standard input: time goes back 4 times, first from 1705449600.5 \
        to 1705449600.123456789, at frame 2
        bmsdump: standard output: 7 frames written
        bmsdump: standard output: 2 frames: without their direction, which \
        Wireshark cannot read; --direction keeps it
        bmsdump: standard output: 1 frame: without their raw length code, which \
        Wireshark and python-can cannot read; --raw-dlc keeps one of 9 to 15
        bmsdump: standard output: 1 frame: time cut to microseconds, since \
        Wireshark misreads more digits; --nanoseconds keeps them
        bmsdump: standard output: 1 frame: local time, written as if it were UTC
        bmsdump: standard output: 1 frame: no time, 0 is written
        bmsdump: standard output: 1 interface name (k\u{E4}se) spelt with % and \
        hex digits
        bmsdump: standard output: 1 frame: no interface name, can1 is written

        """)
    let all = try convert(
      "--direction", "--raw-dlc", "--nanoseconds", input: rich)
    #expect(
      all.output == """
        (1705449600.500000000) can0 351#1402740E740ECC01
        (1705449600.123456789) can0 351#1402740E740ECC01_B R
        (1705449600.120000000) vcan0 00000351##1C800 T
        (0000000001.000000000) can0 351#R8
        (5000000000.000000000) can0 20000004#0004
        (0000000000.000000000) can1 351#C8
        (1705449600.123000000) k%C3%A4se 351#C8

        """)
    #expect(all.errors.split(separator: "\n").count == 6)
  }

  @Test func lossesInPcap() throws {
    let written = try bytes("--format", "pcap", input: Array(rich.utf8))
    let lines = written.result.errors.split(separator: "\n").map { line in
      String(line.split(separator: ": ", maxSplits: 2).last ?? "")
    }
    let expected = """
      time goes back 4 times, first from 1705449600.5 to \
      1705449600.123456789, at frame 2
      7 frames written
      2 frames: without their direction, which pcap does not hold; a candump \
      log can with --direction
      1 frame: time cut to microseconds, like that of the first frame; \
      --nanoseconds keeps more
      1 frame: local time, written as if it were UTC
      1 frame: time after 2106, which pcap does not hold, 0 is written
      1 frame: no time, 0 is written
      3 interface names (can0, vcan0, k\u{E4}se) not kept in pcap; a candump \
      log has them
      """
    #expect(lines.joined(separator: "\n") == expected)
    let copies = frames(written.bytes)
    let originals = frames(Array(rich.utf8))
    #expect(copies.map(\.id) == originals.map(\.id))
    #expect(copies.map(\.kind) == originals.map(\.kind))
    #expect(copies.map(\.dlc) == originals.map(\.dlc))
    #expect(copies.map(\.payload) == originals.map(\.payload))
    #expect(
      copies.map(\.timestamp?.nanoseconds) == [
        1_705_449_600_500_000_000, 1_705_449_600_123_456_000,
        1_705_449_600_120_000_000, 1_000_000_000, 0, 0,
        1_705_449_600_123_000_000,
      ])
    let precise = try bytes(
      "--format", "pcap", "--nanoseconds", input: Array(rich.utf8))
    #expect(
      frames(precise.bytes)[1].timestamp
        == Timestamp(
          nanoseconds: 1_705_449_600_123_456_789, fractionDigits: 9))
  }

  /// Two buses stay two, whichever comes first.
  @Test func namesStayApart() throws {
    #expect(
      try convert(input: "351#01\n(1.0) can0 351#02\n351#03\n").output == """
        (0000000000.000000) can0 351#01
        (0000000001.000000) %63an0 351#02
        (0000000000.000000) can0 351#03

        """)
    let many = (0..<70).map { "(1.0) can\($0) 351#C8\n" }.joined()
    let last = try convert(input: many + "351#C8\n").output.split(
      separator: "\n")
    #expect(last.count == 71)
    #expect(last.last == "(0000000000.000000) % 351#C8")
  }

  // MARK: The command line

  @Test func filters() throws {
    let input = "(1.0) can0 351#01\n(1.0) can1 351#02\n(1.0) can0 355#03\n"
    #expect(
      try convert("--id", "351", "--interface", "can1", input: input).output
        == "(0000000001.000000) can1 351#02\n")
    let none = try convert("--id", "7FF", input: input)
    #expect(none.status == 0 && none.output.isEmpty)
    #expect(
      none.errors == """
        bmsdump: standard input: 3 frames read, none passes --id and --interface
        bmsdump: standard output: 0 frames written

        """)
  }

  @Test func severalInputs() throws {
    let result = try convert(
      log, "/nonexistent", "-", input: "(1.0) can1 351#01\n")
    #expect(result.status == 66)
    #expect(result.output.split(separator: "\n").count == 17)
    #expect(
      result.errors == """
        bmsdump: /nonexistent: No such file or directory
        bmsdump: standard output: 17 frames written

        """)
  }

  @Test func badLines() throws {
    let input = "(1.0) can0 351#01\n(1.0) can0 351#0\n(1.0) can0 351#02\n"
    let result = try convert(input: input)
    #expect(result.status == 0)
    #expect(result.output.split(separator: "\n").count == 2)
    #expect(
      result.errors == """
        bmsdump: standard input: line 2, byte 17: odd number of hex digits
        bmsdump: standard input: 1 skipped (1 odd number of hex digits), 2 \
        frames read
        bmsdump: standard output: 2 frames written

        """)
    let strict = try convert("--strict", input: input)
    #expect(strict.status == 65)
    #expect(strict.output == "(0000000001.000000) can0 351#01\n")
    #expect(
      strict.errors == """
        bmsdump: standard input: line 2, byte 17: odd number of hex digits
        bmsdump: standard output: 1 frame written

        """)
  }

  @Test func nothingToConvert() throws {
    let empty = try bytes("--format", "pcap")
    #expect(empty.result.status == 65 && empty.bytes.isEmpty)
    #expect(!empty.result.errors.contains("written"))
    // A filter that nothing passes leaves an empty capture.
    let none = try bytes("--format", "pcap", "--id", "7FF", log)
    #expect(none.result.status == 0 && none.bytes.count == 24)
  }

  @Test func wrongCommandLine() throws {
    let cases = [
      ["--format", "csv"], ["-o", "a.pcapng", log], ["-o", "a.LOG.gz", log],
      ["-o", "a.asc", log],
      ["--direction", "-o", "a.pcap"],
      ["--format", "pcap", "--direction"], ["--nonsense"], ["--id", "3511"],
    ]
    for arguments in cases {
      let result = try Program.run(
        Program.bmsdumpURL, ["convert"] + arguments)
      #expect(result.status == 64, "\(arguments)")
      #expect(result.output.isEmpty)
    }
    let help = try convert("--help")
    #expect(help.status == 0 && help.output.contains("--raw-dlc"))
  }

  @Test func noPcapOnATerminal() throws {
    guard let script = Program.find("script") else {
      print("skipped: no program script")
      return
    }
    let command = "\(Program.bmsdumpURL.path) convert --format pcap \(log)"
    let result = try Program.run(script, ["-qec", command, "/dev/null"])
    #expect(result.status == 64)
    #expect(result.output.contains("pcap is not for a terminal"))
  }

  @Test func outputErrors() throws {
    let same = try Files.withTemporaryFile(Array("351#01\n".utf8)) { path in
      try (convert("-o", path, path), Files.bytes(path))
    }
    #expect(same.0.status == 64 && same.1 == Array("351#01\n".utf8))
    #expect(try convert("-o", "/nonexistent/a", log).status == 66)
    if FileManager.default.fileExists(atPath: "/dev/full") {
      for format in ["candump", "pcap"] {
        let full = try convert("--format", format, "-o", "/dev/full", log)
        #expect(full.status == 74)
        #expect(
          full.errors
            == "bmsdump: cannot write: No space left on device\n")
      }
    }
  }

  /// More than a buffer of packets of both sizes, all of them whole.
  @Test func longCapture() throws {
    let lines = (0..<5000).map { number in
      "(\(number).000001) can0 \(number % 3 == 0 ? "351##1C8" : "355#C800")\n"
    }
    let input = Array(lines.joined().utf8)
    let written = try bytes("--format", "pcap", input: input)
    #expect(written.result.status == 0)
    #expect(written.bytes.count == 24 + 1667 * 88 + 3333 * 32)
    let originals = frames(input)
    let copies = frames(written.bytes)
    #expect(copies.map(\.timestamp) == originals.map(\.timestamp))
    #expect(copies.map(\.payload) == originals.map(\.payload))
  }

  // MARK: Captures of other people

  /// What is written of each of them is read as the same frames.
  @Test func sharedCaptures() throws {
    guard let folder = Files.sharedCapture("") else {
      print("skipped: no captures of other people are here")
      return
    }
    let paths =
      FileManager.default.enumerator(atPath: folder)?
      .compactMap { $0 as? String }.sorted() ?? []
    var converted = 0
    for path in paths.map({ folder + "/" + $0 }) {
      var isDirectory: ObjCBool = false
      _ = FileManager.default.fileExists(
        atPath: path, isDirectory: &isDirectory)
      if isDirectory.boolValue { continue }
      guard let originals = readable(path) else { continue }
      let log = try bytes("--direction", "--raw-dlc", "--nanoseconds", path)
      #expect(log.result.status == 0, "\(path)")
      let lines = frames(log.bytes)
      #expect(lines.count == originals.count, "\(path)")
      for (line, original) in zip(lines, originals) {
        guard line.isCopy(of: original, direction: true) else {
          Issue.record("\(path): \(original) became \(line)")
          break
        }
      }
      let pcap = try bytes("--format", "pcap", "--nanoseconds", path)
      let packets = frames(pcap.bytes)
      #expect(packets.count == originals.count, "\(path)")
      for (packet, original) in zip(packets, originals) {
        guard packet.isCopy(of: original, direction: false) else {
          Issue.record("\(path): \(original) became \(packet)")
          break
        }
      }
      converted += 1
    }
    print("\(converted) of \(paths.count) files were converted")
    #expect(converted >= 40)
  }

  /// The frames of a file, or `nil` if it is no capture.
  private func readable(_ path: String) -> [CANFrame]? {
    guard var capture = try? CaptureReader(path: path) else { return nil }
    var frames: [CANFrame] = []
    do {
      while let frame = try capture.nextFrame() { frames.append(frame) }
    } catch {
      return nil
    }
    return frames
  }
}

extension CANFrame {
  /// Whether the frame says the same, as far as the formats can.
  fileprivate func isCopy(of other: CANFrame, direction: Bool) -> Bool {
    id == other.id && kind == other.kind && dlc == other.dlc
      && payload == other.payload
      && timestamp?.nanoseconds == other.timestamp?.nanoseconds ?? 0
      && (!direction || self.direction == other.direction)
      && (!direction || other.interface.isEmpty
        || interface == other.interface)
  }
}
