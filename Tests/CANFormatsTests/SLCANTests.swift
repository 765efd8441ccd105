// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct SLCANTests {
  enum Vectors {
    private static let limits = CANFrame("351", "1402740E740ECC01")

    static let frames: [LineVector] = [
      LineVector("t35181402740E740ECC01", limits),
      LineVector("T18FF50E5201A0", CANFrame("18FF50E5", "01A0")),
      LineVector("t35181402740e740ecc01", limits),
      LineVector("t351814027 40E740ECC01", limits),
      LineVector("b't35181402740E740ECC01\\r'", limits),
      LineVector(
        "t35181402740E740ECC0104D2", limits.with(time: 1_234_000_000, digits: 3)
      ),
    ]

    /// Lines that are frames behind one with data.
    static let known: [LineVector] = [
      LineVector("t0800", CANFrame("080", "")),
      LineVector("r3058", CANFrame("305", "").remote(8)),
      LineVector("R18FF50E50", CANFrame("18FF50E5", "").remote(0)),
      LineVector(
        "d3519" + String(repeating: "AB", count: 12),
        CANFrame("351", String(repeating: "AB", count: 12)).with {
          $0.kind = .flexibleData(FDFlags()); $0.dlc = 9
        }),
      LineVector(
        "B18FF50E5101",
        CANFrame("18FF50E5", "01").with {
          $0.kind = .flexibleData(FDFlags(bitRateSwitch: true))
        }),
    ]

    static let others: [LineVector] = [
      LineVector("", .notAFrame, at: 0),
      LineVector("t", .notAFrame, at: 0),
      LineVector("time", .notAFrame, at: 0),
      LineVector("t3518", .notAFrame, at: 0),
      LineVector("t35121402  351   [1]  14", .notAFrame, at: 0),
      LineVector("t351914", .notAFrame, at: 0),
      LineVector("t8001AA", .notAFrame, at: 0),
      LineVector("t351114027", .notAFrame, at: 0),
      LineVector("T351814", .notAFrame, at: 0),
      LineVector("deadbeef", .notAFrame, at: 0),
      LineVector("t351114 fix typo", .notAFrame, at: 0),
    ]
  }

  @Test(arguments: Vectors.frames + Vectors.others)
  func line(_ vector: LineVector) {
    var format = SLCAN()
    #expect(format.outcome(vector.line) == vector.expected)
  }

  @Test(arguments: Vectors.known)
  func lineBehindOneWithData(_ vector: LineVector) {
    var format = SLCAN()
    #expect(
      format.outcome(vector.line) == .failure(MalformedFrame(.notAFrame, at: 0))
    )
    _ = format.outcome("t351114")
    #expect(format.outcome(vector.line) == vector.expected)
  }

  /// The clock of the adapter begins anew each minute.
  @Test func minutes() {
    var format = SLCAN()
    var times: [Int64?] = []
    for line in ["t3511140000", "t351114EA5F", "t3511140001", "t3511140000"] {
      guard case .success(let frame?) = format.outcome(line) else { continue }
      times.append(frame.timestamp?.nanoseconds)
    }
    #expect(times == [0, 59_999_000_000, 60_001_000_000, 120_000_000_000])
  }
}
