// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

/// What all text formats promise together.
@Suite struct FormatsTests {
  /// A format and the lines that test it.
  struct Subject: Sendable, CustomTestStringConvertible {
    let name: String
    let lines: [LineVector]
    /// Reads a line with a new parser.
    let outcome: @Sendable ([UInt8]) -> LineOutcome
    let canBegin: @Sendable (UInt8) -> Bool
    /// Whether a line says how much data it has, so that no piece of it is a
    /// frame.
    let hasLength: Bool

    init<Format: LineFormat & Sendable>(
      _ format: Format, _ lines: [LineVector], hasLength: Bool
    ) {
      name = "\(type(of: format))"
      self.lines = lines
      outcome = { line in
        var format = format
        return format.outcome(line)
      }
      canBegin = { Format.canBegin(with: $0) }
      self.hasLength = hasLength
    }

    var testDescription: String { name }

    static let all = [
      Subject(
        CandumpLog(),
        CandumpLogTests.Vectors.frames + CandumpLogTests.Vectors.errors,
        hasLength: false),
      Subject(
        CandumpConsole(),
        CandumpConsoleTests.Vectors.frames + CandumpConsoleTests.Vectors.errors,
        hasLength: true),
      Subject(
        BatteryEmulator(),
        BatteryEmulatorTests.Vectors.frames
          + BatteryEmulatorTests.Vectors.others, hasLength: true),
      Subject(
        VectorASC(),
        VectorASCTests.Vectors.frames + VectorASCTests.Vectors.besideFrames
          + VectorASCTests.Vectors.errors, hasLength: true),
      Subject(
        PCANTrace(),
        PCANTraceTests.Vectors.frames + PCANTraceTests.Vectors.besideFrames
          + PCANTraceTests.Vectors.errors, hasLength: true),
      Subject(
        CRTD(),
        CRTDTests.Vectors.frames + CRTDTests.Vectors.besideFrames
          + CRTDTests.Vectors.errors, hasLength: false),
      Subject(
        Busmaster(),
        BusmasterTests.Vectors.frames + BusmasterTests.Vectors.others,
        hasLength: true),
      Subject(
        SLCAN(), SLCANTests.Vectors.frames + SLCANTests.Vectors.others,
        hasLength: true),
      Subject(
        SocketCAND(),
        SocketCANDTests.Vectors.frames + SocketCANDTests.Vectors.others,
        hasLength: true),
      Subject(
        PythonPrinter(),
        PythonPrinterTests.Vectors.frames + PythonPrinterTests.Vectors.others,
        hasLength: true),
      Subject(
        JSONLine(), JSONLineTests.Vectors.frames + JSONLineTests.Vectors.others,
        hasLength: true),
      Subject(
        Table(),
        TableTests.Vectors.frames + TableTests.Vectors.besideFrames
          + TableTests.Vectors.errors, hasLength: true),
      Subject(
        SplitFrame(),
        SplitFrameTests.Vectors.lines
          + SplitFrameTests.Vectors.others, hasLength: true),
      Subject(
        ELM327(), ELM327Tests.Vectors.besideFrames + ELM327Tests.Vectors.others,
        hasLength: true),
    ]

    /// The formats that take a line, as a frame or as one beside frames.
    static func takers(of line: [UInt8]) -> [String] {
      all.filter {
        if case .success = $0.outcome(line) { true } else { false }
      }.map(\.name)
    }
  }

  private static let withHeaders = [
    "VectorASC", "PCANTrace", "CRTD", "Table", "PythonPrinter", "SLCAN",
  ]

  /// All lines of all formats.
  static let lines = Subject.all.flatMap(\.lines).map { Array($0.line.utf8) }

  /// Those that a format takes.
  static let takenLines = Subject.all.flatMap(\.lines).filter {
    if case .success = $0.expected { true } else { false }
  }.map { Array($0.line.utf8) }

  @Test(arguments: Subject.all)
  func noOtherFormatTakesTheLine(_ subject: Subject) {
    for vector in subject.lines {
      let takers = Subject.takers(of: Array(vector.line.utf8))
      if case .success = vector.expected {
        #expect(takers == [subject.name], "\(vector.line)")
      } else {
        #expect(takers.count <= 1, "\(vector.line)")
      }
    }
  }

  /// A line that is damaged is not taken for one of another format.
  ///
  /// Two lines that are glued together may be lines of both of their formats:
  /// `t35121402 can0 351 [1] 14` is a frame with a remark, or a frame behind
  /// something else.
  @Test func noTwoFormatsTakeAChangedLine() {
    var random = SeededGenerator()
    print(random)
    let lines = Self.takenLines
    var taken = 0
    let rounds = repeatForFuzzDuration {
      let line = random.mutate(lines.randomElement(using: &random) ?? [])
      let takers = Subject.takers(of: line)
      if takers.count == 1 { taken += 1 }
      #expect(
        takers.count <= 1, "\(takers): \(String(decoding: line, as: UTF8.self))"
      )
    }
    #expect(taken > rounds / 20)
  }

  /// A line that was cut off anywhere is no other frame: none at all if the
  /// format writes a length, else the same with less data, of which the last
  /// byte may have lost a digit.
  ///
  /// The formats of tools with headers are tested on their own: they have lines
  /// whose last part can be left out.
  @Test(arguments: Subject.all.filter { !Self.withHeaders.contains($0.name) })
  func truncation(_ subject: Subject) {
    for vector in subject.lines {
      guard case .success(let whole?) = vector.expected else { continue }
      let line = Array(vector.line.utf8)
      for count in 0..<line.count {
        let text = String(decoding: line.prefix(count), as: UTF8.self)
        guard
          case .success(let part?) = subject.outcome(Array(line.prefix(count)))
        else { continue }
        if part == whole { continue }
        // `remote request` stands behind the data, or what looks like it.
        if whole.kind == .remote, part.kind == .data { continue }
        #expect(!subject.hasLength, "\(text)")
        #expect(part.id == whole.id, "\(text)")
        #expect(part.timestamp == whole.timestamp, "\(text)")
        #expect(part.interface == whole.interface, "\(text)")
        let kept = part.payload.bytes.dropLast()
        #expect(whole.payload.bytes.starts(with: kept), "\(text)")
        #expect(part.payload.count <= whole.payload.count, "\(text)")
      }
    }
  }

  /// What a format is spared for its first byte is not of this format.
  @Test(arguments: Subject.all)
  func firstBytes(_ subject: Subject) {
    for line in Self.lines {
      let start = line.firstIndex { $0 != 0x20 && $0 != 0x09 } ?? line.count
      for first in 0...UInt8.max where !subject.canBegin(first) {
        let other = Array(line[..<start]) + [first] + line.dropFirst(start + 1)
        guard first != 0x20, first != 0x09 else { continue }
        guard case .failure(let error) = subject.outcome(other) else {
          Issue.record("\(String(decoding: other, as: UTF8.self))")
          continue
        }
        #expect(error.reason == .notAFrame)
      }
    }
  }

  @Test(arguments: Subject.all)
  func errorsAreWithinTheLine(_ subject: Subject) {
    let own = subject.lines.map { Array($0.line.utf8) }
    let parts = own.flatMap { line in
      (0...line.count).map { Array(line.prefix($0)) }
    }
    for line in Self.lines + parts {
      guard case .failure(let error) = subject.outcome(line) else { continue }
      #expect(
        (0...line.count).contains(error.offset),
        "\(String(decoding: line, as: UTF8.self))")
    }
  }

  /// Headers of other formats do not make a frame theirs, or an event.
  @Test(arguments: Subject.all.filter { $0.name != "Table" })
  func headersOfOthersChangeNothing(_ subject: Subject) throws {
    let headers = [
      "date Thu Jan 1 00:00:10 1970", "base hex timestamps absolute",
      ";$FILEVERSION=1.1", "Time Stamp,ID,Extended,Dir,Bus,LEN,D1",
      "0.0 CXX OVMS CRTD",
    ]
    var beginning = TextLineParser()
    var frame = CANFrame.used
    for header in headers {
      let isFrame = try beginning.parse(Array(header.utf8).span, into: &frame)
      #expect(!isFrame)
    }
    for vector in subject.lines {
      guard case .success(let expected?) = vector.expected else { continue }
      var parser = beginning
      let line = Array(vector.line.utf8)
      #expect((try? parser.parse(line.span, into: &frame)) == true)
      // Its own header may say when the frame was seen.
      #expect(frame.id == expected.id && frame.payload == expected.payload)
    }
  }

  @Test(arguments: Subject.all)
  func carriageReturnsAndMarks(_ subject: Subject) throws {
    for vector in subject.lines {
      guard case .success(let expected?) = vector.expected else { continue }
      for line in [
        vector.line + "\r", "> " + vector.line, "12: " + vector.line,
      ] {
        var parser = TextLineParser()
        var frame = CANFrame.used
        #expect(
          try parser.parse(Array(line.utf8).span, into: &frame), "\(line)")
        #expect(frame == expected, "\(line)")
      }
    }
  }
}
