// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

@testable import BatteryCAN
import CANBus
import TestSupport
import Testing

/// A bus over time of which only some is known, and what may be told of it.
struct EvidenceStory: CustomTestStringConvertible, Sendable {
  let name: String
  let bus: BusTape
  /// The rules that are looked at, and what comes of each.
  let verdicts: [String]
  /// All events, as ``LinkEvent/line`` has them, but for those of limits, and of who
  /// appears.
  let events: [String]

  var testDescription: String { name }

  init(
    _ name: String, _ bus: BusTape, _ verdicts: [String] = [],
    events: [String]
  ) {
    self.name = name
    self.bus = bus
    self.verdicts = verdicts
    self.events = events
  }

  /// What is told: the verdicts that were asked for, and the events.
  func tell() -> (verdicts: [String], events: [String]) {
    var link = BatteryLink(.pylontech)
    var settings = RuleSettings(.zsx5000s)
    settings.packs = 1
    var checker = RuleChecker(settings)
    var events: [String] = []
    func takeEvents() {
      while let event = link.nextEvent() {
        switch event.kind {
        case .limitChanged, .batteryAppeared, .inverterAppeared: continue
        default: events.append(event.line)
        }
      }
    }
    for (index, frame) in bus.frames.enumerated() {
      let message = link.take(frame)
      checker.check(message, &link, number: UInt64(index + 1))
      takeEvents()
    }
    link.finish()
    takeEvents()
    checker.finish()
    let verdicts = verdicts.compactMap { text -> String? in
      let name = text.prefix { $0 != " " }
      var verdict: String?
      Rule.forEach { rule in
        guard "\(rule.name)" == name else { return }
        verdict = "\(name) \(checker.verdict(on: rule, link).line)"
      }
      return verdict
    }
    return (verdicts, events)
  }
}

/// Frames with times, burst by burst.
struct BusTape: Sendable {
  var frames: [CANFrame] = []

  /// Adds bursts, one millisecond from frame to frame.
  ///
  /// - Parameters:
  ///   - seconds: When they are sent.
  ///   - clock: What the recorder's clock is off by, in seconds.
  ///   - change: What is different at a second.
  /// - Returns: The tape with them.
  func bursts(
    _ seconds: some Sequence<Int>, clock: Int = 0,
    _ change: (inout BusState, Int) -> Void = { _, _ in }
  ) -> BusTape {
    var tape = self
    for second in seconds {
      var state = BusState()
      change(&state, second)
      for (index, text) in state.frames.enumerated() {
        let parts = text.split(separator: "#")
        var frame = CANFrame(String(parts[0]), String(parts[1]))
        let milliseconds = Int64(1_700_000_000 + second + clock) * 1000
        frame.timestamp = Timestamp(
          nanoseconds: (milliseconds + Int64(index)) * 1_000_000,
          fractionDigits: 3)
        tape.frames.append(frame)
      }
    }
    return tape
  }

  /// The tape with the time since the frame before in place of each time.
  var differences: BusTape {
    var tape = self
    for index in frames.indices.dropFirst() {
      let time = frames[index].timestamp?.nanoseconds ?? 0
      let before = frames[index - 1].timestamp?.nanoseconds ?? 0
      tape.frames[index].timestamp = Timestamp(
        nanoseconds: time - before, fractionDigits: 3)
    }
    tape.frames[0].timestamp = Timestamp(nanoseconds: 0, fractionDigits: 3)
    return tape
  }

  /// The tape with the time of one frame damaged.
  func damaged(_ index: Int, by seconds: Int64) -> BusTape {
    var tape = self
    guard let time = frames[index].timestamp else { return self }
    tape.frames[index].timestamp = Timestamp(
      nanoseconds: time.nanoseconds + seconds * 1_000_000_000,
      fractionDigits: 3)
    return tape
  }
}
