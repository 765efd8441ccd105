// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct BusmasterTests {
  enum Vectors {
    private static let limits = CANFrame("351", "1402740E740ECC01")

    static let frames: [LineVector] = [
      LineVector(
        "10:00:00:1234 Rx 1 0x351 s 8 14 02 74 0E 74 0E CC 01",
        limits.with(time: 36_000_123_400_000, digits: 4, on: "1") {
          $0.direction = .received
        }),
      LineVector(
        "10:00:00:1234 Tx 2 0x18FF50E5 x 2 01 A0 ; sent",
        CANFrame("18FF50E5", "01A0").with(
          time: 36_000_123_400_000, digits: 4, on: "2"
        ) { $0.direction = .transmitted }),
      LineVector(
        "10:00:00:1234 Rx 1 0x305 sr 8 ",
        CANFrame("305", "").remote(8).with(
          time: 36_000_123_400_000, digits: 4, on: "1"
        ) { $0.direction = .received }),
    ]

    static let others: [LineVector] = [
      LineVector(besideFrames: "***BUSMASTER Ver 3.2.2***"),
      LineVector("***HEX***", .notAFrame, at: 0),
      LineVector("*** a list ***", .notAFrame, at: 0),
      LineVector("10:00:00:1234", .notAFrame, at: 0),
      LineVector("10:00:00.123 Rx 1 0x351 s 1 14", .notAFrame, at: 0),
      LineVector("10:00:00:1234 Rx 1 0xG s 1 14", .badIdentifier, at: 19),
      LineVector("10:00:00:1234 Rx 1 0x351 y 1 14", .badIdentifier, at: 25),
      LineVector(
        "10:00:00:1234 Rx 1 0x800 s 1 14", .identifierOutOfRange, at: 19),
      LineVector("10:00:00:1234 Rx 1 0x351 s 9 14", .badLength, at: 27),
      LineVector("10:00:00:1234 Rx 1 0x351 s 2 14", .tooLittleData, at: 31),
      LineVector("10:00:00:1234 Rx 1 0x351 s 1 14 02", .tooMuchData, at: 32),
    ]
  }

  @Test(arguments: Vectors.frames + Vectors.others)
  func line(_ vector: LineVector) {
    var format = Busmaster()
    #expect(format.outcome(vector.line) == vector.expected)
  }

  private func times(_ lines: [String]) -> [Int64?] {
    var format = Busmaster()
    return lines.compactMap { line in
      guard case .success(let frame?) = format.outcome(line) else { return nil }
      return frame.timestamp?.nanoseconds
    }
  }

  @Test func modes() {
    let start = [
      "***BUSMASTER Ver 3.2.2***",
      "***START DATE AND TIME 15:1:2025 23:59:58:500***",
    ]
    let day: Int64 = 1_736_899_200_000_000_000
    let second: Int64 = 1_000_000_000
    #expect(
      times(
        start + [
          "***SYSTEM MODE***", "23:59:59:0000 Rx 1 0x351 s 1 14",
          "00:00:01:0000 Rx 1 0x351 s 1 14",
        ])
        == [day + 86_399 * second, day + 86_401 * second])
    #expect(
      times(
        start + [
          "***ABSOLUTE MODE***", "00:00:01:0000 Rx 1 0x351 s 1 14",
          "30:00:00:0000 Rx 1 0x351 s 1 14",
        ])
        == [
          day + 86_399 * second + second / 2,
          day + 194_398 * second + second / 2,
        ])
    #expect(
      times(
        start + [
          "***RELATIVE MODE***", "00:00:01:0000 Rx 1 0x351 s 1 14",
          "00:00:01:0000 Rx 1 0x351 s 1 14",
        ])
        == [
          day + 86_399 * second + second / 2,
          day + 86_400 * second + second / 2,
        ])
  }

  @Test func decimalNumbers() {
    var format = Busmaster()
    _ = format.outcome("***BUSMASTER Ver 3.2.2***")
    _ = format.outcome("***DEC***")
    guard
      case .success(let frame?) = format.outcome(
        "10:00:00:1234 Rx 1 419385573 x 8 001 002 116 014 255 006 007 008")
    else {
      Issue.record("no frame")
      return
    }
    #expect(frame.id == CANFrame("18FF50E5", "").id)
    #expect(frame.payload.bytes == [1, 2, 116, 14, 255, 6, 7, 8])
  }
}
