// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct PythonLogTests {
  enum Vectors {
    private static let mark =
      "2024-02-29 23:59:58.000001 DEBUG:SerialBattery:[can0] Received: ID=0x"
    private static let time: Int64 = 1_709_251_198_000_001_000

    private static func frame(_ id: String, _ data: String) -> CANFrame {
      CANFrame(id, data).with(time: time, .calendar, on: "can0") {
        $0.direction = .received
      }
    }

    static let frames: [LineVector] = [
      LineVector(
        mark + #"351, Daten=bytearray(b'\x14\x02\x00\xff')"#,
        frame("351", "140200FF")),
      LineVector(
        mark + #"351, Data=bytearray(b'u0\t\n\r\\\' ')"#,
        frame("351", "7530090A0D5C2720")),
      LineVector(
        mark + #"351, Daten=bytearray(b"'\x00")"#, frame("351", "2700")),
      LineVector(
        mark + #"351, Daten=bytearray(b'"')"#, frame("351", "22")),
      LineVector(mark + "305, Daten=bytearray(b'')", frame("305", "")),
      LineVector(
        mark + "18ff50e5, Daten=bytearray(b'0') ", frame("18FF50E5", "30")),
      LineVector(
        "2024-02-29 23:59:58 [x] [y] Received: ID=0x1, Daten=bytearray(b'0')",
        CANFrame("001", "30").with(
          time: 1_709_251_198_000_000_000, digits: 0, .calendar, on: "y"
        ) { $0.direction = .received }),
    ]

    static let others: [LineVector] = [
      LineVector("", .notAFrame, at: 0),
      LineVector("2024-02-29 23:59:58 INFO: started", .notAFrame, at: 0),
      LineVector("2024-02-29 Received: ID=0x351", .notAFrame, at: 0),
      LineVector(
        "24-02-29 23:59:58 [x] Received: ID=0x1, Daten=bytearray(b'0')",
        .notAFrame, at: 0),
      LineVector(
        "2023-02-29 23:59:58 [x] Received: ID=0x1, Daten=bytearray(b'0')",
        .badTimestamp, at: 19),
      LineVector(
        "2024-02-29 23:59:58x [x] Received: ID=0x1", .badTimestamp, at: 19),
      LineVector(
        "2024-02-29 23:59:58 [] Received: ID=0x1", .badInterface, at: 21),
      LineVector(mark + "G", .badIdentifier, at: 69),
      LineVector(mark + "351", .badIdentifier, at: 72),
      LineVector(mark + "20000000, ", .identifierOutOfRange, at: 69),
      LineVector(mark + "351, Bytes=", .badHexDigit, at: 74),
      LineVector(mark + "351, Daten=bytearray(b", .badHexDigit, at: 91),
      LineVector(mark + "351, Daten=bytearray(b'", .tooLittleData, at: 92),
      LineVector(mark + "351, Daten=bytearray(b'0", .tooLittleData, at: 93),
      LineVector(mark + "351, Daten=bytearray(b'0'", .trailingText, at: 94),
      LineVector(mark + "351, Daten=bytearray(b'0') x", .trailingText, at: 96),
      LineVector(mark + #"351, Daten=bytearray(b'\q')"#, .badHexDigit, at: 93),
      LineVector(
        mark + #"351, Daten=bytearray(b'\x1')"#, .badHexDigit, at: 95),
      LineVector(mark + #"351, Daten=bytearray(b'\x1"#, .oddHexDigits, at: 95),
      LineVector(mark + "351, Daten=bytearray(b'é')", .badHexDigit, at: 92),
      LineVector(
        mark + "351, Daten=bytearray(b'123456789')", .tooMuchData, at: 100),
    ]
  }

  @Test(arguments: Vectors.frames + Vectors.others)
  func line(_ vector: LineVector) {
    var format = PythonLog()
    #expect(format.outcome(vector.line) == vector.expected)
  }
}
