// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct EarlyCandumpTests {
  enum Vectors {
    static let frames: [LineVector] = [
      LineVector(
        "<0x351> [8] 14 02 74 0e 74 0e cc 01 ",
        CANFrame("351", "1402740E740ECC01")),
      LineVector(
        "<0x351> [8] 14 02 74 0E 74 0E CC 01",
        CANFrame("351", "1402740E740ECC01")),
      LineVector("  <0x18ff50e5>\t[2] 01 a0 ", CANFrame("18FF50E5", "01A0")),
      LineVector("<0x00000351> [1] 14 ", CANFrame("00000351", "14")),
      LineVector("<0x080> [0] ", CANFrame("080", "")),
      LineVector("<0x080> [0]", CANFrame("080", "")),
      LineVector(
        "<0x314> [2] 00 00 remote request",
        CANFrame("314", "").remote(2)),
      LineVector("<0x314> [8] remote request", CANFrame("314", "").remote(8)),
      LineVector("<0x314> [0] remote request", CANFrame("314", "").remote(0)),
    ]

    static let others: [LineVector] = [
      LineVector(
        besideFrames: "interface = can0, family = 29, type = 3, proto = 1"),
      LineVector("", .notAFrame, at: 0),
      LineVector("<351> [1] 14", .notAFrame, at: 0),
      LineVector("<0x35> [1] 14", .badIdentifier, at: 5),
      LineVector("<0x3511> [1] 14", .badIdentifier, at: 7),
      LineVector("<0x800> [1] 14", .identifierOutOfRange, at: 3),
      LineVector("<0x20000004> [1] 14", .identifierOutOfRange, at: 3),
      LineVector("<0x98ff50e5> [1] 14", .identifierOutOfRange, at: 3),
      LineVector("<0x351 [1] 14", .badIdentifier, at: 6),
      LineVector("<0x351>[1] 14", .badIdentifier, at: 7),
      LineVector("<0x351> 14", .badLength, at: 8),
      LineVector("<0x351> [9] 14", .badLength, at: 9),
      LineVector("<0x351> [08] 14", .badLength, at: 10),
      LineVector("<0x351> [1]14", .badLength, at: 11),
      LineVector("<0x351> [2] 14", .tooLittleData, at: 14),
      LineVector("<0x351> [2] 14 0", .oddHexDigits, at: 16),
      LineVector("<0x351> [1] 14 02", .tooMuchData, at: 15),
      LineVector("<0x351> [1] 14 x", .trailingText, at: 15),
      LineVector("<0x351> [1] 1402", .badHexDigit, at: 14),
      LineVector("<0x351> [1] 1x", .badHexDigit, at: 13),
      LineVector("<0x314> [2] 00 remote request", .tooLittleData, at: 29),
      LineVector("<0x314> [1] remote requests", .trailingText, at: 26),
      LineVector("<0x314> [1] remote", .trailingText, at: 12),
      LineVector("<0x351> [1] 14<0x351> [1] 14", .badHexDigit, at: 14),
      LineVector("<0x351> [1] 14 <0x351> [1] 14", .trailingText, at: 15),
    ]
  }

  @Test(arguments: Vectors.frames + Vectors.others)
  func line(_ vector: LineVector) {
    var format = EarlyCandump()
    #expect(format.outcome(vector.line) == vector.expected)
  }
}
