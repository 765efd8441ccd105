// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct CRTDTests {
  enum Vectors {
    private static let time: Int64 = 1_320_745_424_002_000_000

    static let frames: [LineVector] = [
      LineVector(
        "1320745424.002 R11 402 FA 01 C3 A0 96 00 07 01",
        CANFrame("402", "FA01C3A096000701")
          .with(time: time, digits: 3, on: "1") { $0.direction = .received }),
      LineVector(
        "1320745424.002000 2R11 351 14 02",
        CANFrame("351", "1402").with(time: time, on: "2") {
          $0.direction = .received
        }),
      LineVector(
        "1320745424.002 1T29 18FF50E5 aa",
        CANFrame("18FF50E5", "AA").with(time: time, digits: 3, on: "1") {
          $0.direction = .transmitted
        }),
      LineVector(
        "0.5 12T11 7DF",
        CANFrame("7DF", "").with(time: 500_000_000, digits: 1, on: "12") {
          $0.direction = .transmitted
        }),
      // Digits without padding, tabs, blanks at both ends.
      LineVector(
        "\t1.25\t1R11\t1  2 03  ",
        CANFrame("001", "0203").with(time: 1_250_000_000, digits: 2, on: "1") {
          $0.direction = .received
        }),
      LineVector(
        "1.25 R29 00000351 2",
        CANFrame("00000351", "02")
          .with(time: 1_250_000_000, digits: 2, on: "1") {
            $0.direction = .received
          }),
    ]

    static let besideFrames: [LineVector] = [
      LineVector(besideFrames: "1320745424.000 CXX OVMS CRTD"),
      LineVector(besideFrames: "1320745424.000000 1CXX Info Type:crtd; x:1;"),
      LineVector(besideFrames: "1320745424.106 CEV Open charge port door"),
      LineVector(besideFrames: "2783.384726 2CER intr=0 rxpkt=0 txpkt=0"),
      LineVector(besideFrames: "2783.384726 CBC L 500000"),
      LineVector(besideFrames: "2783.384726 CVR"),
    ]

    static let errors: [LineVector] = [
      LineVector("", .notAFrame, at: 0),
      LineVector("R11 402 FA", .notAFrame, at: 0),
      LineVector("1320745424 R11 402 FA", .notAFrame, at: 10),
      LineVector("1320745424. R11 402 FA", .notAFrame, at: 11),
      LineVector("0.5 R12 402 FA", .notAFrame, at: 4),
      LineVector("0.5 X11 402 FA", .notAFrame, at: 4),
      LineVector("0.5 1R110 402 FA", .notAFrame, at: 5),
      LineVector("0.5 1", .notAFrame, at: 5),
      LineVector("0.5 R11", .badIdentifier, at: 7),
      LineVector("0.5 R11 4G2 FA", .badIdentifier, at: 9),
      LineVector("0.5 R11 800 FA", .identifierOutOfRange, at: 8),
      LineVector("0.5 R29 20000000 FA", .identifierOutOfRange, at: 8),
      LineVector("0.5 R29 123456789 FA", .badIdentifier, at: 8),
      LineVector("0.5 R11 402 FA1", .badHexDigit, at: 12),
      LineVector(
        "0.5 R11 402 1 2 3 4 5 6 7 8 9", .tooMuchData, at: 28),
      LineVector("0.0000000001 R11 402 FA", .badTimestamp, at: 0),
      LineVector("9223372036.9 R11 402 FA", .badTimestamp, at: 0),
    ]
  }

  @Test(arguments: Vectors.frames + Vectors.besideFrames + Vectors.errors)
  func line(_ vector: LineVector) {
    var format = CRTD()
    #expect(format.outcome(vector.line) == vector.expected)
  }

  @Test(arguments: Vectors.frames)
  func cutOff(_ vector: LineVector) {
    checkCutOffLines(vector, CRTD())
  }
}
