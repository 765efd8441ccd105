// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct PlainFrameTests {
  enum Vectors {
    private static let limits = CANFrame("351", "1402740E740ECC01")

    static let frames: [LineVector] = [
      LineVector("351   [8]  14 02 74 0E 74 0E CC 01", limits),
      LineVector("  351 [8] 14 02 74 0e 74 0e cc 01 ", limits),
      LineVector("0x351 [8] 14 02 74 0e 74 0e cc 01", limits),
      LineVector("351   [8]  14 02 74 0E 74 0E CC 01    08E0   limits", limits),
      LineVector("351 8 14 02 74 0E 74 0E CC 01", limits),
      LineVector("3010 2 0E DF", CANFrame("00003010", "0EDF")),
      LineVector("18FF50E5   [2]  0E DF", CANFrame("18FF50E5", "0EDF")),
      LineVector("00000351 2 0E DF", CANFrame("00000351", "0EDF")),
      LineVector("080   [0]", CANFrame("080", "")),
      LineVector("080   [0]      sync", CANFrame("080", "")),
      LineVector("314   [8]  remote request", CANFrame("314", "").remote(8)),
      LineVector("314   [0]    remote request", CANFrame("314", "").remote(0)),
      LineVector("0x0351 - 14 02 74 0E 74 0E CC 01", limits),
      LineVector("0x0408 - 01", CANFrame("408", "01")),
      LineVector("0x3010 -  01 02 ", CANFrame("00003010", "0102")),
    ]

    static let others: [LineVector] = [
      LineVector("", .notAFrame, at: 0),
      LineVector("351", .notAFrame, at: 0),
      LineVector("351#14", .notAFrame, at: 0),
      LineVector("351 14 02", .notAFrame, at: 0),
      LineVector("35 [1] 14", .notAFrame, at: 0),
      LineVector(" 123456789 [1] 14", .notAFrame, at: 1),
      LineVector("351 - 14 02", .notAFrame, at: 0),
      LineVector("669 0", .notAFrame, at: 0),
      LineVector("669\t0", .notAFrame, at: 0),
      LineVector("0x351 2 14 02", .notAFrame, at: 0),
      LineVector("dead beef", .notAFrame, at: 0),
      LineVector("can0 351 [1] 14", .notAFrame, at: 0),
      LineVector("20000000 [1] 14", .identifierOutOfRange, at: 0),
      LineVector("351 9 14", .badLength, at: 4),
      LineVector("351 [9] 14", .badLength, at: 5),
      LineVector("351 [08] 14", .badLength, at: 6),
      LineVector("351 [1]14", .badLength, at: 7),
      LineVector("351 [2] 14", .tooLittleData, at: 10),
      LineVector("351 2 14", .tooLittleData, at: 8),
      LineVector("351 [1] 14 02", .tooMuchData, at: 11),
      LineVector("351 [1] 14   limits", .trailingText, at: 13),
      LineVector("351 1 14    limits", .trailingText, at: 12),
      LineVector("351 [2] 14    limits", .badHexDigit, at: 14),
      LineVector("351 1 14    02", .tooMuchData, at: 12),
      LineVector("351 [1] 142", .badHexDigit, at: 10),
      LineVector("351 [1] 1", .oddHexDigits, at: 9),
      LineVector("314 [8] remote", .trailingText, at: 8),
      LineVector("314 [8] remote request x", .trailingText, at: 23),
      LineVector("0x351 - 1 2", .oddHexDigits, at: 9),
      LineVector(
        "0x351 - 01 02 03 04 05 06 07 08 09", .tooMuchData, at: 32),
      LineVector("0x351 - 01 - limits", .badHexDigit, at: 11),
    ]
  }

  @Test(arguments: Vectors.frames + Vectors.others)
  func line(_ vector: LineVector) {
    var format = PlainFrame()
    #expect(format.outcome(vector.line) == vector.expected)
  }
}
