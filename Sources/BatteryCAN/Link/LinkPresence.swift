// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// When battery and inverter were heard last.
struct LinkPresence: Sendable {
  /// After how many nanoseconds the battery counts as silent, as of the last
  /// look.
  var timeout: Int64 = LinkTimeout.limits.nanoseconds
  /// The elapsed times of the last frames, or `nil` if there was none.
  var battery: Int64?
  var limits: Int64?
  var inverter: Int64?
}

extension BatteryLink {
  /// Takes note of who has sent something.
  mutating func hear(_ kind: MessageKind) {
    let now = clock.elapsed
    if kind.isFromInverter {
      if presence.inverter == nil { tell(.inverterAppeared) }
      if let since = presence.inverter { end(.inverter, since) }
      presence.inverter = now
      return
    }
    if presence.battery == nil { tell(.batteryAppeared(dialect)) }
    if let since = presence.battery, end(.battery, since) {
      // What else has to come back gets its time for it.
      if presence.limits != nil { presence.limits = now }
    }
    presence.battery = now
    if kind == .limits {
      if let since = presence.limits { end(.limits, since) }
      presence.limits = now
    } else if let since = presence.limits, now &- since >= presence.timeout,
      clock.latest != nil
    {
      begin(.limits, since, at: now)
    }
  }

  /// Ends a silence, if there is one.
  @discardableResult
  private mutating func end(_ part: LinkEvent.Part, _ since: Int64) -> Bool {
    guard episodes.end(.silent(part)) != nil else { return false }
    tell(.back(part, after: clock.seconds(since: since)))
    return true
  }

  /// Begins a silence, if there is none.
  mutating func begin(_ part: LinkEvent.Part, _ since: Int64, at time: Int64) {
    let episode = LinkEpisode(
      kind: .silent(part), start: clock.time(at: since), begin: since)
    guard episodes.begin(episode) else { return }
    tell(.silent(part, after: clock.seconds(time &- since)), at: time)
  }

  /// After how long without a frame the battery counts as silent: what its dialect
  /// says, or three times the period of what it sends most often.
  var silenceTimeout: Int64 {
    let least = (dialect?.limitsTimeout ?? .limits).nanoseconds
    return max(least, 3 &* (messages.shortestPeriod(ofInverter: false) ?? 0))
  }

  /// The same of the inverter.
  var inverterSilenceTimeout: Int64 {
    let least = (dialect?.inverterTimeout ?? .inverter).nanoseconds
    return max(least, 3 &* (messages.shortestPeriod(ofInverter: true) ?? 0))
  }
}
