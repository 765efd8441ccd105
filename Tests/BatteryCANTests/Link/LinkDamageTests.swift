// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import Simulation
import TestSupport
import Testing

/// Captures of simulated batteries of which something is missing or damaged: a link
/// tells nothing that the whole capture contradicts, and nothing that only what is
/// missing could have shown.
@Suite struct LinkDamageTests {
  /// A whole capture, and what a link tells of it.
  private struct Capture {
    let name: String
    let frames: [CANFrame]
    let told: Told

    init(_ story: Story) {
      var simulation = Simulation(story)
      var frames: [CANFrame] = []
      while let frame = simulation.next() { frames.append(frame) }
      name = story.name
      self.frames = frames
      told = Told(frames)
    }
  }

  private static let captures = [
    Story.deepDischarge.with { $0.duration = 900 }, .deepDischargeIgnored,
    Story.cold.with { $0.period = 5000 }, Story.hot.with { $0.period = 5000 },
    .linkLost, .limitsLost, .inverterGone,
  ].map(Capture.init)

  /// The events of a capture.
  private struct Told {
    var events: [LinkEvent] = []

    init(_ frames: [CANFrame]) {
      var link = BatteryLink(.pylontech)
      for frame in frames {
        _ = link.take(frame)
        while let event = link.nextEvent() { events.append(event) }
      }
      link.finish()
      while let event = link.nextEvent() { events.append(event) }
    }

    /// Whether something went on at a time, or began or ended near it.
    func wentOn(_ subject: String, at time: Double) -> (may: Bool, must: Bool) {
      var may = false
      var isOpen = false
      var must = false
      for event in events {
        guard let (text, begins) = event.edge, text == subject else { continue }
        if event.seconds <= time - LinkDamageTests.tolerance { isOpen = begins }
        if abs(event.seconds - time) < LinkDamageTests.tolerance { may = true }
      }
      must = isOpen && !may
      return (may || isOpen, must)
    }

    func has(_ text: String, before time: Double) -> Bool {
      events.contains {
        "\($0.kind)".hasPrefix(text)
          && $0.seconds < time + LinkDamageTests.tolerance
      }
    }
  }

  /// Some bursts, in seconds.
  fileprivate static let tolerance = 12.0

  private func expectNothingNew(
    _ told: Told, _ capture: Capture, _ missing: ClosedRange<Double>,
    _ part: LinkEvent.Part?, _ context: String
  ) {
    let truth = capture.told
    for event in told.events {
      let time = event.seconds
      if let (subject, begins) = event.edge, event.cause == .bus {
        let wentOn = truth.wentOn(subject, at: time)
        #expect(begins ? wentOn.may : !wentOn.must, "\(event) \(context)")
      }
      switch event.kind {
      case .silent(let silent, _):
        let isTrue = truth.events.contains {
          guard case .silent(silent, _) = $0.kind else { return false }
          return abs($0.seconds - time) < Self.tolerance
            || missing.contains($0.seconds)
        }
        #expect(isTrue || silent == part, "\(event) \(context)")
      case .forceChargeIgnored:
        #expect(
          truth.has("forceChargeIgnored", before: time), "\(event) \(context)")
      case .forceChargeFulfilled:
        #expect(
          truth.has("forceChargeFulfilled", before: time),
          "\(event) \(context)")
      case .socJumped:
        // What lies between may be missing.
        #expect(
          truth.has("socJumped", before: time)
            || missing.upperBound > time - Self.tolerance, "\(event) \(context)"
        )
      case .timeJumped: Issue.record("\(event) \(context)")
      default: break
      }
    }
  }

  /// Nothing of a stretch of time.
  @Test func stretchesOfTime() throws {
    var random = SeededGenerator()
    print(random)
    try repeatForFuzzDuration {
      let capture = try #require(Self.captures.randomElement(using: &random))
      let missing = try Self.stretch(of: capture, &random)
      let frames = capture.frames.filter { !missing.contains($0.seconds) }
      expectNothingNew(
        Told(frames), capture, missing, nil,
        "\(capture.name) without \(missing) \(random)")
    }
  }

  /// No frames with one identifier, for some time.
  @Test func framesOfOneKind() throws {
    var random = SeededGenerator()
    print(random)
    try repeatForFuzzDuration {
      let capture = try #require(Self.captures.randomElement(using: &random))
      let missing = try Self.stretch(of: capture, &random)
      let id = try #require(capture.frames.randomElement(using: &random)).id
      let frames = capture.frames.filter {
        $0.id != id || !missing.contains($0.seconds)
      }
      let part: LinkEvent.Part? =
        switch id.hex {
        case "351": .limits
        case "305": .inverter
        default: nil
        }
      expectNothingNew(
        Told(frames), capture, missing, part,
        "\(capture.name) without \(id) in \(missing) \(random)")
    }
  }

  /// A digit of the seconds of one time is damaged: the same happens, and the jump is
  /// told.
  @Test func damagedTimes() throws {
    var random = SeededGenerator()
    print(random)
    try repeatForFuzzDuration {
      let capture = try #require(Self.captures.randomElement(using: &random))
      var frames = capture.frames
      // The periods are known by then.
      let index = Int.random(in: 60..<(frames.count - 20), using: &random)
      let time = try #require(frames[index].timestamp)
      let digit: Int64? = [100, 1000, 100_000, 1_000_000_000].randomElement(
        using: &random)
      let step = try #require(digit) * 1_000_000_000
      let damaged =
        Bool.random(using: &random) || time.nanoseconds < step
        ? time.nanoseconds + step : time.nanoseconds - step
      frames[index].timestamp = Timestamp(
        nanoseconds: damaged, fractionDigits: time.fractionDigits)
      let told = Told(frames)
      let context = "\(capture.name) frame \(index) \(random)"
      let others = told.events.filter { !$0.isTimeJump }
      #expect(told.events.count > others.count, "\(context)")
      #expect(
        others.map(\.edge?.subject) == capture.told.events.map(\.edge?.subject),
        "\(context)")
      for (event, whole) in zip(others, capture.told.events) {
        let difference = (event.length ?? 0) - (whole.length ?? 0)
        #expect(abs(difference) < 2, "\(event) \(whole) \(context)")
      }
    }
  }

  private static func stretch(
    of capture: Capture, _ random: inout SeededGenerator
  ) throws -> ClosedRange<Double> {
    let start = try #require(capture.frames.randomElement(using: &random))
    let length = Double.random(in: 3...300, using: &random)
    return start.seconds...(start.seconds + length)
  }
}

extension FrameID {
  fileprivate var hex: String {
    switch self {
    case .standard(let id): String(id.rawValue, radix: 16)
    case .extended(let id): String(id.rawValue, radix: 16)
    }
  }
}

extension CANFrame {
  fileprivate var seconds: Double {
    Double(timestamp?.nanoseconds ?? 0) / 1_000_000_000
  }
}

extension LinkEvent {
  fileprivate var seconds: Double {
    Double(time?.nanoseconds ?? 0) / 1_000_000_000
  }

  fileprivate var isTimeJump: Bool {
    if case .timeJumped = kind { true } else { false }
  }

  /// What begins or ends, if something does that lasts.
  fileprivate var edge: (subject: String, begins: Bool)? {
    switch kind {
    case .forbidden(let flow, _): ("\(flow)", true)
    case .allowed(let flow, _): ("\(flow)", false)
    case .requestMade(let request): ("\(request)", true)
    case .requestEnded(let request, _, _): ("\(request)", false)
    case .faultRaised(let level, let entry, let carrier):
      ("\(level) \(entry) \(carrier)", true)
    case .faultCleared(let level, let entry, let carrier, _):
      ("\(level) \(entry) \(carrier)", false)
    default: nil
    }
  }

  /// How long what has ended has lasted, in seconds.
  fileprivate var length: Double? {
    let seconds: Seconds? =
      switch kind {
      case .allowed(_, let after), .requestEnded(_, let after, _),
        .faultCleared(_, _, _, let after), .stillOpen(_, let after, _),
        .forceChargeFulfilled(_, let after), .back(_, let after):
        after
      default: nil
      }
    guard let number = seconds?.number.rescaled(to: 9) else { return nil }
    return Double(number.significand) / 1_000_000_000
  }
}
