// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Something that happens by waiting.
struct LinkWait {
  let kind: Kind
  /// The elapsed time at which it happens.
  let end: Int64

  enum Kind {
    case silence(LinkEvent.Part)
    /// A message is missing for too long.
    case carrier(Int)
    case forceCharge(Int)
    case limit(Int)
    /// It is to be looked again, since a period may be known by then.
    case again
  }

  /// Waits so many nanoseconds from a time on, if there is one.
  init?(_ kind: Kind, _ start: Int64?, _ time: Int64) {
    guard let start else { return nil }
    let sum = start.addingReportingOverflow(time)
    guard !sum.overflow else { return nil }
    self.kind = kind
    end = sum.partialValue
  }

  /// The one that ends earlier.
  static func earlier(_ a: LinkWait?, _ b: LinkWait?) -> LinkWait? {
    guard let a else { return b }
    guard let b else { return a }
    return b.end < a.end ? b : a
  }
}

extension BatteryLink {
  /// What happens next by waiting.
  mutating func nextWait() -> LinkWait? {
    guard clock.latest != nil else { return nil }
    var next: LinkWait?
    if !presence.isBatterySilent {
      next = silenceWait(.battery, since: presence.missedSince(.battery))
    }
    if !presence.isInverterSilent {
      next = .earlier(
        next, silenceWait(.inverter, since: presence.missedSince(.inverter)))
    }
    next = .earlier(next, nextIgnored())
    next = .earlier(next, nextLapse())
    var index = 0
    while index < limits.count {
      if limits[index].isUntold {
        let rest = LinkWait(
          .limit(index), limits[index].restsSince, thresholds.limitRest)
        next = .earlier(next, rest)
      }
      index &+= 1
    }
    return next
  }

  /// The wait for a part's next frame; how often it is sent counts only when the
  /// time of its dialect is over.
  private mutating func silenceWait(
    _ part: LinkEvent.Part, since: Int64?
  ) -> LinkWait? {
    let least = leastSilence(part)
    let wait = LinkWait(.silence(part), since, least)
    guard let wait, wait.end <= elapsed else { return wait }
    guard let silence = silence(part) else {
      return LinkWait(.again, elapsed, least)
    }
    return LinkWait(.silence(part), since, silence)
  }

  /// The wait for the next message of the battery that is missing for too long; as
  /// in ``silenceWait(_:since:)``, its period counts only when it is late.
  private mutating func nextLapse() -> LinkWait? {
    let least = leastSilence(.battery)
    var next: LinkWait?
    var index = 0
    while index < messages.count {
      defer { index &+= 1 }
      guard let seen = messages.missedSince(index) else { continue }
      let wait = LinkWait(.carrier(index), seen, least)
      let isLate = (wait?.end ?? .max) <= elapsed
      next = .earlier(next, isLate ? lapse(index, seen) : wait)
    }
    return next
  }

  /// The wait for a message that is late, by its period.
  private mutating func lapse(_ index: Int, _ seen: Int64) -> LinkWait? {
    // How often anything comes has to be known; in a slow recording, not
    // everything of a burst is known to come again.
    guard let shortest = messages.shortestPeriod(ofInverter: false) else {
      return nil
    }
    let period = messages.period(index)
    let patience = thresholds.patience(.battery, lastDialect, period: period)
    return LinkWait(.carrier(index), seen, max(patience, 3 &* shortest))
  }

  /// Tells what has happened by waiting.
  mutating func expire(_ wait: LinkWait) {
    switch wait.kind {
    case .silence(let part):
      let since = part == .battery ? presence.battery : presence.inverter
      if part == .battery {
        var index = 0
        while index < messages.count {
          fallSilent(index, at: wait.end)
          index &+= 1
        }
      }
      if let since { begin(part, since, at: wait.end) }
    case .carrier(let index): fallSilent(index, at: wait.end)
    case .forceCharge(let index): tellIgnored(index, at: wait.end)
    case .again: break
    case .limit(let index): tellRest(index, at: wait.end)
    }
  }

  /// Ends what a message of the battery has said, since it is missing.
  private mutating func fallSilent(_ index: Int, at time: Int64) {
    guard messages.missedSince(index) != nil else { return }
    messages.fallSilent(index)
    forget(messages.id(index), at: time)
  }

  /// Tells where the limits are that have not rested yet.
  mutating func tellRestingLimits() {
    var index = 0
    while index < limits.count {
      tellRest(index, at: elapsed)
      index &+= 1
    }
  }

  private mutating func tellRest(_ index: Int, at time: Int64) {
    guard let field = LimitWatch.field(index),
      let change = limits[index].tellIfUntold()
    else { return }
    tell(field, change, at: time)
  }

  /// Tells that a limit is another one.
  mutating func tell(
    _ field: Field, _ change: LimitWatch.Change, at time: Int64? = nil
  ) {
    tell(
      .limitChanged(
        field, from: change.from, to: change.to,
        over: clock.seconds(change.over)), at: time)
  }
}
