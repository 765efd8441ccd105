// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct CandumpConsoleTests {
  enum Vectors {
    private static let time: Int64 = 1_681_229_878_879_041_000
    private static let limits = CANFrame("351", "1402740E740ECC01")
    private static let plain = CANFrame("351", "1402740E740ECC01")
      .with { $0.timestamp = nil }.with(on: "can0")

    private static let short = CANFrame("351", "1402").with(on: "can0")

    static let frames: [LineVector] = [
      // The direction in place of an interface.
      LineVector(
        "RX 351 [2] 14 02",
        CANFrame("351", "1402").with { $0.direction = .received }),
      LineVector(
        "Tx 351 [2] 14 02",
        CANFrame("351", "1402").with { $0.direction = .transmitted }),
      LineVector("  can0  351   [8]  14 02 74 0E 74 0E CC 01", plain),
      LineVector("can0 351 [8] 14 02 74 0e 74 0e cc 01", plain),
      LineVector("  can0       351   [8]  14 02 74 0E 74 0E CC 01", plain),
      LineVector(
        " (1681229878.879041)  can0  351   [8]  14 02 74 0E 74 0E CC 01",
        limits.with(time: time, on: "can0")),
      LineVector(
        " (2023-04-11 16:17:58.879041)  can0  351   [8]  14 02 74 0E 74 0E CC 01",
        limits.with(time: time, .calendar, on: "can0")),
      LineVector(
        " (000.000000)  vcan-0  18FF50E5   [1]  AA",
        CANFrame("18FF50E5", "AA").with(time: 0, on: "vcan-0")),
      LineVector(
        "  can0  080   [0] ", CANFrame("080", "").with(on: "can0")),
      // The ASCII column, which may look like data.
      LineVector(
        "  can0  351   [8]  14 02 74 0E 74 0E CC 01   '..t.t...'", plain),
      LineVector(
        "  can1  123   [3]  31 30 27   '10''",
        CANFrame("123", "313027").with(on: "can1")),
      LineVector(
        " can0       403   [0]                            ''",
        CANFrame("403", "").with(on: "can0")),
      // Remarks that begin like a byte.
      LineVector("can0 351 [2] 14 02 DC limits", short),
      LineVector("can0 351 [2] 14 02   80 % SOC", short),
      LineVector("can0 351 [2] 14 02 80%", short),
      LineVector("can0 351 [2] 14 02 57 V 100 A", short),
      LineVector("can0 351 [2] 14 02 10 A limit", short),
      LineVector("can0 351 [2] 14 02 25 \u{B0}C", short),
      // Flags.
      LineVector(
        "  can0  RX - -  351   [8]  14 02 74 0E 74 0E CC 01",
        plain.with(on: "can0") { $0.direction = .received }),
      LineVector(
        "  can0  TX - -  351   [8]  14 02 74 0E 74 0E CC 01",
        plain.with(on: "can0") { $0.direction = .transmitted }),
      LineVector(
        "  can0  RX B E  351  [01]  14",
        CANFrame("351", "14").with(on: "can0") {
          $0.direction = .received
          $0.kind = .flexibleData(
            FDFlags(bitRateSwitch: true, errorStateIndicator: true))
        }),
      // CAN FD has two digits.
      LineVector(
        "  can0  351  [08]  14 02 74 0E 74 0E CC 01",
        plain.with(on: "can0") { $0.kind = .flexibleData(FDFlags()) }),
      LineVector(
        "  can0  351  [12]  01 02 03 04 05 06 07 08 09 0A 0B 0C",
        CANFrame("351", "0102030405060708090A0B0C").with(on: "can0") {
          $0.kind = .flexibleData(FDFlags())
          $0.dlc = 9
        }),
      // Remote requests and error frames.
      LineVector(
        "  can0  314   [8]  remote request",
        CANFrame("314", "").with(on: "can0") {
          $0.kind = .remote
          $0.dlc = 8
        }),
      LineVector(
        " (1681229878.879041)  can1  RX - -  20000004   [8]  "
          + "00 00 00 00 00 00 00 00   ERRORFRAME",
        CANFrame("00000004", "0000000000000000").with(time: time, on: "can1") {
          $0.kind = .error
          $0.direction = .received
        }),
      LineVector(
        "  can0  314   {B}  remote request",
        CANFrame("314", "").with(on: "can0") {
          $0.kind = .remote
          $0.dlc = 11
        }),
      // A raw length code (`candump -8`).
      LineVector(
        "  can0  351   {F}  14 02 74 0E 74 0E CC 01",
        plain.with(on: "can0") { $0.dlc = 15 }),
      // The last byte first (`-S`), also with the ASCII column.
      LineVector(
        "  can0  351   [8]  01`CC`0E`74`0E`74`02`14", plain),
      LineVector(
        "  can0  351   [8]  01`CC`0E`74`0E`74`02`14   `...t.t..`", plain),
      LineVector(
        "  can0  351   [1]  41                        `A`",
        CANFrame("351", "41").with(on: "can0")),
      // Bits (`-i`), forwards and backwards.
      LineVector(
        "  can0  351   [2]  00010100 10000010",
        CANFrame("351", "1482").with(on: "can0")),
      LineVector(
        "  can0  351   [2]  10000010`00010100",
        CANFrame("351", "1482").with(on: "can0")),
      LineVector(
        "  can0  351   [2]  00010100 00000010   '..'",
        CANFrame("351", "1402").with(on: "can0")),
      // Colours: -c, -cc, -ccc.
      LineVector(
        "  \u{1B}[1m\u{1B}[34mcan0\u{1B}[0m  351   [8]  14 02 74 0E 74 0E CC 01",
        plain),
      LineVector(
        "  \u{1B}[1m\u{1B}[34mcan0  351   [8]  14 02 74 0E 74 0E CC 01\u{1B}[0m",
        plain),
      LineVector(
        " \u{1B}[1;34m(1681229878.879041)  can0  RX - -  351   [8]  "
          + "14 02 74 0E 74 0E CC 01   '..t.t...'\u{1B}[0m",
        limits.with(time: time, on: "can0") { $0.direction = .received }),
      LineVector(
        "  can0\u{1B}[0;34m  351   [8]  14 02 74 0E 74 0E CC 01", plain),
      // Names of interfaces, of which the first 32 bytes are kept.
      LineVector(
        "  an-interface.of-more-than_32@bytes  351   [8]  "
          + "14 02 74 0E 74 0E CC 01",
        plain.with(on: "an-interface.of-more-than_32@byt")),
      LineVector("\tcan0\t351\t[8]\t14 02 74 0E 74\t0E CC 01\t", plain),
      // An ASCII column that was cut off.
      LineVector(
        "  can0  351   [8]  14 02 74 0E 74 0E CC 01   '..t.", plain),
      // Bits of an identifier that are none of it: CAN_EFF_FLAG, CAN_ERR_FLAG.
      LineVector(
        "  can0  98FF50E5   [1]  AA",
        CANFrame("18FF50E5", "AA").with(on: "can0")),
      LineVector(
        "  can0  A0000004   [1]  AA   ERRORFRAME",
        CANFrame("00000004", "AA").with(on: "can0") { $0.kind = .error }),
    ]

    static let errors: [LineVector] = [
      LineVector("  can0  351   {8}  14", .badLength, at: 15),
      LineVector(
        "  can0  351   {B}  14 02 74 0E 74 0E CC", .tooLittleData, at: 39),
      LineVector("  can0  351   {B  14", .badLength, at: 16),
      LineVector("  can0  351   [3]  01`02", .tooLittleData, at: 24),
      LineVector("  can0  351   [3]  01`02 03", .tooLittleData, at: 24),
      LineVector("  can0  351   [3]  01 02`03", .badHexDigit, at: 24),
      LineVector("  can0  351   [1]  01`02", .trailingText, at: 21),
      // A comment of a PCAN trace.
      LineVector(";$SOMETHING=X0 54A [1] 10", .notAFrame, at: 0),
      LineVector("  can0  351   [2]  00010100 02", .badHexDigit, at: 28),
      LineVector("  can0  351   [2]  14 00000010", .badHexDigit, at: 24),
      LineVector(
        "       can0  123 [0003] (45|81:00:12345678) 11 22 33", .canXL, at: 18),
      LineVector("  can0  351   [1]  14 '.' 02", .tooMuchData, at: 26),
      LineVector("  can0\u{1B}x  351   [1]  14", .notAFrame, at: 2),
      LineVector("  -\u{1B}[0m  351   [2]  14 02", .notAFrame, at: 2),
      // Lines that have lost the line feed between them.
      LineVector(
        "  can0  351   [2]  14 02  can0  355   [2]  5F 00", .tooMuchData,
        at: 26),
      LineVector(
        "  can0  351   [2]  14  can0  355   [2]  5F 00", .badHexDigit, at: 25),
      LineVector(
        "  can0  314   [8]  remote request  can0  355   [2]  5F 00",
        .tooMuchData, at: 35),
      LineVector(
        "  can0  351   [1]  14   '.'  can0  355   [2]  5F 00", .tooMuchData,
        at: 29),
      // More bytes, whatever follows them.
      LineVector("can0 351 [2] 14 02 0E limits", .tooMuchData, at: 19),
      LineVector("can0 351 [2] 14 02 74 10 limits", .tooMuchData, at: 19),
      LineVector("can0 351 [2] 14 02 74 | limits", .tooMuchData, at: 19),
      LineVector("can0 351 [2] 14 02 74\u{A0}10", .tooMuchData, at: 19),
      // Words that other formats begin with.
      LineVector("(7.556) RX0 351 [1] 14", .notAFrame, at: 0),
      LineVector("Ticket 404 [0] comments", .notAFrame, at: 0),
      LineVector(
        String(repeating: "3", count: 32) + "can0 351 [1] 14", .notAFrame,
        at: 0),
      LineVector("pack 101 [3] 33 32 33 mV", .notAFrame, at: 0),
      LineVector("[x:1]: 351 [1] 14", .notAFrame, at: 0),
      LineVector(
        "  can0  351   [8]  14 02 74 0E 74 0E CC", .tooLittleData, at: 39),
      LineVector(
        "  can0  351   [8]  14 02 74 0E 74 0E CC 0", .oddHexDigits, at: 41),
      LineVector("  can0  351   [2]  14 02 74", .tooMuchData, at: 25),
      LineVector("  can0  351   [2]  14 0G", .badHexDigit, at: 23),
      LineVector("  can0  351   [2]  1402", .badHexDigit, at: 21),
      LineVector("  can0  351   [9]  14", .badLength, at: 15),
      LineVector("  can0  351   [65]  14", .badLength, at: 15),
      LineVector("  can0  351   [x]  14", .badLength, at: 15),
      LineVector("  can0  351   [2  14", .badLength, at: 16),
      LineVector("  can0  351   []", .badLength, at: 15),
      LineVector("  can0  351  14 02", .notAFrame, at: 2),
      LineVector("  can0  351  14 02 [2]", .notAFrame, at: 2),
      LineVector("  can0  3510  [1]  14", .badIdentifier, at: 12),
      LineVector("  can0  8FF   [1]  14", .identifierOutOfRange, at: 8),
      LineVector("  can0  RX + -  351   [1]  14", .badFlags, at: 11),
      LineVector("  can0  RX - -", .notAFrame, at: 2),
      LineVector("can0", .notAFrame, at: 0),
      LineVector("", .notAFrame, at: 0),
      LineVector("can0[8]", .notAFrame, at: 0),
      LineVector(" (12.x)  can0  351   [1]  14", .badTimestamp, at: 5),
      LineVector("  can0  351   [2]  '14 02'", .tooLittleData, at: 19),
      LineVector("  can0  351   [2]  14 \u{0}2", .badHexDigit, at: 22),
    ]
  }

  @Test(arguments: Vectors.frames + Vectors.errors)
  func line(_ vector: LineVector) {
    var format = CandumpConsole()
    #expect(format.outcome(vector.line) == vector.expected)
  }

  /// One space between bytes is read three bytes a step, anything else byte by
  /// byte.
  @Test func blanksBetweenBytes() {
    var random = SeededGenerator()
    print(random)
    repeatForFuzzDuration {
      let count = Int.random(in: 0...20, using: &random)
      var text = ""
      for _ in 0..<Int.random(in: 0...21, using: &random) {
        let byte = Int.random(in: 0...255, using: &random)
        text += " " + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
      var data = Array(text.utf8)
      if !data.isEmpty, Bool.random(using: &random) {
        let index = Int.random(in: 0..<data.count, using: &random)
        let other = " 0Fg'`[.\u{1B}".utf8.randomElement(using: &random)
        data[index] = other ?? 0x20
      }
      let length = count == 9 ? "09" : "\(count)"
      let head = Array("can0 351 [\(length)]".utf8)
      let tabs = data.map { $0 == 0x20 ? 0x09 : $0 }
      var format = CandumpConsole()
      #expect(
        format.outcome(head + data) == format.outcome(head + tabs),
        "\(String(decoding: head + data, as: UTF8.self))")
    }
  }
}
