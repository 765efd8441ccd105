// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// Several threads write, say and return what one does.
@Suite struct ThreadsTests {
  private static let formats = [
    ["--format", "text"], ["--format", "text", "--all", "--color", "always"],
    ["--format", "jsonl", "--all"], ["--format", "csv"],
    ["--format", "none", "--stats", "json"],
    ["--format", "csv", "--id", "351,355", "--interface", "can1"],
    ["--time", "delta"], ["--time", "relative"], ["--time", "iso"],
    ["--dialect", "victron", "--format", "jsonl"],
    ["events", "--format", "csv"], ["summary", "--format", "json"],
    ["summary", "--interface", "can1", "--stats", "json"],
    ["check", "--format", "jsonl"], ["report", "--format", "svg"],
  ]

  private func expectTheSame(
    _ options: [String], _ path: String, sourceLocation: SourceLocation
  ) throws {
    let arguments = options + [path, "--threads"]
    let one = try Program.run(Program.bmsdumpURL, arguments + ["1"])
    let three = try Program.run(Program.bmsdumpURL, arguments + ["3"])
    #expect(three.status == one.status, sourceLocation: sourceLocation)
    #expect(three.errors == one.errors, sourceLocation: sourceLocation)
    #expect(
      three.output == one.output, "\(options)", sourceLocation: sourceLocation)
  }

  /// A log of several interfaces, wider and wider, with a battery that changes
  /// its dialect, times that go back, and bad lines.
  private static func log(_ random: inout SeededGenerator) -> [UInt8] {
    let pylontech = [
      "351#1402E402E402C201", "355#3E006200", "356#50147700E700",
      "359#0000000004504E", "35C#C000", "35E#50594C4F4E202020",
    ]
    let victron = [
      "351#1402E402E402C201", "355#3E00620038180000", "356#50147700E700",
      "35A#0000000000000000", "35F#4C69000100640000", "372#0100000000000000",
      "35E#4259440000000000", "305#0000000000000000",
    ]
    var text: [UInt8] = []
    for second in 0..<2500 {
      let frames = second < 1400 ? pylontech : victron
      let number = Int.random(in: 0...2, using: &random)
      let name = second == 2000 ? "a_long_one" : "can\(number)"
      for (index, frame) in frames.enumerated() {
        let seconds = 1_705_449_600 + (second == 700 ? second - 60 : second)
        var line = Array("(\(seconds).00\(index)000) \(name) \(frame)".utf8)
        switch Int.random(in: 0...99, using: &random) {
        case 0: line = random.mutate(line)
        case 1: line += Array("\n  can1  18FF50E5   [2]  14 02".utf8)
        case 2: line += [0x0D]
        case 3: line += Array("\n# comment".utf8)
        default: break
        }
        if index == 2 {
          // A current that changes, so that rows do.
          let current = 0x50 + second % 40
          let hex = String(current, radix: 16, uppercase: true)
          line = Array(
            "(\(seconds).002000) \(name) 356#5014\(hex)00E700".utf8)
        }
        text += line + [0x0A]
      }
    }
    return text
  }

  @Test func aLongLog() throws {
    var random = SeededGenerator()
    print(random)
    try Files.withTemporaryFile(Self.log(&random)) { path in
      for options in Self.formats {
        try expectTheSame(options, path, sourceLocation: #_sourceLocation)
      }
    }
  }

  /// What comes behind a line that is too long is read as well.
  @Test func aLineThatIsTooLong() throws {
    var random = SeededGenerator()
    print(random)
    let log = Self.log(&random)
    let long = [UInt8](repeating: 0x41, count: 300_000) + [0x0A]
    try Files.withTemporaryFile(log + long + log) { path in
      try expectTheSame(
        ["--format", "jsonl"], path, sourceLocation: #_sourceLocation)
    }
  }

  @Test func sharedCaptures() throws {
    let names = [
      "large/redpesk-ford-focus-lights.log",
      "formats/candump-console/nzalev-cana.txt",
      "formats/candump-log/icsim-sample-can.log",
      "battery/derived/dyness-b4850-run1.candump.log",
    ]
    for name in names {
      guard let path = Files.sharedCapture(name) else {
        print("skipped, not here: \(name)")
        continue
      }
      for options in Self.formats.prefix(4) {
        try expectTheSame(options, path, sourceLocation: #_sourceLocation)
      }
    }
  }

  @Test func aWrongNumber() throws {
    for number in ["0", "65", "-1"] {
      let result = try Program.bmsdump("--threads=\(number)", "none")
      #expect(result.status == 64)
      #expect(
        result.errors.contains("--threads takes a number from 1 to 64."))
    }
  }
}
