// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus
internal import TestSupport

/// What battery and inverter send.
struct Bus {
  var batterySends = true
  var limitsAreSent = true
  var inverterSends = true
  var answersEach = 1

  private let story: Story
  private var dialect: Dialect
  private var schedule: Schedule
  private var writers: [MessageWriter] = []
  private var answerers: [MessageWriter] = []
  private var jitter: SeededGenerator

  init(_ story: Story) {
    self.story = story
    dialect = story.dialect
    schedule = Schedule(dialect)
    jitter = SeededGenerator(seed: story.seed)
    prepare()
  }

  /// Whether the inverter hears the battery.
  var batteryIsHeard: Bool {
    batterySends && limitsAreSent && (inverterSends || !schedule.needsPoll)
  }

  private mutating func prepare() {
    writers = schedule.battery.compactMap {
      MessageWriter(StandardID(truncating: UInt32($0)), dialect)
    }
    if let kinds = story.kinds {
      writers.removeAll { !kinds.contains($0.layout.kind) }
    }
    answerers = schedule.inverter.compactMap {
      MessageWriter(StandardID(truncating: UInt32($0)), dialect)
    }
  }

  /// Goes over to another dialect.
  mutating func change(to other: Dialect, _ tape: inout Tape) {
    tape.truth.switchDialect(from: dialect, to: other)
    dialect = other
    schedule = Schedule(other)
    prepare()
  }
}

// MARK: - Sending

extension Bus {
  /// Sends what is due.
  ///
  /// - Parameters:
  ///   - report: What the battery says.
  ///   - edits: How it says it.
  ///   - burst: How many times there was something due before.
  ///   - milliseconds: The time since 1970.
  ///   - tape: Where the frames go.
  mutating func send(
    _ report: Report, _ edits: Edits, _ burst: Int, at milliseconds: Int64,
    onto tape: inout Tape
  ) {
    // The clock of a BMS is not exact: up to 1/64 of the period, 8 ms at most.
    let most = UInt64(min(story.period, 512) / 64) * 1000
    tape.time = milliseconds * 1000 + Int64(jitter.next() % (most + 1))
    let answers = inverterSends && burst % answersEach == 0
    if schedule.needsPoll {
      if answers { answer(report, &tape) }
      if batterySends && answers { speak(report, edits, &tape) }
    } else {
      if batterySends { speak(report, edits, &tape) }
      tape.time += 3000
      if answers { answer(report, &tape) }
    }
  }

  private mutating func speak(
    _ report: Report, _ edits: Edits, _ tape: inout Tape
  ) {
    let start = tape.time
    say(report, edits, &tape)
    guard let second = edits.secondReport(report) else { return }
    tape.time = max(tape.time, start + story.period * 500)
    say(second, edits, &tape)
  }

  private mutating func say(
    _ report: Report, _ edits: Edits, _ tape: inout Tape
  ) {
    for index in writers.indices {
      let areLimits = writers[index].layout.kind == .limits
      if areLimits && !limitsAreSent { continue }
      let id = writers[index].id
      tape.begin(
        .battery, period: story.period * Int64(answersEach),
        areLimits: areLimits)
      if let payload = edits.payload(of: id) {
        tape.emit(id, payload)
        continue
      }
      if writers[index].write(report) {
        tape.truth.note(writers[index], report)
      }
      tape.emit(id, writers[index].payload)
    }
  }

  /// The inverter sends, and measures what the battery does.
  private mutating func answer(_ report: Report, _ tape: inout Tape) {
    for index in answerers.indices {
      tape.begin(.inverter, period: story.period * Int64(answersEach))
      _ = answerers[index].write(report)
      tape.emit(answerers[index].id, answerers[index].payload)
    }
  }

  /// The story is over.
  func finish(_ tape: inout Tape) {
    tape.finish(period: story.period * Int64(answersEach))
  }
}
