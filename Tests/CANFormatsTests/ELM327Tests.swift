// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct ELM327Tests {
  enum Vectors {
    /// Lines that are of the format alone; none is a frame alone.
    static let besideFrames: [LineVector] = [
      LineVector(besideFrames: "ATMA"),
      LineVector(besideFrames: "at ma "),
      LineVector(besideFrames: "AT MR 35"),
      LineVector(besideFrames: "ATMT10"),
      LineVector(besideFrames: "ATD1"),
      LineVector(besideFrames: "AT D0"),
    ]

    static let others: [LineVector] = [
      LineVector("", .notAFrame, at: 0),
      LineVector("3511402740E740ECC01", .notAFrame, at: 0),
      LineVector("STOPPED", .notAFrame, at: 0),
      LineVector("ATMAX", .notAFrame, at: 0),
      LineVector("ATMR5", .notAFrame, at: 0),
      LineVector("ATD2", .notAFrame, at: 0),
      LineVector("ATH1", .notAFrame, at: 0),
    ]

    /// Lines behind `ATMA`.
    static let monitored: [LineVector] = [
      LineVector("3511402740E740ECC01", CANFrame("351", "1402740E740ECC01")),
      LineVector("35C", CANFrame("35C", "")),
      LineVector("18FF50E501A0", CANFrame("18FF50E5", "01A0")),
      LineVector(" 355C000 ", CANFrame("355", "C000")),
      LineVector(besideFrames: "BUFFER FULL"),
      // With a length, or with 29 bits.
      LineVector("15161402740E740E", .uncertain, at: 0),
      LineVector("18FF50E5201A0", .uncertain, at: 0),
      LineVector("351140274", CANFrame("351", "140274")),
      LineVector("A51140274", .notAFrame, at: 0),
      LineVector("35114027", .notAFrame, at: 0),
      LineVector("3511402740e", .notAFrame, at: 0),
      LineVector("3511402740E740ECC0102", .notAFrame, at: 0),
      LineVector("351 14 02", .notAFrame, at: 0),
    ]

    /// Lines behind `ATD1` and `ATMA`.
    static let withLengths: [LineVector] = [
      LineVector("35181402740E740ECC01", CANFrame("351", "1402740E740ECC01")),
      LineVector("3050", CANFrame("305", "")),
      LineVector("18FF50E5201A0", CANFrame("18FF50E5", "01A0")),
      LineVector("3511402740E740ECC01", .notAFrame, at: 0),
    ]
  }

  @Test(arguments: Vectors.besideFrames + Vectors.others)
  func line(_ vector: LineVector) {
    var format = ELM327()
    #expect(format.outcome(vector.line) == vector.expected)
  }

  @Test(arguments: Vectors.monitored)
  func lineBehindACommand(_ vector: LineVector) {
    var format = ELM327()
    _ = format.outcome("ATMA")
    #expect(format.outcome(vector.line) == vector.expected)
  }

  @Test(arguments: Vectors.withLengths)
  func lineWithLength(_ vector: LineVector) {
    var format = ELM327()
    _ = format.outcome("ATD1")
    _ = format.outcome("ATMA")
    #expect(format.outcome(vector.line) == vector.expected)
  }

  /// Any other command ends the list, and so does the end that the device tells.
  @Test(arguments: ["STOPPED", "BUFFER FULL", "ATZ", "ATD0", "AT H1"])
  func end(_ line: String) {
    var format = ELM327()
    _ = format.outcome("ATMA")
    _ = format.outcome(line)
    #expect(
      format.outcome("3511402") == .failure(MalformedFrame(.notAFrame, at: 0)))
  }

  /// The prompt of the device is a quote.
  @Test func session() {
    let frames = framesReadTwice(
      """
      >ATS0
      OK
      >ATMA
      3511402740E740ECC01
      35550006300
      STOPPED
      >
      35550006300
      """)
    #expect(frames.map { "\($0.id)" } == ["351", "355"])
    #expect(frames.map(\.payload.count) == [8, 4])
  }
}
