// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct TextLineParserTests {
  @Test(arguments: [
    "", "   ", "\t", "# comment", "// can1  351   [6]  14 02 50 02 C8 05",
    "; comment", "; 351 [1] 14", "> ; 351 [1] 14",
    "^C", "^Cpi@raspberrypi:~ $ ", "...", "$ candump can0",
    "root@raspberrypi4:~# date;candump can8;date",
    "[user@host ~]$ candump -t a can0", "pi@raspberrypi:~ $",
    "candump can0", "sudo ./candump -L can0,351:7FF", "/usr/bin/candump any",
    "Wed Mar 22 16:00:11 UTC 2023", "Wed Mar  2 16:00:11 UTC 2023",
    "\tcontroller-problem{}", "        tx-timeout",
    "\tprotocol-violation{{tx-dominant-bit-error}{}}", "\r", "# x\r",
    "\r\r", "\r# x", "\u{FEFF}", "\u{FEFF}# 351 [1] 14", "> # 351 [1] 14",
    "> ", "> # x", "\u{9}lost-arbitration{at bit 5}", "\u{9}bus-off\u{1B}[0m",
    "\u{9}error-counter-tx-rx{{1}{135}}", "\u{9}restarted-after-bus-off",
    "\u{9}controller-problem{rx-overflow,tx-error-warning}",
    "\u{9}protocol-violation{{bit-stuffing-error}{id.28-to-id.28}}\u{1B}[0m",
    "DROPCOUNT: dropped 3 CAN frames on 'can0' socket (total drops 3)",
    "interface = can0, family = 29, type = 3, proto = 1",
    "[7 CAN frames not printed]", "[08:20:05][D][main:1]: x",
  ])
  func noise(line: String) throws {
    var parser = TextLineParser()
    var frame = CANFrame()
    #expect(try !parser.parse(Array(line.utf8).span, into: &frame))
  }

  @Test(arguments: [
    "hello", "error", "Old Pylontechs:", "can0", "351", "controller-problem{}",
    "mail me @ home", "user@host", "candumpster", "..x", "/dev/can0",
    "Wed Mar 22", "{\"id\": 849}", "1,2,3",
  ])
  func notNoise(line: String) {
    var parser = TextLineParser()
    var frame = CANFrame()
    #expect(throws: MalformedFrame.self) {
      try parser.parse(Array(line.utf8).span, into: &frame)
    }
  }

  /// The error is the one of the format that got furthest.
  @Test func errorOfTheLikeliestFormat() {
    var parser = TextLineParser()
    var frame = CANFrame()
    #expect(throws: MalformedFrame(.oddHexDigits, at: 23)) {
      try parser.parse(Array("  can0  351   [2]  14 0".utf8).span, into: &frame)
    }
    #expect(throws: MalformedFrame(.oddHexDigits, at: 18)) {
      try parser.parse(Array("(0.000000) x 351#0".utf8).span, into: &frame)
    }
  }

  /// Frames in quoted mail, and behind the zeros that a power cut leaves.
  @Test(arguments: [
    "> (0.5) can0 351#1402", ">>  can0  351   [2]  14 02",
    "> > (0.5) can0 351#1402", "\0\0\0(0.5) can0 351#1402",
    "     1\t(0.5) can0 351#1402", "12:  can0  351   [2]  14 02",
    "> 7: 351#1402", "\u{FEFF}(0.5) can0 351#1402",
    "\u{FEFF} can0  351   [2]  14 02",
  ])
  func framesBehindMarks(line: String) throws {
    var parser = TextLineParser()
    var frame = CANFrame()
    #expect(try parser.parse(Array(line.utf8).span, into: &frame))
    #expect(frame.payload.bytes == [0x14, 0x02])
    let bad = Array(line.utf8) + [UInt8(ascii: "G")]
    #expect(throws: MalformedFrame.self) {
      try parser.parse(bad.span, into: &frame)
    }
  }

  @Test func errorsBehindMarksAreLocatedInTheLine() {
    var parser = TextLineParser()
    var frame = CANFrame()
    #expect(throws: MalformedFrame(.oddHexDigits, at: 20)) {
      try parser.parse(Array("> (0.000000) x 351#0".utf8).span, into: &frame)
    }
    #expect(throws: MalformedFrame(.oddHexDigits, at: 22)) {
      try parser.parse(
        Array("12: (0.000000) x 351#0".utf8).span, into: &frame)
    }
  }

  @Test func formatsMayAlternate() throws {
    var parser = TextLineParser()
    var frame = CANFrame()
    for round in 0..<6 {
      let line =
        round % 3 == 0 ? "  can0  351   [2]  14 02" : "(0.5) can0 351#1402\r"
      #expect(try parser.parse(Array(line.utf8).span, into: &frame))
      #expect(frame.payload.bytes == [0x14, 0x02])
      #expect((frame.timestamp == nil) == (round % 3 == 0))
    }
  }

  /// The formats are tried in another order behind a line of another format.
  ///
  /// All parsers have read the same lines, since some formats read more of what
  /// is like a name once they are known to be in use.
  @Test func errorsDoNotDependOnTheFormatBefore() throws {
    var random = SeededGenerator()
    print(random)
    let lines = [
      "(0.500000) can0 351#14", "  can0  351   [1]  14",
      "(0.500) RX0 351 [1] 14", "0.5 1R11 351 14", "t351114",
      "< frame 351 0.500000 14 >", "0.0 1 351 Rx d 1 14",
    ]
    let behind = try lines.indices.map { first in
      var parser = TextLineParser()
      var frame = CANFrame()
      for line in lines[first...] + lines[..<first] {
        try #require(try parser.parse(Array(line.utf8).span, into: &frame))
      }
      return parser
    }
    func expectOne(_ line: [UInt8]) {
      let expected = outcome(line, behind[0])
      for parser in behind[1...] {
        #expect(outcome(line, parser) == expected, "\(line)")
      }
    }
    // What looks like an slcan frame may be the name of an interface.
    expectOne(Array("t35121402]  351   [1]  14".utf8))
    repeatForFuzzDuration {
      let line = FormatsTests.lines.randomElement(using: &random) ?? []
      expectOne(random.mutate(line))
    }
  }

  private func outcome(
    _ line: [UInt8], _ parser: TextLineParser
  ) -> LineOutcome {
    var parser = parser
    var frame = CANFrame.used
    do throws(MalformedFrame) {
      let isFrame = try parser.parse(line.span, into: &frame)
      return .success(isFrame ? frame : nil)
    } catch {
      return .failure(error)
    }
  }

  /// Nothing of earlier frames shows in a later one; what earlier headers say
  /// may.
  @Test func framesDoNotLeak() {
    var random = SeededGenerator()
    print(random)
    var reused = TextLineParser()
    var frame = CANFrame()
    var frames = 0
    let rounds = repeatForFuzzDuration {
      var line = FormatsTests.lines.randomElement(using: &random) ?? []
      if Int.random(in: 0...2, using: &random) == 0 {
        line = random.mutate(line)
      }
      if Int.random(in: 0...9, using: &random) == 0 {
        line = random.bytes(Int.random(in: 0...200, using: &random))
      }
      var fresh = reused
      var freshFrame = CANFrame()
      let isFrame = try? reused.parse(line.span, into: &frame)
      let isFresh = try? fresh.parse(line.span, into: &freshFrame)
      #expect(isFrame == isFresh, "\(line)")
      if isFrame == true {
        frames += 1
        #expect(frame == freshFrame, "\(line)")
      }
    }
    #expect(frames > rounds / 10)
  }
}
