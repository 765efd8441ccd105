// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// When battery and inverter were heard last.
struct LinkPresence: Sendable {
  /// The elapsed times of the last frames, or `nil` if there was none.
  private(set) var battery: Int64?
  private(set) var limits: Int64?
  private(set) var inverter: Int64?
  /// Whether they are silent.
  private(set) var isBatterySilent = false
  private(set) var areLimitsSilent = false
  private(set) var isInverterSilent = false
  /// When they were back from their last silence.
  private(set) var batteryResumed: Int64 = 0
  private(set) var inverterResumed: Int64 = 0
  /// Until when the limits cannot count as silent, whatever comes: `Int64.max`
  /// while they are, or were never heard.
  var limitsDue: Int64 = 0
  /// How long that is after they were heard.
  private var limitsTimeout: Int64 = 0
  /// Since when the battery is heard all along, and the longest such time before.
  private var stretchStart: Int64 = 0
  private var longest: Int64 = 0
  /// For how long all were missing since each was heard.
  private var batteryExcuse = Excuse()
  private var limitsExcuse = Excuse()
  private var inverterExcuse = Excuse()
  /// Where the last time lies in which nothing was recorded.
  private(set) var lastGap: Int64?

  /// Finds out until when a message need not be compared with the last limits.
  mutating func findLimitsDue(_ timeout: Int64) {
    limitsTimeout = timeout
    limitsDue = .max
    if let since = missedSince(.limits), !areLimitsSilent {
      limitsDue = since &+ timeout
    }
  }

  /// Takes note of a message, if nobody has to be looked at for that: nearly
  /// always.
  ///
  /// - Returns: Whether that was so. If not, nothing was done.
  @inline(__always)
  mutating func hearAgain(
    _ kind: MessageKind, isFromInverter: Bool, at now: Int64
  ) -> Bool {
    if isFromInverter {
      guard inverter != nil, !isInverterSilent else { return false }
      inverter = now
      return true
    }
    guard battery != nil, !isBatterySilent, now < limitsDue else {
      return false
    }
    if kind == .limits {
      guard limitsDue != .max else { return false }
      limits = now
      limitsDue = now &+ limitsTimeout
    }
    battery = now
    return true
  }

  mutating func hearInverter(at now: Int64) {
    if isInverterSilent {
      inverterResumed = now
      isInverterSilent = false
    }
    inverter = now
  }

  mutating func hearBattery(at now: Int64) {
    if battery == nil { stretchStart = now }
    if isBatterySilent {
      batteryResumed = now
      stretchStart = now
      isBatterySilent = false
      // What else has to come back gets its time for it.
      if limits != nil { limits = now }
    }
    battery = now
  }

  mutating func hearLimits(at now: Int64) {
    areLimitsSilent = false
    limits = now
  }

  /// The longest time in which a battery was heard all along.
  func longestStretch() -> Int64 { max(longest, stretch) }

  private var stretch: Int64 {
    guard let battery, !isBatterySilent else { return 0 }
    return battery &- stretchStart
  }

  /// Goes on behind a time in which nothing was recorded: what was not silent before
  /// gets its time to come back.
  mutating func resume(at now: Int64) {
    longest = longestStretch()
    lastGap = now
    stretchStart = now
    if battery != nil, !isBatterySilent { battery = now }
    if limits != nil, !areLimitsSilent { limits = now }
    if inverter != nil, !isInverterSilent { inverter = now }
    limitsDue = 0
  }

  /// Forgets when anyone was heard, which nobody knows, but not that.
  mutating func forgetTimes() {
    var timeless = LinkPresence()
    timeless.battery = battery.map { _ in 0 }
    timeless.limits = limits.map { _ in 0 }
    timeless.inverter = inverter.map { _ in 0 }
    timeless.isBatterySilent = isBatterySilent
    timeless.areLimitsSilent = areLimitsSilent
    timeless.isInverterSilent = isInverterSilent
    self = timeless
  }

  /// Takes note that for some time all were missing, so that nobody was missed.
  mutating func excuse(_ pause: Int64) {
    if let battery { batteryExcuse.add(pause, since: battery) }
    if let limits { limitsExcuse.add(pause, since: limits) }
    if let inverter { inverterExcuse.add(pause, since: inverter) }
    limitsDue = 0
  }

  /// The elapsed time from which on a part is missed, if it was heard.
  func missedSince(_ part: LinkEvent.Part) -> Int64? {
    switch part {
    case .battery: battery.map { batteryExcuse.missedSince($0) }
    case .limits: limits.map { limitsExcuse.missedSince($0) }
    case .inverter: inverter.map { inverterExcuse.missedSince($0) }
    }
  }

  mutating func begin(_ part: LinkEvent.Part) {
    if part == .battery { longest = longestStretch() }
    switch part {
    case .battery: isBatterySilent = true
    case .limits: areLimitsSilent = true
    case .inverter: isInverterSilent = true
    }
  }
}

extension BatteryLink {
  /// Takes note of who has sent something; who that is has been looked up already.
  @inline(__always)
  mutating func hear(_ kind: MessageKind, isFromInverter: Bool) {
    let isNothingNew = presence.hearAgain(
      kind, isFromInverter: isFromInverter, at: elapsed)
    if !isNothingNew { hearAndLook(kind) }
  }

  /// Takes note of who has sent something, and looks at who is silent or was.
  @inline(never)
  private mutating func hearAndLook(_ kind: MessageKind) {
    if kind.isFromInverter {
      if presence.inverter == nil { tell(.inverterAppeared) }
      if presence.isInverterSilent { end(.inverter, presence.inverter) }
      if presence.inverter == nil || presence.isInverterSilent {
        shortenQuiet(leastSilence(.inverter))
      }
      presence.hearInverter(at: elapsed)
      return
    }
    if presence.battery == nil { tell(.batteryAppeared(dialect)) }
    if presence.isBatterySilent { end(.battery, presence.battery) }
    if presence.battery == nil || presence.isBatterySilent {
      shortenQuiet(leastSilence(.battery))
    }
    presence.hearBattery(at: elapsed)
    if kind == .limits {
      if presence.areLimitsSilent { end(.limits, presence.limits) }
      presence.hearLimits(at: elapsed)
    } else if let limits = presence.limits, !presence.areLimitsSilent,
      let since = presence.missedSince(.limits),
      elapsed &- since >= leastSilence(.battery),
      let silence = silence(.limits), elapsed &- since >= silence
    {
      begin(.limits, limits, at: elapsed)
    }
    presence.findLimitsDue(leastSilence(.limits))
  }

  /// Ends a silence.
  private mutating func end(_ part: LinkEvent.Part, _ since: Int64?) {
    _ = episodes.end(.silent(part), at: elapsed)
    guard let since else { return }
    tell(
      .back(part, after: clock.seconds(since: since)),
      isAtLeast: presence.lastGap.map { since <= $0 } ?? false)
  }

  /// Begins a silence.
  mutating func begin(_ part: LinkEvent.Part, _ since: Int64, at time: Int64) {
    presence.begin(part)
    _ = episodes.begin(
      LinkEpisode(
        kind: .silent(part), start: clock.time(at: since), begin: since,
        isAtLeast: false))
    tell(.silent(part, after: clock.seconds(time &- since)), at: time)
  }

  /// After how long without a frame a part counts as silent at the earliest.
  ///
  /// It is mutating, as ``silence(_:)``, so that the link is used where it is.
  mutating func leastSilence(_ part: LinkEvent.Part) -> Int64 {
    thresholds.leastSilence(of: part, lastDialect)
  }

  /// After how long without a frame a part counts as silent: what the thresholds
  /// or else its dialect says, or three times its period if that is longer, and
  /// not just because a clock is not exact.
  ///
  /// It is `nil` as long as the period is not known: the first pause of a capture
  /// with a report each hour is no silence. Only while time passes without frames,
  /// a minute is.
  mutating func silence(_ part: LinkEvent.Part) -> Int64? {
    if part != .inverter, let given = thresholds.silence { return given }
    let least = leastSilence(part)
    guard let period = period(of: part) else {
      return isWaiting ? max(least, LinkTimeout.reading.nanoseconds) : nil
    }
    let three = 3 &* period
    return three > least &+ least / 10 ? three : least
  }

  private mutating func period(of part: LinkEvent.Part) -> Int64? {
    switch part {
    case .battery: messages.shortestPeriod(ofInverter: false)
    case .limits: messages.period(of: .limits)
    case .inverter: messages.shortestPeriod(ofInverter: true)
    }
  }

  /// How many of battery and inverter have stopped together, as far as they were
  /// heard often enough to tell: a pause is as long as one of them may be silent,
  /// and two periods of each; 0 if that is not so.
  mutating func howManyStopped(for pause: Int64) -> Int {
    let parts = (isStopped(.battery, pause), isStopped(.inverter, pause))
    if parts.0 == .unknown, parts.1 == .unknown {
      return pause > longestPeriod ? 2 : 0
    }
    guard parts.0 != .running, parts.1 != .running,
      parts.0 == .silent || parts.1 == .silent
    else { return 0 }
    return (parts.0 == .unknown ? 0 : 1) + (parts.1 == .unknown ? 0 : 1)
  }

  /// Whether battery and inverter have both stopped for less than either may be
  /// silent, and for longer than between two bursts: a period and a half.
  mutating func isSharedPause(_ pause: Int64) -> Bool {
    let parts = (isStopped(.battery, pause), isStopped(.inverter, pause))
    guard parts.0 == .running || parts.0 == .late,
      parts.1 == .running || parts.1 == .late,
      let battery = period(of: .battery), let inverter = period(of: .inverter)
    else { return false }
    return 2 &* pause >= 3 &* max(battery, inverter)
  }

  /// Few record anything less often than each hour.
  private var longestPeriod: Int64 { 4_000 &* LinkClock.second }

  private enum Activity { case unknown, running, late, silent }

  private mutating func isStopped(
    _ part: LinkEvent.Part, _ pause: Int64
  ) -> Activity {
    let isActive =
      part == .battery
      ? presence.battery != nil && !presence.isBatterySilent
      : presence.inverter != nil && !presence.isInverterSilent
    guard isActive, let period = period(of: part), let silence = silence(part)
    else { return .unknown }
    if pause >= silence { return .silent }
    return pause >= 2 &* period ? .late : .running
  }
}
