// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct ESPHomeTests {
  enum Vectors {
    private static let limits = CANFrame("351", "28020000000000C0").with {
      $0.direction = .transmitted
    }
    private static let time: Int64 = 30_005_871_000_000

    static let frames: [LineVector] = [
      LineVector(
        "[08:20:05.871][I][canbus:332]: send can_id: 0x351 hex: 28 2 0 0 0 0 0 c0",
        limits.with(time: time, digits: 3)),
      LineVector(
        "[main:187]: send can id: 0x351 hex: 28 2 0 0 0 0 0 c0", limits),
      LineVector(
        "[I][main:187]: send can id: 0x351 hex: 28 02 00 00 00 00 00 C0", limits
      ),
      LineVector(
        "[08:20:05][VV][a b:1]: send can_id: 0x351 hex: 28 2 0 0 0 0 0 c0",
        limits.with(time: 30_005_000_000_000, digits: 0)),
      LineVector(
        "\u{1B}[0;32m[08:20:05.871][I][canbus:332]: "
          + "send can_id: 0x18ff50e5 hex: 1\u{1B}[0m",
        CANFrame("18FF50E5", "01").with(time: time, digits: 3) {
          $0.direction = .transmitted
        }),
      LineVector(
        "[x:1]: send can_id: 0x305 hex:",
        CANFrame("305", "").with { $0.direction = .transmitted }),
    ]

    static let others: [LineVector] = [
      LineVector(
        besideFrames: "[08:20:05.766][I][canbus:266]: "
          + "send can_id: 0x35E ASCII : PYLON"),
      LineVector(
        besideFrames: "[canbus:033]: send extended id=0x359 rtr=FALSE size=8"),
      LineVector(
        besideFrames: "[00:00:00][D][canbus:070]: "
          + "received can message (#1) std can_id=0x305 size=8"),
      LineVector(besideFrames: "[light:046]:   State: OFF"),
      LineVector(besideFrames: "[x:1]: can0 351 [1] 14"),
      LineVector(besideFrames: "[x:1]:"),
      LineVector("", .notAFrame, at: 0),
      LineVector("[", .notAFrame, at: 0),
      LineVector("[user@host ~]$ date", .notAFrame, at: 0),
      LineVector("[24:00:00][I][x:1]: y", .notAFrame, at: 0),
      LineVector("[08:20:05.][I][x:1]: y", .notAFrame, at: 0),
      LineVector("[08:20:05.871] x", .notAFrame, at: 0),
      LineVector("[I][x]: y", .notAFrame, at: 0),
      LineVector("[x:1] y", .notAFrame, at: 0),
      LineVector("[x:1]: send can_id: 0xG", .badIdentifier, at: 22),
      LineVector("[x:1]: send can_id: 0x351", .badIdentifier, at: 25),
      LineVector("[x:1]: send can_id: 0x351 he", .badIdentifier, at: 26),
      LineVector(
        "[x:1]: send can_id: 0x20000000 hex: 1", .identifierOutOfRange, at: 22),
      LineVector("[x:1]: send can_id: 0x351 hex:1", .badHexDigit, at: 30),
      LineVector("[x:1]: send can_id: 0x351 hex: 1 x", .badHexDigit, at: 33),
      LineVector("[x:1]: send can_id: 0x351 hex: 123", .badHexDigit, at: 33),
      LineVector("[x:1]: send can_id: 0x351 hex: 1 - 2", .trailingText, at: 33),
      LineVector(
        "[x:1]: send can_id: 0x351 hex: 1 2 3 4 5 6 7 8 9", .tooMuchData,
        at: 47),
      LineVector(
        "[x:1]: send can_id: 0x351 hex: 1[x:1]: y", .badHexDigit, at: 32),
    ]
  }

  @Test(arguments: Vectors.frames + Vectors.others)
  func line(_ vector: LineVector) {
    var format = ESPHome()
    #expect(format.outcome(vector.line) == vector.expected)
  }
}
