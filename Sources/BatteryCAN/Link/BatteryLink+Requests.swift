// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

extension BatteryLink {
  /// Compares what a message asks for with what the same frame asked for before.
  mutating func takeRequests(of message: BatteryMessage) {
    var index = 0
    while let episode = episodes[index] {
      if case .request(let request) = episode.kind,
        request.carrier == message.id, message.denies(request)
      {
        close(episode.kind, .bus)
      } else {
        index &+= 1
      }
    }
    var made = message.requests
    while let request = made.next() {
      guard begin(.request(request)) else { continue }
      tell(.requestMade(request))
      switch request.kind {
      case .forceCharge: judgeForceCharge()
      case .fullCharge: judgeFullCharge()
      default: break
      }
    }
  }

  /// Judges each force charge that is asked for by the current, and lets the time
  /// pass in which the inverter could have granted it.
  ///
  /// - Parameter time: The elapsed time up to which that was so, if not now.
  mutating func judgeForceCharge(at time: Int64? = nil) {
    guard episodes.has(.forceCharge) else { return }
    let waits =
      charge.isCurrentKnown && !charge.isCharging && flows[.charge] == nil
      && !presence.areLimitsSilent && !isHeldBack
    var index = 0
    while let episode = episodes[index] {
      defer { index &+= 1 }
      guard let request = episode.request(.forceCharge) else { continue }
      var grant = episodes.grant(index)
      let isGranted = charge.isCharging && !grant.isGranted
      grant.measure(
        charge.isCurrentKnown, at: time ?? elapsed, since: episode.begin)
      if isGranted { grant.isGranted = true }
      let waited = grant.waitsSince
      grant.wait(
        waits && !grant.isGranted && !grant.isIgnored, at: time ?? elapsed)
      if grant.waitsSince != waited {
        shortenQuiet(thresholds.forceChargePatience &- grant.waited)
      }
      episodes.setGrant(grant, at: index)
      if isGranted {
        tell(
          .forceChargeFulfilled(request, after: delay(of: grant, episode)),
          isAtLeast: grant.isEndKnown && episode.isAtLeast)
      }
    }
  }

  /// Whether the battery holds charging back by a voltage limit more than 0.1 V
  /// below its voltage; 0 is no limit but an error.
  var isHeldBack: Bool {
    mutating get {
      guard let limit = charge.voltageLimit, let voltage = charge.voltage else {
        return false
      }
      return limit.significand != 0
        && (voltage.thousandths ?? 0) &- (limit.thousandths ?? 0) > 100
    }
  }

  /// Judges each full charge that is asked for by the state of charge.
  ///
  /// - Parameter time: The elapsed time at which that is so, if not now.
  @inline(__always)
  mutating func judgeFullCharge(at time: Int64? = nil) {
    if episodes.has(.fullCharge) { judgeFullChargeOfRequests(at: time) }
  }

  @inline(never)
  private mutating func judgeFullChargeOfRequests(at time: Int64?) {
    let isFull =
      charge.soc.map { $0 >= Percentage(thresholds.fullPercent) } ?? false
    var index = 0
    while let episode = episodes[index] {
      defer { index &+= 1 }
      guard let request = episode.request(.fullCharge) else { continue }
      var grant = episodes.grant(index)
      let isGranted = isFull && !grant.isGranted
      grant.measure(
        charge.soc != nil, at: time ?? elapsed, since: episode.begin)
      if isGranted { grant.isGranted = true }
      episodes.setGrant(grant, at: index)
      if isGranted {
        tell(
          .fullChargeReached(request, after: delay(of: grant, episode)),
          isAtLeast: grant.isEndKnown && episode.isAtLeast)
      }
    }
  }

  /// How long it took until a request was granted now, if that was measured.
  private func delay(
    of grant: LinkEpisode.Grant, _ episode: LinkEpisode
  ) -> Seconds? {
    grant.isEndKnown ? clock.seconds(since: episode.begin) : nil
  }

  /// The next force charge that will count as ignored if nothing changes.
  mutating func nextIgnored() -> LinkWait? {
    guard episodes.has(.forceCharge) else { return nil }
    var next: LinkWait?
    var index = 0
    while let episode = episodes[index] {
      let grant = episodes.grant(index)
      if let since = grant.waitsSince, episode.request(.forceCharge) != nil {
        next = .earlier(
          next,
          LinkWait(
            .forceCharge(index), since,
            thresholds.forceChargePatience &- grant.waited))
      }
      index &+= 1
    }
    return next
  }

  /// Tells that a force charge is ignored.
  mutating func tellIgnored(_ index: Int, at time: Int64) {
    guard let episode = episodes[index],
      let request = episode.request(.forceCharge)
    else { return }
    var grant = episodes.grant(index)
    grant.isIgnored = true
    grant.wait(false, at: time)
    episodes.setGrant(grant, at: index)
    tell(
      .forceChargeIgnored(
        request, after: clock.seconds(thresholds.forceChargePatience)),
      at: time)
  }
}

extension BatteryMessage {
  /// Whether a request that its frame made before is made no longer.
  fileprivate func denies(_ request: Request) -> Bool {
    guard case .value = self[field: request.kind.field] else { return false }
    var made = requests
    while let other = made.next() {
      if other == request { return false }
    }
    return true
  }
}

extension RequestKind {
  fileprivate var field: Field {
    switch self {
    case .forceCharge: .forceCharge
    case .forcedStandby: .forcedStandby
    case .fullCharge: .fullCharge
    case .recalibration: .recalibrationStart
    case .balanceCharge: .balanceCharge
    case .heating: .heating
    }
  }
}
