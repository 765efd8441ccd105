// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct SerialMonitorTests {
  enum Vectors {
    static let frames: [LineVector] = [
      // The Arduino library.
      LineVector(
        "Standard ID: 0x351       DLC: 8  Data: "
          + "0x14 0x02 0x74 0x0E 0x74 0x0E 0xCC 0x01",
        CANFrame("351", "1402740E740ECC01")),
      LineVector(
        "Extended ID: 0x18FF50E5  DLC: 1  Data: 0xA0",
        CANFrame("18FF50E5", "A0")),
      LineVector(
        "Extended ID: 0x00000351  DLC: 0  Data:", CANFrame("00000351", "")),
      LineVector(
        "Standard ID: 0x351 DLC: 2 Data: 0x1 0x2 ", CANFrame("351", "0102")),
      LineVector(
        "Standard ID: 0x305       DLC: 8  Data: REMOTE REQUEST FRAME",
        CANFrame("305", "").remote(8)),
      // STM32.
      LineVector(
        "sID: 351 D: 0x14 0x2 0x74 0xE 0x74 0xE 0xCC 0x1",
        CANFrame("351", "1402740E740ECC01")),
      LineVector("sID: 80 D: ", CANFrame("080", "")),
      LineVector("sID: 80 D:", CANFrame("080", "")),
      LineVector("eID: 18FF50E5 D: 0xA0", CANFrame("18FF50E5", "A0")),
      LineVector("eID: 351 D: 0x0", CANFrame("00000351", "00")),
      LineVector(
        "sID: 305 D: REMOTE REQUEST FRAME", CANFrame("305", "").remote(0)),
      LineVector("S 351 1402740E740ECC01", CANFrame("351", "1402740E740ECC01")),
      LineVector("E 18FF50E5 a0", CANFrame("18FF50E5", "A0")),
      // Bytes without a prefix, and a remark.
      LineVector(
        "ID: 351 Buffer: 14 2 74 E 74 E CC 1 - limits, 3 currents",
        CANFrame("351", "1402740E740ECC01")),
      LineVector("ID: 35C Buffer: C0 0", CANFrame("35C", "C000")),
      LineVector("ID: 35C Buffer: C0 0 -", CANFrame("35C", "C000")),
      LineVector("ID: 18FF50E5 Buffer: C0 0 ", CANFrame("18FF50E5", "C000")),
      LineVector("ID: 35C Buffer:", CANFrame("35C", "")),
    ]

    static let others: [LineVector] = [
      LineVector("", .notAFrame, at: 0),
      LineVector("Old Pylontechs:", .notAFrame, at: 0),
      LineVector("Standard ID", .notAFrame, at: 0),
      LineVector("Extended ID: 351", .notAFrame, at: 0),
      LineVector("Enabling the bus", .notAFrame, at: 0),
      LineVector("E x", .notAFrame, at: 0),
      LineVector("S 12 34", .notAFrame, at: 0),
      LineVector("E 351 00", .notAFrame, at: 0),
      LineVector("ID:351", .notAFrame, at: 0),
      LineVector("Standard ID: 0xG", .badIdentifier, at: 15),
      LineVector(
        "Standard ID: 0x800       DLC: 0  Data:", .identifierOutOfRange, at: 15),
      LineVector(
        "Extended ID: 0x20000000  DLC: 0  Data:", .identifierOutOfRange, at: 15),
      LineVector("Standard ID: 0x351", .badIdentifier, at: 18),
      LineVector("Standard ID: 0x351  Data: 0x14", .badLength, at: 20),
      LineVector("Standard ID: 0x351  DLC: 9  Data:", .badLength, at: 25),
      LineVector("Standard ID: 0x351  DLC: 1  0x14", .badLength, at: 28),
      LineVector("Standard ID: 0x351  DLC: 1  Data: 14", .badHexDigit, at: 34),
      LineVector(
        "Standard ID: 0x351  DLC: 2  Data: 0x14", .tooLittleData, at: 38),
      LineVector(
        "Standard ID: 0x351  DLC: 1  Data: 0x14 0x2", .tooMuchData, at: 39),
      LineVector(
        "Standard ID: 0x351  DLC: 1  Data: 0x142", .badHexDigit, at: 38),
      LineVector(
        "Standard ID: 0x351  DLC: 1  Data: 0x14 - x", .trailingText, at: 39),
      LineVector(
        "Standard ID: 0x305  DLC: 1  Data: REMOTE REQUEST FRAMES",
        .trailingText, at: 54),
      LineVector(
        "Standard ID: 0x351  DLC: 1  Data: 0x14Standard ID: 0x351",
        .badHexDigit, at: 38),
      LineVector("sID: 800 D: 0x0", .identifierOutOfRange, at: 5),
      LineVector("eID: 123456789 D: 0x0", .badIdentifier, at: 13),
      LineVector("sID: 351", .badIdentifier, at: 8),
      LineVector("sID: 351 D:0x0", .badHexDigit, at: 11),
      LineVector("sID: 351 D: 0", .badHexDigit, at: 12),
      LineVector("sID: 351 D: 0x", .badHexDigit, at: 14),
      LineVector(
        "sID: 351 D: 0x1 0x2 0x3 0x4 0x5 0x6 0x7 0x8 0x9", .tooMuchData, at: 44),
      LineVector("S 351", .badIdentifier, at: 5),
      LineVector("S 351 ", .tooLittleData, at: 6),
      LineVector("S 351 140", .oddHexDigits, at: 9),
      LineVector("S 351 14 02", .trailingText, at: 9),
      LineVector("S 351 010203040506070809", .tooMuchData, at: 22),
      LineVector("S 18FF50E5 14", .identifierOutOfRange, at: 2),
      LineVector("ID: 351", .badIdentifier, at: 7),
      LineVector("ID: 351 Buffer:1", .badHexDigit, at: 15),
      LineVector("ID: 351 Buffer: 14 limits", .badHexDigit, at: 19),
      LineVector("ID: 351 Buffer: 14 -2", .trailingText, at: 20),
      LineVector("ID: 351 Buffer: 14- x", .badHexDigit, at: 18),
      LineVector("ID: 351 Buffer: 1 2 3 4 5 6 7 8 9", .tooMuchData, at: 32),
    ]
  }

  @Test(arguments: Vectors.frames + Vectors.others)
  func line(_ vector: LineVector) {
    var format = SerialMonitor()
    #expect(format.outcome(vector.line) == vector.expected)
  }
}
