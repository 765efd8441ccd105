// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

/// What a line is does not depend on which format is tried first.
@Suite struct OneFormatTests {
  static let lines: [LineVector] =
    CandumpLogTests.Vectors.frames + CandumpConsoleTests.Vectors.frames
    + VectorASCTests.Vectors.frames + PCANTraceTests.Vectors.frames
    + GVRETTests.Vectors.frames + CRTDTests.Vectors.frames

  @Test(arguments: lines)
  func onlyOneFormatReadsTheLine(_ vector: LineVector) {
    #expect(readers(of: vector.line, behind: []) == 1)
  }

  /// Nor do the headers of other formats make a frame theirs, or an event.
  @Test(arguments: lines)
  func headersOfOthersChangeNothing(_ vector: LineVector) {
    let header = [
      "date Thu Jan 1 00:00:10 1970", "base hex timestamps absolute",
      ";$FILEVERSION=1.1", "Time Stamp,ID,Extended,Dir,Bus,LEN,D1",
      "0.0 CXX OVMS CRTD",
    ]
    #expect(readers(of: vector.line, behind: header) == 1)
    var parser = TextLineParser()
    var frame = CANFrame.used
    for line in header {
      #expect(throws: Never.self) {
        try parser.parse(Array(line.utf8).span, into: &frame)
      }
    }
    #expect(
      (try? parser.parse(Array(vector.line.utf8).span, into: &frame)) == true)
    if case .success(let expected) = vector.expected {
      #expect(frame.payload == expected?.payload && frame.id == expected?.id)
    }
  }

  /// How many formats take a line as a frame, and that no other has it beside
  /// its frames.
  private func readers(of line: String, behind header: [String]) -> Int {
    let formats: [any LineFormat] = [
      CandumpLog(), CandumpConsole(), VectorASC(), PCANTrace(), GVRET(), CRTD(),
    ]
    return formats.reduce(0) { count, format in
      var format = format
      for line in header { _ = format.outcome(line) }
      switch format.outcome(line) {
      case .success(let frame):
        #expect(frame != nil, "\(type(of: format))")
        return count + 1
      case .failure: return count
      }
    }
  }

  @Test func carriageReturnsAndMarks() throws {
    for vector in Self.lines {
      guard case .success(let expected) = vector.expected else { continue }
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
