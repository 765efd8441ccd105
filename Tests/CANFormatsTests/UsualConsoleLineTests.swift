// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import TestSupport
import Testing

@testable import CANFormats

/// The short cut for lines of a console gives what the complete path gives.
@Suite struct UsualConsoleLineTests {
  /// Whatever the lines before were, and whatever follows.
  @Test func shortCutEqualsCompletePath() {
    var random = SeededGenerator()
    print(random)
    var taken = 0
    var shortCut = UsualConsoleLine()
    let rounds = repeatForFuzzDuration {
      var text = random.usualConsoleLine()
      if Int.random(in: 0...3, using: &random) == 0 {
        text = random.mutate(text)
      }
      text += Bool.random(using: &random) ? [0x0A] : [0x0D, 0x0A]
      let end = text.firstIndex(of: 0x0A) ?? text.count
      text += random.usualConsoleLine() + random.bytes(UsualConsoleLine.reach)
      let start = Int.random(in: 0...9, using: &random)
      let block = random.bytes(start) + text
      var usual = CANFrame.used
      let next = shortCut.parse(block.span, at: start, into: &usual)
      guard let next else { return }
      taken += 1
      #expect(next == start + end + 1)
      let line = text[..<end].split(separator: 0x0D).first.map(Array.init) ?? []
      let name = "\(String(decoding: line, as: UTF8.self))"
      var format = CandumpConsole()
      #expect(format.outcome(line) == .success(usual), "\(name)")
      // No other format comes before it, nor is the line a comment.
      var parser = TextLineParser()
      var frame = CANFrame.used
      #expect((try? parser.parse(line.span, into: &frame)) == true, "\(name)")
      #expect(frame == usual, "\(name)")
    }
    #expect(taken > rounds / 10)
  }

  struct Vector: CustomTestStringConvertible {
    let lines: [String]
    var testDescription: String { lines[0] }
    init(_ lines: String...) { self.lines = lines }
  }

  /// All lines of a usual shape are taken, also the first one.
  @Test(arguments: [
    Vector(
      " (1436509052.249713)  can0  351   [8]  14 02 74 0E 74 0E CC 01",
      " (1436509052.349713)  can0  355   [4]  14 02 74 0E",
      " (1436509059.349713)  can0  355   [1]  14",
      " (1436509060.349713)  can0  18FF50E5   [2]  14 FF",
      " (1436509060.349713)  vcan0  18FF50E5   [2]  14 FF",
      "(1436509060.349713)  R#X0  1FFFFFFF   [2]  DC B4"),
    Vector(
      "  can0  351   [8]  14 02 74 0E 74 0E CC 01",
      "  vcan0  351   [7]  14 02 74 0E 74 0E CC",
      "  vcan0  351   [6]  14 02 74 0E 74 0E"),
    Vector(
      " (000.000000)  can0  351   [8]  14 02 74 0E 74 0E CC 01",
      " (019.999999)  can0  351   [3]  14 02 74",
      " (1000.000001)  can0  351   [5]  14 02 74 0E CC"),
    Vector(
      " (2023-04-11 16:17:58.879041)  can0  351   [1]  14",
      " (2023-04-11 16:17:59.879041)  can0  351   [1]  14",
      " (2023-04-11 16:18:00.879041)  can0  351   [1]  14"),
    Vector(
      "  can0  351  [8] 14 02 74 0E 74 0E CC 01", "  can0  351  [1] 14",
      "(1436509052.249713)  can0       351   [1]  14"),
    // Frames without data, as candump prints them and with another blank.
    Vector(
      "  can0  351   [0] ", "  can0  351   [0]  ", "  can0  351  [0] ",
      " (1436509052.249713)  can0  18FF50E5   [0] "),
    // Time and interface come and go.
    Vector(
      " (1436509052.249713)  can0  351   [1]  14", "  can0  351   [1]  14",
      " (1436509052.249713)  can0  351   [1]  14", " can0  351   [1]  14",
      " (012.249713)  can0  351   [1]  14"),
  ])
  func takes(_ vector: Vector) {
    var shortCut = UsualConsoleLine()
    for line in vector.lines {
      for end in ["\n", "\r\n"] {
        let padding = String(repeating: "x", count: UsualConsoleLine.reach)
        let block = [UInt8]((line + end + padding).utf8)
        var frame = CANFrame.used
        let next = shortCut.parse(block.span, at: 0, into: &frame)
        #expect(next == line.utf8.count + end.utf8.count, "\(line)")
        var format = CandumpConsole()
        #expect(format.outcome(line) == .success(frame), "\(line)")
        var parser = TextLineParser()
        var same = CANFrame.used
        #expect(
          (try? parser.parse(line.utf8.span, into: &same)) == true, "\(line)")
        #expect(same == frame, "\(line)")
      }
    }
  }

  /// Lines that look usual, behind one that has taught how they begin.
  @Test(arguments: [
    " (1436509062.249713}  vcan0  351   [1]  14",
    ")  can0  351   [1]  14", " (1436509062.249713  can0  351   [1]  14",
    " (1436509052,249713)  can0  351   [1]  14",
    " (1436509052.249713)  can0  351   [1]  14 02",
    " (1436509052.249713)  can0  351   [2]  14",
    " (1436509052.249713)  can0  351   [2]  14 0",
    " (1436509052.249713)  can0  351   [2]  14-02",
    " (1436509052.249713)  can0  351   [0]",
    " (1436509052.249713)  can0  8FF   [1]  14",
    " (1436509052.249713)  can0  351   [9]  14",
    " (1436509052.249713)  can0  351   [2]  remote request",
    " (1436509052.249713)  can0  20000004   [1]  14",
    " (2023-04-11 16:17:60.879041)  can0  351   [1]  14",
    "  RX0  351   [1]  14", "  12:  351   [1]  14", "  #a  351   [1]  14",
    "//can0  351   [1]  14", "> can0  351   [1]  14",
  ])
  func leaves(_ line: String) {
    let teacher = " (1436509052.249713)  can0  351   [1]  14\n"
    let padding = String(repeating: "x", count: UsualConsoleLine.reach)
    let block = [UInt8]((teacher + line + "\n" + padding).utf8)
    var shortCut = UsualConsoleLine()
    var frame = CANFrame()
    let next = shortCut.parse(block.span, at: 0, into: &frame)
    #expect(next == teacher.utf8.count)
    #expect(
      shortCut.parse(block.span, at: teacher.utf8.count, into: &frame) == nil)
  }
}

extension SeededGenerator {
  /// A line as candump prints it, that often begins like others.
  mutating func usualConsoleLine() -> [UInt8] {
    let times = [
      "", "", " (1436509052.", " (1436509058.", " (1436509062.", "(1436509052.",
      " (000.", " (007.", " (1000.", " (5.", " (9223372036.",
      " (2023-04-11 16:17:52.", " (2023-04-11 16:17:58.",
      " (2023-04-11 16:17:60.", " (9999999999.",
    ]
    var time = times.randomElement(using: &self) ?? ""
    if !time.isEmpty {
      time += "\(Int.random(in: 100_000...999_999, using: &self))) "
    }
    let names = ["  can0  ", " can0 ", " vcan10  ", " RX0  ", "  a:\u{1B}  "]
    let name = names.randomElement(using: &self) ?? ""
    let ids = ["351", "7fF", "8FF", "18FF50E5", "1fffffff", "20000004", "18"]
    let id = ids.randomElement(using: &self) ?? ""
    let count = Int.random(in: 0...8, using: &self)
    let isOld = Int.random(in: 0...4, using: &self) == 0
    let length = isOld ? "  [\(count)]" : "   [\(count)] "
    var data = ""
    for byte in bytes(count) {
      let digits = String(byte, radix: 16, uppercase: byte & 1 == 0)
      data += (byte < 16 ? " 0" : " ") + digits
    }
    return Array((time + name + id + length + data).utf8)
  }
}
