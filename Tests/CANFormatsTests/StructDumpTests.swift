// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct StructDumpTests {
  enum Vectors {
    private static let sending = "CAN frame sending: Buffer (HEX): ["
    private static let read = "CAN read frame Buffer (HEX): ["

    private static func bytes(_ hex: String) -> String {
      [UInt8](hex: hex).map {
        "0x" + ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true)
      }.joined(separator: ", ")
    }

    private static let limits = bytes("51030000 08000000 1402740E740ECC01")

    static let frames: [LineVector] = [
      LineVector(
        sending + limits + "]",
        CANFrame("351", "1402740E740ECC01").with {
          $0.direction = .transmitted
        }),
      LineVector(
        read + limits + "] ",
        CANFrame("351", "1402740E740ECC01").with { $0.direction = .received }),
      LineVector(
        read + bytes("E550FF98 02000000 14020000 00000000") + "]",
        CANFrame("18FF50E5", "1402").with { $0.direction = .received }),
      LineVector(
        read + bytes("05030040 08000000 00000000 00000000") + "]",
        CANFrame("305", "").remote(8).with { $0.direction = .received }),
      LineVector(
        read + bytes("04000020 08000000 00000000 00000000") + "]",
        CANFrame("00000004", "0000000000000000").with {
          $0.direction = .received
          $0.kind = .error
        }),
    ]

    static let others: [LineVector] = [
      LineVector("", .notAFrame, at: 0),
      LineVector("CAN bus started", .notAFrame, at: 0),
      LineVector(" CAN read frame 351", .notAFrame, at: 1),
      LineVector(read, .tooLittleData, at: 30),
      LineVector(read + "]", .badHexDigit, at: 30),
      LineVector(read + "0x51, ]", .badHexDigit, at: 36),
      LineVector(read + "0x51]", .tooLittleData, at: 34),
      LineVector(read + "0x51,0x03", .badHexDigit, at: 34),
      LineVector(read + "0x5", .oddHexDigits, at: 33),
      LineVector(read + limits, .tooLittleData, at: 124),
      LineVector(read + limits + ", 0x00]", .tooMuchData, at: 124),
      LineVector(read + limits + "] x", .trailingText, at: 126),
      LineVector(
        read + bytes("00080000 01000000 00000000 00000000") + "]",
        .identifierOutOfRange, at: 30),
      LineVector(
        read + bytes("51030000 09000000 00000000 00000000") + "]",
        .tooLittleData, at: 124),
      LineVector(
        read + bytes("51030000 08040000 00000000 00000000") + "]",
        .badLength, at: 54),
    ]
  }

  @Test(arguments: Vectors.frames + Vectors.others)
  func line(_ vector: LineVector) {
    var format = StructDump()
    #expect(format.outcome(vector.line) == vector.expected)
  }
}
