// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct SocketCANDTests {
  enum Vectors {
    static let frames: [LineVector] = [
      LineVector(
        "< frame 351 1736935200.123456 1402740E740ECC01 >",
        CANFrame("351", "1402740E740ECC01").with(
          time: 1_736_935_200_123_456_000)),
      LineVector(
        "< frame 18FF50E5 1.5 01 a0 > limits",
        CANFrame("18FF50E5", "01A0").with(time: 1_500_000_000, digits: 1)),
      LineVector(
        "< frame 080 1.000000 >", CANFrame("080", "").with(time: 1_000_000_000)),
    ]

    static let others: [LineVector] = [
      LineVector(besideFrames: "< hi >"),
      LineVector(besideFrames: "< ok >"),
      LineVector(besideFrames: "< error could not open >"),
      LineVector("", .notAFrame, at: 0),
      LineVector("<0x351> [1] 14", .notAFrame, at: 0),
      LineVector("< frames 351 1.0 14 >", .notAFrame, at: 0),
      LineVector("< frame 3511 1.0 14 >", .badIdentifier, at: 8),
      LineVector("< frame 800 1.0 14 >", .identifierOutOfRange, at: 11),
      LineVector("< frame 351 x 14 >", .badTimestamp, at: 12),
      LineVector("< frame 351 1.0 1 >", .oddHexDigits, at: 17),
      LineVector("< frame 351 1.0 14", .tooLittleData, at: 18),
      LineVector("< frame 351 1.0 010203040506070809 >", .tooMuchData, at: 32),
    ]
  }

  /// The server ends no lines.
  @Test func severalMessagesInALine() {
    let frames = framesReadTwice(
      "< hi >< ok >< frame 351 1.5 14 >< frame 355 1.6 > < frame 35C 1.7 C000 >"
    )
    #expect(frames.map { "\($0.id)" } == ["351", "355", "35C"])
    #expect(frames.map(\.payload.count) == [1, 0, 2])
  }

  @Test(arguments: Vectors.frames + Vectors.others)
  func line(_ vector: LineVector) {
    var format = SocketCAND()
    #expect(format.outcome(vector.line) == vector.expected)
  }
}
