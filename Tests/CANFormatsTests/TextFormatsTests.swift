// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import TestSupport
import Testing

@testable import CANFormats

/// A first look at a line leaves out only what the complete parsers refuse.
@Suite struct TextFormatsTests {
  /// The tests of all formats rely on the order of the subjects.
  @Test func eachFormatHasASubject() {
    let names = FormatsTests.Subject.all.map { $0.name.lowercased() }
    var formats: [String] = []
    while let format = TextFormat(rawValue: UInt8(formats.count)) {
      formats.append("\(format)".lowercased())
    }
    #expect(formats == names)
  }

  /// A format that is left out would not have recognised the line, whatever
  /// headers it has seen.
  @Test func formatsLeftOutDoNotRecogniseTheLine() {
    var random = SeededGenerator()
    print(random)
    var leftOut = 0
    let rounds = repeatForFuzzDuration {
      let line = random.badLine()
      let formats = TextFormatSet(line.span, LineMarks(line.span))
      for (index, subject) in FormatsTests.Subject.all.enumerated() {
        guard let format = TextFormat(rawValue: UInt8(index)),
          !formats.contains(format)
        else { continue }
        leftOut += 1
        let outcomes =
          [subject.outcome(line)] + Self.behindHeaders(format, line)
        for outcome in outcomes {
          guard case .failure(let error) = outcome else {
            Issue.record("\(format) \(String(decoding: line, as: UTF8.self))")
            continue
          }
          #expect(
            error.reason == .notAFrame,
            "\(format) \(String(decoding: line, as: UTF8.self))")
        }
      }
    }
    #expect(leftOut > rounds)
  }

  /// What the formats with a memory say about a line behind headers.
  private static func behindHeaders(
    _ format: TextFormat, _ line: [UInt8]
  ) -> [LineOutcome] {
    switch format {
    case .vectorASC:
      return [outcome(line, behind: "base dec", VectorASC())]
    case .pcanTrace:
      // Each of the columns that may be the first one.
      return [
        "N,O,I,T,d,l,D", "O,I,d,l,D", "B,O,I,d,l,D", "I,O,d,l,D",
        "T,O,I,d,l,D", "d,O,I,l,D", "R,O,I,d,l,D", "L,O,I,d,D",
      ].map { outcome(line, behind: ";$COLUMNS=\($0)", PCANTrace()) }
    default: return []
    }
  }

  private static func outcome(
    _ line: [UInt8], behind header: String, _ format: some LineFormat
  ) -> LineOutcome {
    var format = format
    #expect(format.outcome(header) == .success(nil))
    return format.outcome(line)
  }

  /// What a format finds wrong with a line that it knows is not lost.
  @Test func errorsAreKept() {
    var random = SeededGenerator()
    print(random)
    var compared = 0
    let rounds = repeatForFuzzDuration {
      let line = random.badLine()
      guard !Self.hasMarkInFront(line), Self.isKnownAndWrong(line) else {
        return
      }
      var parser = TextLineParser()
      var frame = CANFrame.used
      do throws(MalformedFrame) {
        _ = try parser.parse(line.span, into: &frame)
      } catch {
        compared += 1
        #expect(
          error.reason != .notAFrame, "\(line)"
        )
      }
    }
    #expect(compared > rounds / 10)
  }

  /// Whether a part of the line is passed over before any format sees it.
  private static func hasMarkInFront(_ line: [UInt8]) -> Bool {
    let text = line.drop { $0 == 0x20 || $0 == 0x09 }
    let marks: [UInt8] = [0, 0x0D, 0x3B, 0x3E, 0xEF]
    return line.last == 0x0D || text.first.map(marks.contains) ?? false
  }

  /// Whether a format knows a line as its own, and all say that it is no frame.
  private static func isKnownAndWrong(_ line: [UInt8]) -> Bool {
    var isKnown = false
    for subject in FormatsTests.Subject.all {
      guard case .failure(let error) = subject.outcome(line) else {
        return false
      }
      if error.reason != .notAFrame { isKnown = true }
    }
    return isKnown
  }

  /// A line that names no identifier is no header, also behind a prefix, and none
  /// that is left out is a row.
  @Test func linesThatAreNoTable() {
    var random = SeededGenerator()
    print(random)
    var leftOut = 0
    let rounds = repeatForFuzzDuration {
      let line = random.badLine()
      var marks = LineMarks(line.span)
      guard !marks.mayBeHeader(line.span) else { return }
      let text = line.drop { $0 == 0x20 || $0 == 0x09 }
      guard let first = text.first, !Table.canBeginRow(with: first) else {
        return
      }
      leftOut += 1
      var table = Table()
      #expect(
        table.outcome(line) == .failure(MalformedFrame(.notAFrame, at: 0)),
        "\(String(decoding: line.prefix(300), as: UTF8.self))")
    }
    #expect(leftOut > rounds / 20)
  }

  /// Both letters are found wherever they are, whatever their case.
  @Test func pairsOfLetters() {
    for count in 2...30 {
      for place in 1..<count {
        for pair in ["id", "ID", "dd", "Id", "xd", "i_"] {
          var line = [UInt8](repeating: 0x20, count: count)
          line.replaceSubrange((place - 1)...place, with: pair.utf8)
          let isPair = !pair.contains("x") && !pair.contains("_")
          for start in 1...count {
            let found = isPair && start <= place ? place : nil
            #expect(
              line.span.firstIndexOfD(behindIOrDFrom: start) == found,
              "\(pair) \(count) \(place) \(start)")
          }
        }
      }
    }
  }

  /// Wherever a character stands in lines of any length.
  @Test func searches() {
    let bytes = Array("[{@p`P #09/:".utf8) + [0x80, 0x0A, 0x0D]
    for count in 0...40 {
      for other in [0x00, 0x1B, 0x3B, 0x5A, 0x5C, 0x7A, 0x7F, 0xC0, 0xDB, 0xFF]
      {
        let line = [UInt8](repeating: UInt8(other), count: count)
        let others = LineMarks(line.span)
        #expect(!others.hasBracket)
        #expect(!others.hasHash && !others.hasDigit)
        #expect(others.hasBytesBeyondASCII == (count > 0 && other >= 0x80))
        #expect(line.span.firstLineEnd(from: 0) == nil)
        #expect(line.span.firstIndex(of: 0x23) == nil)
        for index in 0..<count {
          for byte in bytes {
            var line = line
            line[index] = byte
            let marks = LineMarks(line.span)
            #expect(marks.hasBracket == [0x5B, 0x7B].contains(byte))
            #expect(marks.hasHash == (byte == 0x23))
            #expect(marks.hasDigit == [0x30, 0x39].contains(byte))
            #expect(
              marks.hasBytesBeyondASCII
                == (byte == 0x80 || (count > 1 && other >= 0x80)))
            for start in 0...count {
              let found = start <= index ? index : nil
              #expect(line.span.firstIndex(of: byte, from: start) == found)
              #expect(
                line.span.extracting(start...).hasBracket
                  == (marks.hasBracket && start <= index))
              #expect(
                line.span.firstLineEnd(from: start)
                  == ([0x0A, 0x0D].contains(byte) ? found : nil))
            }
          }
        }
      }
    }
  }

  /// Digits are counted where the line goes on and where it ends.
  @Test func hexadecimalDigits() {
    for digits in 0...20 {
      for rest in 0...10 {
        for other: UInt8 in [0x2F, 0x3A, 0x40, 0x47, 0x60, 0x67, 0xB0, 0xE1] {
          let line =
            Array("0123456789abcdefABCDEF".utf8.prefix(digits))
            + [UInt8](repeating: other, count: rest)
          #expect(LineCursor(line.span).hexLength == digits)
        }
      }
    }
  }
}

extension SeededGenerator {
  /// A line of any format or noise with mistakes in it, often with another
  /// beginning.
  fileprivate mutating func badLine() -> [UInt8] {
    var line = FormatsTests.lines.randomElement(using: &self) ?? []
    switch Int.random(in: 0...4, using: &self) {
    case 0: line.removeFirst(Int.random(in: 0...line.count, using: &self))
    case 1:
      let beginning = Self.beginnings.randomElement(using: &self) ?? []
      line =
        beginning + line.dropFirst(Int.random(in: 0...line.count, using: &self))
    default: break
    }
    return Bool.random(using: &self) ? mutate(line) : line
  }

  private static let beginnings: [[UInt8]] = [
    "1705449600.000284) ", "1705449600.000284 ", "2025-", "2025.5-", "12)",
    "1.5)", "351", "0x351", "1.", "1. ", "1.5", "1.5,", "1.5 ,", "7,", "7 ,",
    "user@host:~$ ", "(base) user@host:~# ", "sudo candump ", "/x/candump ",
    "(x705449600.000284) ", "(2025-03-17 14:44:58.9) ", "(1.x) ", "(5) ",
    "(1.5) RX0 ", "(2025-13-17) rx1 ", "\u{1B}[0m(x) ", "(x) [1] 14",
  ].map { Array($0.utf8) }
}
