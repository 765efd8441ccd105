// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import Simulation

/// What a link is to tell of what the simulator did.
///
/// All changes of limits of the simulator are steps, which are told at once.
struct ExpectedEvents {
  private(set) var events: [ToldEvent] = []
  private let times: [Int64]
  private let senders: [SimulatedEvent.Sender]
  private let story: Story
  private let firstCurrent: Int64?
  private var socs: [(frame: Int, percent: Int64)] = []
  /// What goes on: how its end is told, since when, and if it was granted.
  private var open: [Episode] = []
  private var silences: [(sender: SimulatedEvent.Sender, since: Int64)] = []
  private var forceCharge: Int64?
  private var fullCharge: Int64?
  private var hasCharged = false
  private var hasBeenFull = false
  private var ignored: Set<String> = []

  private struct Episode {
    let name: String
    let verb: String
    let begin: Int64
    var isRequest = false
    var isAtLeast = false
  }

  /// - Parameters:
  ///   - truth: What the simulator did.
  ///   - story: The story.
  ///   - times: The times of the frames.
  ///   - senders: Who has sent them.
  ///   - firstCurrent: The time of the first one that tells a current.
  init(
    _ truth: [SimulatedEvent], _ story: Story, _ times: [Int64],
    _ senders: [SimulatedEvent.Sender], firstCurrent: Int64?
  ) {
    self.firstCurrent = firstCurrent
    self.times = times
    self.senders = senders
    self.story = story
    socs = truth.compactMap {
      guard case .socSet(let percent) = $0.kind else { return nil }
      return ($0.frame, percent)
    }
    for event in truth { take(event) }
    let end = times.last ?? 0
    expectIgnored(until: end)
    for sender in [SimulatedEvent.Sender.battery, .limits, .inverter] {
      silence(sender, until: end)
    }
    let soc = soc(before: times.count)
    for episode in open {
      let granted = episode.isRequest ? isGranted(episode.name) : nil
      add(
        Self.stillOpen(episode, at: end, granted), at: times.count, end, soc)
    }
  }

  private mutating func add(
    _ text: String, at frame: Int, _ time: Int64, _ soc: Int64?
  ) {
    events.append(ToldEvent(frame: frame, time: time, text: text, soc: soc))
  }
}

extension ExpectedEvents {
  private mutating func take(_ event: SimulatedEvent) {
    let text: String
    switch event.kind {
    case .batteryAppeared: text = "battery appeared"
    case .inverterAppeared: text = "inverter appeared"
    case .limitSet(let field, let from, let to):
      text = "\(field) \(ToldEvent.text(from)) to \(to) over 0.000000 s"
    case .socSet(let percent):
      let before = soc(before: event.frame) ?? percent
      let most = max(5, 5 * (story.period / 60_000))
      guard abs(percent - before) >= most else { return }
      text = "SOC jumped from \(before) % to \(percent) %"
      return add(text, at: event.frame, event.time, percent)
    case .forbidden(let flow, let byLimit, let byPermission):
      begin("\(flow)", "allowed", event)
      let by =
        byLimit && byPermission ? "both" : byLimit ? "limit" : "permission"
      text = "\(flow) forbidden by \(by)"
    case .allowed(let flow): text = end("\(flow)", event)
    case .requestMade(let bit):
      begin(Self.name(bit), "ended", event, isRequest: true)
      if bit.kind == .forceCharge, forceCharge == nil {
        forceCharge = event.time
      }
      if bit.kind == .fullCharge, fullCharge == nil { fullCharge = event.time }
      text = Self.name(bit) + " made"
    case .requestEnded(let bit, let isGranted):
      if bit.kind == .forceCharge { expectIgnored(until: event.time - 1) }
      text = end(Self.name(bit), event, isGranted)
      endRequest(bit.kind)
    case .forceChargeFulfilled:
      expectIgnored(until: event.time - 1)
      hasCharged = true
      return addGranted("forceCharge", "fulfilled", event)
    case .fullChargeReached:
      hasBeenFull = true
      return addGranted("fullCharge", "reached", event)
    case .faultRaised(let field, let fault, let carrier):
      begin("\(field) \(fault) by \(carrier)", "cleared", event)
      text = "\(field) \(fault) by \(carrier) raised"
    case .faultCleared(let field, let fault, let carrier):
      text = end("\(field) \(fault) by \(carrier)", event)
    case .silenced(let sender):
      return silences.append((sender, event.time))
    case .back(let sender):
      silence(sender, until: event.time)
      guard open.contains(where: { $0.name == "\(sender)" }) else { return }
      text = end("\(sender)", event)
      // Nobody knows the state of charge until it is told again.
      let soc = sender == .battery ? nil : event.soc
      return add(text, at: event.frame, event.time, soc)
    case .dialectSwitched(let from, let to):
      text = "dialect \(from.name) to \(to.name)"
    }
    add(text, at: event.frame, event.time, event.soc)
  }

  private mutating func begin(
    _ name: String, _ verb: String, _ event: SimulatedEvent,
    isRequest: Bool = false
  ) {
    // All that the first frames say may have been so before.
    let isFirst = event.time - (times.first ?? 0) < story.period * 1_000_000
    open.append(
      Episode(
        name: name, verb: verb, begin: event.time, isRequest: isRequest,
        isAtLeast: isFirst))
  }

  private mutating func addGranted(
    _ kind: String, _ verb: String, _ event: SimulatedEvent
  ) {
    for episode in open where episode.name.hasPrefix(kind + " ") {
      let after = Self.seconds(event.time - episode.begin)
      let more = episode.isAtLeast ? " at least" : ""
      add(
        "\(episode.name) \(verb) after \(after)\(more)", at: event.frame,
        event.time, event.soc)
    }
  }

  private static func stillOpen(
    _ episode: Episode, at time: Int64, _ isGranted: Bool?
  ) -> String {
    "\(episode.name) still open after \(seconds(time - episode.begin)), "
      + "\(ToldEvent.granted(isGranted)) at least (end_of_capture)"
  }

  private mutating func end(
    _ name: String, _ event: SimulatedEvent, _ isGranted: Bool? = nil
  ) -> String {
    guard let index = open.firstIndex(where: { $0.name == name }) else {
      return "\(name) ended without a beginning"
    }
    return Self.end(open.remove(at: index), at: event.time, isGranted)
  }

  private static func end(
    _ episode: Episode, at time: Int64, _ isGranted: Bool?
  ) -> String {
    let after = "after \(seconds(time - episode.begin))"
    let text = "\(episode.name) \(episode.verb) \(after)"
    let outcome = episode.isRequest ? ", " + ToldEvent.granted(isGranted) : ""
    return text + outcome + (episode.isAtLeast ? " at least" : "")
  }

  private static func name(_ bit: SimulatedEvent.RequestBit) -> String {
    "\(bit.kind) \(bit.carrier) \(bit.byte).\(bit.bit)"
  }

  private static func seconds(_ nanoseconds: Int64) -> String {
    "\(Seconds(nanoseconds / 1000, decimals: 6))"
  }
}

// MARK: - Requests

extension ExpectedEvents {
  private func isGranted(_ name: String) -> Bool? {
    if name.hasPrefix("forceCharge") { return hasCharged }
    return name.hasPrefix("fullCharge") ? hasBeenFull : nil
  }

  private mutating func endRequest(_ kind: RequestKind) {
    guard !open.contains(where: { $0.name.hasPrefix("\(kind) ") }) else {
      return
    }
    if kind == .forceCharge {
      forceCharge = nil
      hasCharged = false
      ignored = []
    }
    if kind == .fullCharge {
      fullCharge = nil
      hasBeenFull = false
    }
  }

  /// Expects that a force charge counts as ignored, if that time has come.
  private mutating func expectIgnored(until time: Int64) {
    guard forceCharge != nil, let firstCurrent, !hasCharged else { return }
    let patience: Int64 = 300_000_000_000
    for episode in open where episode.name.hasPrefix("forceCharge ") {
      let end = max(episode.begin, firstCurrent) + patience
      guard end <= time, ignored.insert(episode.name).inserted else { continue }
      wait("\(episode.name) ignored after 300.000000 s", until: end)
    }
  }
}

// MARK: - Waiting

extension ExpectedEvents {
  private mutating func silence(
    _ sender: SimulatedEvent.Sender, until end: Int64
  ) {
    guard let index = silences.firstIndex(where: { $0.sender == sender })
    else { return }
    let since = silences.remove(at: index).since
    let timeout = timeout(sender) * 1_000_000_000
    guard end - since >= timeout else { return }
    expectSilence(sender, since: since, timeout)
  }

  private mutating func expectSilence(
    _ sender: SimulatedEvent.Sender, since: Int64, _ timeout: Int64
  ) {
    open.append(Episode(name: "\(sender)", verb: "back", begin: since))
    if sender == .limits {
      // They are missed when other frames of the battery come.
      let frame = senders.indices.first {
        senders[$0] == .battery && times[$0] >= since + timeout
      }
      let time = times[frame ?? 0]
      add(
        "limits silent after \(Self.seconds(time - since))", at: frame ?? 0,
        time, soc(before: frame ?? 0))
    } else {
      wait(
        "\(sender) silent after \(Self.seconds(timeout))",
        until: since + timeout, knowsSOC: sender != .battery)
    }
  }

  /// After how many seconds somebody counts as silent (protocols of SMA, Victron
  /// and LG; defaults of decoders).
  private func timeout(_ sender: SimulatedEvent.Sender) -> Int64 {
    switch (story.dialect, sender) {
    case (.victron, .inverter), (.mg, .inverter), (.pytes, .inverter): 600
    case (.lgRESU, .inverter): 20
    case (_, .inverter): 5
    case (.sma, _): 60
    case (.victron, _), (.mg, _), (.pytes, _): 5
    default: 10
    }
  }

  /// Expects something that happens by waiting: it is told with the first frame
  /// at or behind its time.
  private mutating func wait(
    _ text: String, until time: Int64, knowsSOC: Bool = true
  ) {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] < time { low = middle + 1 } else { high = middle }
    }
    add(text, at: low, time, knowsSOC ? soc(before: low) : nil)
  }

  /// What was told of the state of charge before a frame.
  private func soc(before frame: Int) -> Int64? {
    socs.last { $0.frame < frame }?.percent
  }
}
