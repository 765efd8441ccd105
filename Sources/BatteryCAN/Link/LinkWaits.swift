// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Something that happens by waiting.
struct LinkWait {
  let kind: Kind
  /// The elapsed time at which it happens.
  let end: Int64

  enum Kind {
    case battery, inverter
    case forceCharge
    case limit(Int)
  }
}

extension BatteryLink {
  /// What happens next by waiting.
  var nextWait: LinkWait? {
    guard clock.latest != nil else { return nil }
    var next: LinkWait?
    func consider(_ kind: LinkWait.Kind, _ start: Int64?, _ time: Int64) {
      guard let start else { return }
      let sum = start.addingReportingOverflow(time)
      guard !sum.overflow else { return }
      if let earliest = next, earliest.end <= sum.partialValue { return }
      next = LinkWait(kind: kind, end: sum.partialValue)
    }
    if episodes.index(of: .silent(.battery)) == nil {
      consider(.battery, presence.battery, presence.timeout)
    }
    if episodes.index(of: .silent(.inverter)) == nil {
      consider(.inverter, presence.inverter, inverterSilenceTimeout)
    }
    consider(
      .forceCharge, requests.waitsForCharge, thresholds.forceChargePatience)
    var index = 0
    while index < limits.count {
      consider(.limit(index), limits[index].restsSince, thresholds.limitRest)
      index &+= 1
    }
    return next
  }

  /// Tells what has happened by waiting.
  mutating func expire(_ wait: LinkWait) {
    switch wait.kind {
    case .battery:
      if let since = presence.battery { begin(.battery, since, at: wait.end) }
    case .inverter:
      if let since = presence.inverter {
        begin(.inverter, since, at: wait.end)
      }
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
      tellRest(index, at: clock.elapsed)
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
