// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct BatteryEmulatorTests {
  enum Vectors {
    private static let received = CANFrame("54A", "1000700200000000")
      .with(time: 7_556_000_000, digits: 3, on: "0") {
        $0.direction = .received
      }
    private static let sent = received.with(on: "0") {
      $0.direction = .transmitted
    }

    static let frames: [LineVector] = [
      LineVector("(7.556) RX0 54A [8] 10 0 70 2 0 0 0 0 ", received),
      LineVector("(7.556) RX0 54A [8] 10 00 70 02 00 00 00 00", received),
      LineVector("(7.556) rx0 54a [8] 10 00 70 02 00 00 00 00", received),
      LineVector("(7.556) TX1 54A [8] 10 0 70 2 0 0 0 0", sent),
      LineVector("(7.556) tx1 54a [8] 10 00 70 02 00 00 00 00", sent),
      LineVector(
        " (7.556)\tTX13  54A [8]  10 0 70 2 0 0 0 0",
        sent.with(on: "6")),
      LineVector(
        "(7.556) RX98 54A [8]  10 0 70 2 0 0 0 0", received.with(on: "49")),
      LineVector(
        "(1000.01) RX2 18FF50E5 [1] A",
        CANFrame("18FF50E5", "0A").with(
          time: 1_000_010_000_000, digits: 2, on: "1"
        ) { $0.direction = .received }),
      // Without leading zeros, and with them.
      LineVector("(1.0) RX0 80 [0]", received.changed("080", "", 1, 1)),
      LineVector("(1.0) RX0 800 [0]", received.changed("00000800", "", 1, 1)),
      LineVector(
        "(1.0) RX0 00000351 [0]",
        received.changed("00000351", "", 1, 1)),
      // Milliseconds have no point until the first second is over.
      LineVector(
        "(999) RX0 351 [1] 1",
        received.changed("351", "01", 0, 3).with(
          time: 999_000_000, digits: 3, on: "0")),
      LineVector(
        "(0) RX0 351 [1] 1",
        received.changed("351", "01", 0, 3)),
      // CAN FD.
      LineVector(
        "(1.0) RX0 351 [12] 1 2 3 4 5 6 7 8 9 A B C",
        received.changed("351", "0102030405060708090A0B0C", 1, 1).with(
          on: "0"
        ) {
          $0.kind = .flexibleData(FDFlags())
          $0.dlc = 9
        }),
    ]

    static let others: [LineVector] = [
      LineVector(besideFrames: "[7 CAN frames not printed]"),
      LineVector("", .notAFrame, at: 0),
      LineVector("(7.556) can0 54A [1] 10", .notAFrame, at: 0),
      LineVector("(7.556) RX 54A [1] 10", .notAFrame, at: 0),
      LineVector("(7.556) Rx0 54A [1] 10", .notAFrame, at: 0),
      LineVector("(7.556) RX123 54A [1] 10", .notAFrame, at: 0),
      LineVector("RX0 54A [1] 10", .notAFrame, at: 0),
      LineVector("(7.5x) RX0 54A [1] 10", .badTimestamp, at: 4),
      LineVector("(1000) RX0 54A [1] 10", .badTimestamp, at: 1),
      LineVector(
        "(2024-02-29 23:59:58) RX0 54A [1] 10", .badTimestamp, at: 1),
      LineVector("(7.556) RX0", .badIdentifier, at: 11),
      LineVector("(7.556) RX0 [1]", .badIdentifier, at: 12),
      LineVector("(7.556) RX0 54A#10", .badIdentifier, at: 15),
      LineVector("(7.556) RX0 123456789 [1] 10", .badIdentifier, at: 20),
      LineVector("(7.556) RX0 20000000 [1] 10", .identifierOutOfRange, at: 12),
      LineVector("(7.556) RX0 54A 10", .badLength, at: 16),
      LineVector("(7.556) RX0 54A [x] 10", .badLength, at: 17),
      LineVector("(7.556) RX0 54A [65] 10", .badLength, at: 17),
      LineVector("(7.556) RX0 54A [1]10", .badLength, at: 19),
      LineVector("(7.556) RX0 54A [2] 10", .tooLittleData, at: 22),
      LineVector("(7.556) RX0 54A [1] 10 2", .tooMuchData, at: 23),
      LineVector("(7.556) RX0 54A [1] 101", .badHexDigit, at: 22),
      LineVector("(7.556) RX0 54A [1] x", .badHexDigit, at: 20),
      LineVector("(7.556) RX0 54A [1] 1 2", .tooMuchData, at: 22),
      LineVector("(7.556) RX0 54A [1] 1(7.557) RX0", .badHexDigit, at: 21),
    ]
  }

  @Test(arguments: Vectors.frames + Vectors.others)
  func line(_ vector: LineVector) {
    var format = BatteryEmulator()
    #expect(format.outcome(vector.line) == vector.expected)
  }
}

extension CANFrame {
  /// The same frame with other content and time.
  fileprivate func changed(
    _ id: String, _ data: String, _ seconds: Int64, _ digits: UInt8
  ) -> CANFrame {
    CANFrame(id, data).with(
      time: seconds * 1_000_000_000, digits: digits, on: "0"
    ) { $0.direction = direction }
  }
}
