// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct VectorASCTests {
  enum Vectors {
    private static let limits = CANFrame("351", "1402740E740ECC01")
      .with(time: 15_991_000, on: "1") { $0.direction = .received }
    private static let error = CANFrame("00000080", "0000000000000000")
      .with(time: 15_991_000, on: "1") { $0.kind = .error }

    private static func flexible(
      _ id: String, _ data: String, dlc: UInt8, _ flags: FDFlags = FDFlags()
    ) -> CANFrame {
      CANFrame(id, data).with(time: 500_000_000, digits: 1, on: "1") {
        $0.direction = .received
        $0.kind = .flexibleData(flags)
        $0.dlc = dlc
      }
    }

    static let frames: [LineVector] = [
      LineVector(
        "   0.015991 1  351             Rx   d 8 14 02 74 0E 74 0E CC 01"
          + "  Length = 228000 BitCount = 118 ID = 849", limits),
      LineVector(
        "   0.015991 1  351             Rx   d 8 14 02 74 0E 74 0E CC 01",
        limits),
      LineVector(
        "0.015991\t1\t351\tRX\tD\t8\t14\t02\t74\t0e\t74\t0e\tcc\t01", limits),
      LineVector(
        " 0.015991 1  Limits  Rx d 8 14 02 74 0E 74 0E CC 01 ID = 849", limits),
      LineVector(
        "   0.015991 2  18FF50E5x       Tx   d 1 AA",
        CANFrame("18FF50E5", "AA").with(time: 15_991_000, on: "2") {
          $0.direction = .transmitted
        }),
      LineVector(
        "   0.015991 1  Request  Rx d 0 Length = 0 ID = 849x",
        CANFrame("00000351", "").with(time: 15_991_000, on: "1") {
          $0.direction = .received
        }),
      LineVector(
        "   0.0159 1  7FF  Rx d F 01 02 03 04 05 06 07 08",
        CANFrame("7FF", "0102030405060708")
          .with(time: 15_900_000, digits: 4, on: "1") {
            $0.direction = .received
            $0.dlc = 15
          }),
      LineVector(
        "   0.015991 1  123             Rx   r",
        limits.with(on: "1") {
          $0.id = FrameID(text: "123")
          $0.kind = .remote
          $0.payload.removeAll()
          $0.dlc = 0
        }),
      LineVector(
        "   0.015991 1  123             Rx   r 8  Length = 0 ID = 291",
        limits.with(on: "1") {
          $0.id = FrameID(text: "123")
          $0.kind = .remote
          $0.payload.removeAll()
        }),
      LineVector(
        "   0.015991 1  123             Rx   r Length = 1704000 ID = 123x",
        limits.with(on: "1") {
          $0.id = FrameID(text: "123")
          $0.kind = .remote
          $0.payload.removeAll()
          $0.dlc = 0
        }),
      LineVector("   0.015991 1  ErrorFrame", error),
      LineVector(
        "   0.015991 1  ErrorFrame  Flags = 0xe ECC: 10100010", error),
      LineVector(
        "   0.015991 CANFD   1 Rx ErrorFrame  Not Acknowledge error, x",
        error.with(on: "1") { $0.direction = .received }),
      // As log2asc and python-can write CAN FD.
      LineVector(
        "   0.5 CANFD   1 Rx        123                                   "
          + "1 0 9 12 01 02 03 04 05 06 07 08 09 0A 0B 0C   130000  130     "
          + "3000 0 0 0 0 0",
        flexible(
          "123", "0102030405060708090A0B0C", dlc: 9,
          FDFlags(bitRateSwitch: true))),
      LineVector(
        " 0.5 CANFD   1 Rx   18FF50E5x                                    "
          + "0 1 1  1 11        0    0     5000        0        0 0 0 0",
        flexible(
          "18FF50E5", "11", dlc: 1, FDFlags(errorStateIndicator: true))),
      LineVector(
        "0.5 CANFD 1 Rx 123 Name 0 0 0 0",
        flexible("123", "", dlc: 0)),
      // Classic frames on a channel of CAN FD.
      LineVector(
        "0.5 CANFD 1 Rx 123 0 0 2 2 01 02 130000 130 0 0 0 0 0 0",
        flexible("123", "0102", dlc: 2).with(on: "1") { $0.kind = .data }),
      LineVector(
        "0.5 CANFD 1 Rx 123 0 0 8 0 130000 130 10 0 0 0 0 0",
        flexible("123", "", dlc: 8).with(on: "1") { $0.kind = .remote }),
      LineVector(
        "0.5 CANFD 1 Rx 123 0 0 8 0",
        flexible("123", "", dlc: 8).with(on: "1") { $0.kind = .remote }),
      LineVector(
        "0.5 CANFD 1 Rx 123 0 0 9 8 01 02 03 04 05 06 07 08 1 1 0 0",
        flexible("123", "0102030405060708", dlc: 9)
          .with(on: "1") { $0.kind = .data }),
    ]

    static let besideFrames: [LineVector] = [
      LineVector(besideFrames: "date Wed Apr 16 09:21:13.159 am 2014"),
      LineVector(besideFrames: "date Wed Jan 17 00:00:00 2024"),
      LineVector(besideFrames: "base hex  timestamps absolute"),
      LineVector(besideFrames: "base dec timestamps relative"),
      LineVector(besideFrames: "base hex"),
      LineVector(besideFrames: "internal events logged"),
      LineVector(besideFrames: "no internal events logged"),
      LineVector(
        besideFrames: "Begin Triggerblock Wed Apr 16 09:21:13.159 am 2014"),
      LineVector(besideFrames: "Begin TriggerBlock"),
      LineVector(besideFrames: "End TriggerBlock"),
      LineVector(besideFrames: "   0.000000 Start of measurement"),
      LineVector(
        besideFrames: " 1.0 1  Statistic: D 0 R 0 XD 0 XR 0 E 0 O 0 B 0.00%"),
      LineVector(besideFrames: " 0.003040 1  123  TxRq d 2 00 00"),
    ]

    static let errors: [LineVector] = [
      LineVector("", .notAFrame, at: 0),
      LineVector("can0", .notAFrame, at: 0),
      LineVector("0.5", .notAFrame, at: 3),
      LineVector("5 1 351 Rx d 1 14", .notAFrame, at: 1),
      LineVector("0.5 1", .notAFrame, at: 5),
      LineVector("0.5 1 351", .notAFrame, at: 9),
      LineVector("0.5 1 351 R", .notAFrame, at: 10),
      LineVector(
        "0.5 CAN 1 Status:chip status error active", .notAFrame, at: 4),
      LineVector("0.5 1 351 Rx", .badLength, at: 12),
      LineVector("0.5 1 351 Rx x 1 14", .badLength, at: 13),
      LineVector("0.5 1 351 Rx d", .badLength, at: 14),
      LineVector("0.5 1 351 Rx d 10 14", .badLength, at: 15),
      LineVector("0.5 1 351 Rx r 8+", .badLength, at: 15),
      LineVector("0.5 1 351 Rx d 2 14", .tooLittleData, at: 19),
      LineVector("0.5 1 351 Rx d 2 14 0", .oddHexDigits, at: 21),
      LineVector("0.5 1 351 Rx d 2 14 0G", .badHexDigit, at: 21),
      LineVector("0.5 1 351 Rx d 2 1402", .badHexDigit, at: 19),
      LineVector("0.5 1 351 Rx d 1 14 02", .tooMuchData, at: 20),
      LineVector("0.5 1 351 Rx d 1 14 2", .tooMuchData, at: 20),
      LineVector("0.5 1 800 Rx d 1 14", .identifierOutOfRange, at: 6),
      LineVector("0.5 1 20000000x Rx d 1 14", .identifierOutOfRange, at: 6),
      LineVector("0.5 1 Limits Rx d 1 14", .badIdentifier, at: 6),
      LineVector("0.5 1 Limits Rx d 1 14 ID =", .badIdentifier, at: 6),
      LineVector("0.5 1 351y Rx d 1 14", .badIdentifier, at: 6),
      LineVector("0.0000000001 1 351 Rx d 1 14", .badTimestamp, at: 0),
      LineVector("9223372036.9 1 351 Rx d 1 14", .badTimestamp, at: 0),
      LineVector("0.5 CANFD x Rx 123 0 0 0 0", .badInterface, at: 10),
      LineVector("0.5 CANFD 1 123 0 0 0 0", .notAFrame, at: 12),
      LineVector("0.5 CANFD 1 Rx 123 0 2 0 0", .badFlags, at: 21),
      LineVector("0.5 CANFD 1 Rx 123 0 0 9 11 01", .badLength, at: 25),
      LineVector(
        "0.5 CANFD 1 Rx 123 0 0 9 8 01 02 03 04 05 06 07 08",
        .badLength, at: 25),
      LineVector("0.5 CANFD 1 Rx 123 0 0 2 2 01", .tooLittleData, at: 29),
      LineVector("0.5 CANFD 1 Rx 123 0 0 1 1 01 x", .trailingText, at: 30),
      LineVector("0.5 CANFD 1 Rx 123 0 0 1 1 01 1 1 x", .badFlags, at: 34),
      LineVector("date", .badTimestamp, at: 4),
      LineVector("date Wed Feb 30 00:00:00 2024", .badTimestamp, at: 29),
      LineVector("date Wed Jan 17 24:00:00 2024", .badTimestamp, at: 16),
      LineVector("date Wed Jan 17 13:00:00 pm 2024", .badTimestamp, at: 27),
      LineVector("date Wed Jan 17 12:00:00 1969", .badTimestamp, at: 25),
      LineVector("base oct", .notAFrame, at: 0),
      LineVector("begin", .notAFrame, at: 0),
    ]
  }

  @Test(arguments: Vectors.frames + Vectors.besideFrames + Vectors.errors)
  func line(_ vector: LineVector) {
    var format = VectorASC()
    #expect(format.outcome(vector.line) == vector.expected)
  }

  @Test(arguments: Vectors.frames)
  func cutOff(_ vector: LineVector) {
    checkCutOffLines(vector, VectorASC())
  }

  /// The time of a frame behind header lines, if it is one.
  private func time(of line: String, behind header: [String]) -> Timestamp? {
    var format = VectorASC()
    for line in header { _ = format.outcome(line) }
    guard case .success(let frame) = format.outcome(line) else { return nil }
    return frame?.timestamp
  }

  @Test(arguments: [
    // 2014-04-16 09:21:13 as if it were UTC.
    ("Wed Apr 16 09:21:13.159 am 2014", 1_397_640_073_159_000_000),
    ("Wed Apr 16 09:21:13.159 pm 2014", 1_397_683_273_159_000_000),
    ("Mit Apr 16 12:21:13.159 AM 2014", 1_397_607_673_159_000_000),
    ("Wed Apr 16 12:21:13.159 pm 2014", 1_397_650_873_159_000_000),
    ("Die Okt 31 23:59:59 2023", 1_698_796_799_000_000_000),
    ("Fre Mär  1 00:00:00 2024", 1_709_251_200_000_000_000),
    ("Mit Mai 1 00:00:00 2024", 1_714_521_600_000_000_000),
    ("Thu Feb 29 00:00:00 2024", 1_709_164_800_000_000_000),
    ("Son Dez 31 00:00:00 2023", 1_703_980_800_000_000_000),
  ])
  func dates(date: String, nanoseconds: Int64) {
    #expect(
      time(of: "0.000001 1 351 Rx d 0", behind: ["date " + date])
        == Timestamp(
          nanoseconds: nanoseconds + 1000, fractionDigits: 6,
          notation: .calendar))
  }

  @Test func theBlockWithTheStartOfMeasurementHasTheStart() {
    let line = "2.5 1 351 Rx d 0"
    let date = "date Thu Jan 1 00:00:10 1970"
    let block = "Begin Triggerblock Thu Jan 1 00:00:20 1970"
    let start = "0.0 Start of measurement"
    func expected(_ seconds: Int64) -> Timestamp? {
      Timestamp(
        nanoseconds: seconds * 1_000_000_000 + 500_000_000, fractionDigits: 1,
        notation: .calendar)
    }
    #expect(time(of: line, behind: [date]) == expected(12))
    #expect(time(of: line, behind: [date, block]) == expected(12))
    #expect(time(of: line, behind: [date, block, start]) == expected(22))
    #expect(time(of: line, behind: [block]) == expected(22))
    #expect(time(of: line, behind: [date, block, start, date]) == expected(12))
  }

  @Test func relativeTimesAddUp() {
    var format = VectorASC()
    var times: [Int64?] = []
    for line in [
      "base hex timestamps relative", "0.5 1 351 Rx d 0", "0.25 1 351 Rx d 0",
      "1.0 1 Statistic: D 0", "0.125 1 351 Rx d 9 1", "0.0 1 351 Rx d 0",
      "noise", "0.5 R11 402", "9000000000.0 1 351 Rx d 0",
      "9000000000.0 1 351 Rx d 0", "0.125 1 351 Rx d 0",
    ] {
      if case .success(let frame) = format.outcome(line) {
        times.append(frame?.timestamp?.nanoseconds)
      } else {
        times.append(-1)
      }
    }
    #expect(
      times == [
        nil, 500_000_000, 750_000_000, nil, -1, 1_875_000_000, -1, -1,
        9_000_000_001_875_000_000, -1, 9_000_000_002_000_000_000,
      ])
  }

  @Test func decimalNumbers() {
    var format = VectorASC()
    _ = format.outcome("base dec timestamps absolute")
    let frame = CANFrame("351", "1402").with(
      time: 500_000_000, digits: 1, on: "1"
    ) { $0.direction = .received }
    #expect(format.outcome("0.5 1 849 Rx d 2 20 2") == .success(frame))
    #expect(
      format.outcome("0.5 1 419385573x Rx d 2 20 2")
        == .success(frame.with(on: "1") { $0.id = FrameID(text: "18FF50E5") }))
    for (line, error) in [
      ("0.5 1 2048 Rx d 0", MalformedFrame(.identifierOutOfRange, at: 6)),
      ("0.5 1 351A Rx d 0", MalformedFrame(.badIdentifier, at: 6)),
      ("0.5 1 849 Rx d 2 20 256", MalformedFrame(.badHexDigit, at: 20)),
      ("0.5 1 849 Rx d 2 20", MalformedFrame(.tooLittleData, at: 19)),
      ("0.5 1 849 Rx d 16", MalformedFrame(.badLength, at: 15)),
    ] {
      #expect(format.outcome(line) == .failure(error), "\(line)")
    }
  }

  @Test func eventsBehindAHeader() {
    var format = VectorASC()
    _ = format.outcome("base hex")
    for line in [
      "0.5 CAN 1 Status:chip status error active", "0.5 log direct start",
      "0.5 1 J1939TP FEE3p 6 0 0 - Rx d 23 A0", "0.5 SV: 2 0 1 ::x = 1",
      "0.5 L1 3c Rx 8 01 02",
    ] {
      #expect(format.outcome(line) == .success(nil), "\(line)")
    }
    // What another format has is left to it, and a broken frame is no event.
    #expect(
      format.outcome("0.5 R11 402 FA") == .failure(.init(.notAFrame, at: 4)))
    #expect(
      format.outcome("0.5 1 351 R d 0") == .failure(.init(.notAFrame, at: 10)))
  }
}
