// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct GVRETTests {
  enum Vectors {
    private static let limits = CANFrame("351", "1402740E")
      .with(time: 166_064_000_000, on: "0")
    private static let received = limits.with(on: "0") {
      $0.direction = .received
    }

    static let frames: [LineVector] = [
      LineVector("166064000,00000351,false,Rx,0,4,14,02,74,0E,", received),
      LineVector("166064000,351,FALSE,rx,0,4,14,02,74,0e", received),
      LineVector(
        "166064000, 0x351, false, Rx, 0, 4, 0x14, 0x02, 0x74, 0x0E", received),
      LineVector(
        "166064000,00000351,false,Tx,0,4,14,2,74,E",
        limits.with(on: "0") { $0.direction = .transmitted }),
      // Files of older versions, with zeros or nothing up to eight cells.
      LineVector("166064000,00000351,false,0,4,14,02,74,0E,0,0,0,0,", limits),
      LineVector("166064000,00000351,false,0,4,14,02,74,0E,,,,", limits),
      LineVector(
        "0,18FF50E5,true,Rx,1,0,",
        CANFrame("18FF50E5", "").with(time: 0, on: "1") {
          $0.direction = .received
        }),
      LineVector(
        "1.25,7FF,false,2,0",
        CANFrame("7FF", "").with(time: 1250, digits: 8, on: "2")),
      LineVector(
        "1,00000351,true,0,9,1,2,3,4,5,6,7,8,9",
        CANFrame("00000351", "010203040506070809")
          .with(time: 1000, on: "0") {
            $0.kind = .flexibleData(FDFlags())
            $0.dlc = 9
          }),
      LineVector(
        "1,00000351,true,0,64," + String(repeating: "AA,", count: 64),
        CANFrame("00000351", String(repeating: "AA", count: 64))
          .with(time: 1000, on: "0") {
            $0.kind = .flexibleData(FDFlags())
            $0.dlc = 15
          }),
    ]

    static let besideFrames: [LineVector] = [
      LineVector(
        besideFrames:
          "Time Stamp,ID,Extended,Dir,Bus,LEN,D1,D2,D3,D4,D5,D6,D7,D8"),
      LineVector(
        besideFrames: "Time Stamp,ID,Extended,Bus,LEN,D1,D2,D3,D4,D5,D6,D7,D8"),
      LineVector(besideFrames: "time stamp,id"),
    ]

    static let errors: [LineVector] = [
      LineVector("", .notAFrame, at: 0),
      LineVector("Time", .notAFrame, at: 0),
      LineVector("1,2,3", .notAFrame, at: 4),
      LineVector("1", .notAFrame, at: 1),
      LineVector("1,351,maybe,0,1,14", .notAFrame, at: 6),
      LineVector("1,351,falsehood,0,1,14", .notAFrame, at: 11),
      LineVector("1,,false,0,1,14", .badIdentifier, at: 2),
      LineVector("1,123456789,true,0,1,14", .badIdentifier, at: 2),
      LineVector("1,800,false,0,1,14", .identifierOutOfRange, at: 2),
      LineVector("1,20000000,true,0,1,14", .identifierOutOfRange, at: 2),
      LineVector("1,351,false", .badInterface, at: 11),
      LineVector("1,351,false,Rx", .badInterface, at: 14),
      LineVector("1,351,false,x,1,14", .badInterface, at: 12),
      LineVector("1,351,false,0", .badLength, at: 13),
      LineVector("1,351,false,0,,14", .badLength, at: 14),
      LineVector("1,351,false,0,65,14", .badLength, at: 14),
      LineVector("1,351,false,0,8x,14", .badLength, at: 14),
      LineVector("1,351,false,0,2,14", .tooLittleData, at: 18),
      LineVector("1,351,false,0,2,14,", .tooLittleData, at: 19),
      LineVector("1,351,false,0,2,14,,02", .tooLittleData, at: 19),
      LineVector("1,351,false,0,2,14,0G", .badHexDigit, at: 20),
      LineVector("1,351,false,0,2,14,002", .badHexDigit, at: 22),
      LineVector("1,351,false,0,1,14 15", .trailingText, at: 19),
      LineVector("1.0001,351,false,0,1,14", .badTimestamp, at: 0),
      LineVector(
        "9223372036854776,351,false,0,1,14", .badTimestamp, at: 0),
    ]
  }

  @Test(arguments: Vectors.frames + Vectors.besideFrames + Vectors.errors)
  func line(_ vector: LineVector) {
    var format = GVRET()
    #expect(format.outcome(vector.line) == vector.expected)
  }

  @Test(arguments: Vectors.frames)
  func cutOff(_ vector: LineVector) {
    checkCutOffLines(vector, GVRET())
  }
}
