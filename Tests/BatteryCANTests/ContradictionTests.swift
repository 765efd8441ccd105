// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import TestSupport
import Testing

/// Batteries that contradict each other or themselves.
@Suite struct ContradictionTests {
  /// What the rows with a note are, by the number of the burst and the identifier.
  private func rows(
    with note: Note, in bursts: [[(id: String, data: String)]],
    _ detector: DialectDetector = DialectDetector()
  ) -> [String] {
    var detector = detector
    var rows: [String] = []
    for (number, burst) in bursts.enumerated() {
      for (id, data) in burst {
        let message = detector.decode(CANFrame(id, data))
        if message?.notes.contains(note) == true {
          rows.append("\(number) \(id)")
        }
      }
    }
    return rows
  }

  private func burst(
    _ soc: String, bits: String = "0000000002504E", pairs: String? = nil
  ) -> [(id: String, data: String)] {
    var burst = [
      (id: "351", data: "1402E402E402C201"), ("355", soc),
      ("356", "4E147400E700"), ("359", bits), ("35C", "C000"),
      ("35E", "50594C4F4E202020"),
    ]
    if let pairs { burst.insert(("35A", pairs), at: 4) }
    return burst
  }

  // MARK: Two batteries

  struct Turns: CustomTestStringConvertible, Sendable {
    let name: String
    let contents: [String]
    /// The burst whose 355 is the first row with the note.
    let first: Int?
    var testDescription: String { name }

    static let all: [Turns] = [
      Turns(
        name: "50 and 53 % in turn", contents: turns("32006400", "35006400"),
        first: 6),
      Turns(
        name: "50 and 80 %, four times the one and once the other",
        contents: Array(
          repeating: [
            "32006400", "32006400", "32006400", "32006400", "50006400",
          ],
          count: 6
        ).flatMap { $0 }, first: 15),
      Turns(
        name: "355 of 4 and of 6 bytes in turn",
        contents: turns("32006400", "320064000000"), first: 6),
      Turns(
        name: "50 and 52 % in turn", contents: turns("32006400", "34006400"),
        first: nil),
      Turns(
        name: "one step to and fro, while the SOC falls",
        contents: (0..<40).map { soc(90 - $0 / 2 + $0 % 2) }, first: nil),
      Turns(
        name: "steps of 4 % up and down, seldom recorded",
        contents: (0..<60).map { soc(10 + 4 * abs($0 % 40 - 20)) }, first: nil),
      Turns(
        name: "set from 80 to 100 %",
        contents: (0..<60).map { soc($0 < 20 ? 80 : 100) }, first: nil),
      Turns(
        name: "now and then not filled in",
        contents: turns("32006400", "00000000"), first: nil),
      Turns(
        name: "three values in turn",
        contents: (0..<30).map { soc(50 + $0 % 3 * 5) }, first: nil),
    ]

    private static func turns(_ a: String, _ b: String) -> [String] {
      (0..<20).map { [a, b][$0 % 2] }
    }

    private static func soc(_ soc: Int) -> String {
      let hex = String(soc, radix: 16, uppercase: true)
      return "\(hex.count < 2 ? "0" : "")\(hex)006400"
    }
  }

  @Test(arguments: Turns.all)
  func twoBatteries(turns: Turns) {
    let bursts = turns.contents.map { burst($0) }
    var expected: [String] = []
    if let first = turns.first {
      // All of that burst but the limits before it, and all that follow.
      expected = ["355", "356", "359", "35C", "35E"].map { "\(first) \($0)" }
      for number in first + 1..<bursts.count {
        expected += bursts[number].map { "\(number) \($0.id)" }
      }
    }
    #expect(rows(with: .twoBatteries, in: bursts) == expected)
    #expect(
      rows(with: .twoBatteries, in: bursts, DialectDetector(.pylontech))
        == expected)
  }

  /// When one of them is gone, the other one speaks for itself.
  @Test func oneIsGone() {
    var bursts = (0..<20).map { burst(["32006400", "50006400"][$0 % 2]) }
    bursts += (0..<60).map { _ in burst("32006400") }
    let rows = rows(with: .twoBatteries, in: bursts)
    #expect(rows.last == "61 351")
  }

  // MARK: Alarms

  struct Alarms: CustomTestStringConvertible, Sendable {
    let name: String
    let bits: String
    let pairs: String
    /// The rows with the note, if both frames differ in bursts 20 and 21.
    var rows: [String] = []
    var testDescription: String { name }

    static let all: [Alarms] = [
      Alarms(
        name: "both say nothing", bits: "0000000002504E",
        pairs: "AAAAAAAAAAAAAAAA"),
      Alarms(
        name: "a protection that 35A denies", bits: "0400000002504E",
        pairs: "AAAAAAAAAAAAAAAA", rows: ["20 35A", "21 35A"]),
      Alarms(
        name: "an alarm that 359 denies", bits: "0000000002504E",
        pairs: "9AAAAAAAAAAAAAAA", rows: ["21 35A"]),
      Alarms(
        name: "a warning that 359 denies", bits: "0000000002504E",
        pairs: "AAAAAAAA9AAAAAAA", rows: ["21 35A"]),
      Alarms(
        name: "an alarm in both", bits: "0000040002504E",
        pairs: "9AAAAAAAAAAAAAAA"),
      Alarms(
        name: "a protection in 359, a warning in 35A", bits: "0400000002504E",
        pairs: "AAAAAAAA9AAAAAAA"),
      Alarms(
        name: "35A without a word", bits: "0400000002504E",
        pairs: "0000000000000000"),
      Alarms(
        name: "a fault that only 35A knows", bits: "0000000002504E",
        pairs: "AAAAA6AAAAAAAAAA"),
    ]
  }

  @Test(arguments: Alarms.all)
  func disputedAlarms(alarms: Alarms) {
    let calm = burst("32006400", pairs: "AAAAAAAAAAAAAAAA")
    // What 359 says all the time is not looked at before 35A differs from it.
    let burst = burst("32006400", bits: alarms.bits, pairs: alarms.pairs)
    let rows = rows(
      with: .disputed,
      in: Array(repeating: calm, count: 20) + [burst, burst, calm])
    #expect(rows == alarms.rows)
  }

  /// A fault that comes or goes between two bursts is none of both.
  @Test func comingAndGoing() {
    let calm = burst("32006400", pairs: "AAAAAAAAAAAAAAAA")
    let alarmed = burst(
      "32006400", bits: "0400000002504E", pairs: "9AAAAAAAAAAAAAAA")
    let bursts = (0..<40).map { $0 % 3 == 0 ? alarmed : calm }
    #expect(rows(with: .disputed, in: bursts).isEmpty)
  }
}
