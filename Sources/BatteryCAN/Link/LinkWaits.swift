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
    case forceCharge
    case limit(Int)
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
      next = silenceWait(.battery, since: presence.battery)
    }
    if !presence.isInverterSilent {
      next = .earlier(next, silenceWait(.inverter, since: presence.inverter))
    }
    next = .earlier(
      next,
      LinkWait(
        .forceCharge, requests.waitsForCharge, thresholds.forceChargePatience))
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
    let wait = LinkWait(.silence(part), since, leastSilence(part))
    guard let wait, wait.end <= elapsed else { return wait }
    return LinkWait(.silence(part), since, silence(part))
  }

  /// Tells what has happened by waiting.
  mutating func expire(_ wait: LinkWait) {
    switch wait.kind {
    case .silence(let part):
      let since = part == .battery ? presence.battery : presence.inverter
      if let since { begin(part, since, at: wait.end) }
    case .forceCharge:
      requests.hasIgnored = true
      tell(
        .forceChargeIgnored(
          after: clock.seconds(thresholds.forceChargePatience)), at: wait.end)
    case .limit(let index): tellRest(index, at: wait.end)
    }
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
