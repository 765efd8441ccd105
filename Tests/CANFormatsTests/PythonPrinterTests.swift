// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct PythonPrinterTests {
  enum Vectors {
    private static let limits = CANFrame("351", "1402740E740ECC01")
      .with(time: 1_736_935_200_123_456_000)

    static let frames: [LineVector] = [
      LineVector(
        "Timestamp: 1736935200.123456    ID:      351    S Rx                DL:  8    14 02 74 0e 74 0e cc 01     Channel: can0",
        limits.with(time: 1_736_935_200_123_456_000, on: "can0") {
          $0.direction = .received
        }),
      // Before 4.0.
      LineVector(
        "Timestamp: 1736935200.123456        ID: 0351    S                DLC:  8    14 02 74 0e 74 0e cc 01",
        limits),
      LineVector(
        "Timestamp:        0.000000    ID: 18ff50e5    X Tx                DL:  2    01 a0",
        CANFrame("18FF50E5", "01A0").with(time: 0) {
          $0.direction = .transmitted
        }),
      LineVector(
        "Timestamp:        1.000000    ID:      305    S Rx   R            DL:  8                            Channel: 0",
        CANFrame("305", "").remote(8).with(time: 1_000_000_000, on: "0") {
          $0.direction = .received
        }),
      LineVector(
        "Timestamp:        1.000000    ID:      351    S Rx     F BS EI    DL: 12    01 02 03 04 05 06 07 08 09 0a 0b 0c    Channel: vcan0",
        CANFrame("351", "0102030405060708090A0B0C").with(
          time: 1_000_000_000, on: "vcan0"
        ) {
          $0.direction = .received
          $0.kind = .flexibleData(
            FDFlags(bitRateSwitch: true, errorStateIndicator: true))
          $0.dlc = 9
        }),
    ]

    static let others: [LineVector] = [
      LineVector("", .notAFrame, at: 0),
      LineVector("Time", .notAFrame, at: 0),
      LineVector("Timestamp: now", .notAFrame, at: 0),
      LineVector(
        "Timestamp: 1.0    ID: 800    S Rx    DL: 0", .identifierOutOfRange,
        at: 22),
      LineVector("Timestamp: 1.0    ID: 351    DL: 0", .badLength, at: 29),
      LineVector(
        "Timestamp: 1.0    ID: 351    S Rx    DL: 2    01", .tooLittleData,
        at: 48),
    ]
  }

  @Test(arguments: Vectors.frames + Vectors.others)
  func line(_ vector: LineVector) {
    var format = PythonPrinter()
    #expect(format.outcome(vector.line) == vector.expected)
  }
}
