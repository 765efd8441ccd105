// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// Judging: what turns a comparison into a finding.
extension RuleChecker {
  /// A gap in the capture that is looked at, in nanoseconds.
  static var shortestGap: Int64 { 500_000_000 }

  /// The shortest delay: a second frame has to show the same.
  static var nextFrame: Int64 { 1 }

  /// Takes note that a rule is kept, and ends what has broken it.
  mutating func keep(_ rule: Rule, _ field: Field?) {
    judge(rule, field, false)
  }

  /// Takes note that a rule is kept for now, if there is time to tell.
  mutating func mark(_ rule: Rule) {
    guard hasTime else { return lack(rule, .time) }
    observe(rule)
  }

  /// Takes note of why a rule is not judged.
  mutating func lack(_ rule: Rule, _ lack: RuleVerdict.Lack) {
    lacking[Int(rule.rawValue)] = lack
  }

  /// Takes note that the condition of a rule is known from now on.
  @inline(__always)
  private mutating func observe(_ rule: Rule) {
    if !observed.contains(rule) { observed.begin(rule, at: place.elapsed) }
  }

  /// Whether any of some rules is broken or may be soon, or was not judged yet.
  @inline(__always)
  func isBrokenOrNew(_ rules: UInt64) -> Bool {
    active & rules != 0 || observed.rules & rules != rules
  }

  /// Judges a rule by what is known now.
  ///
  /// - Parameters:
  ///   - rule: The rule.
  ///   - field: What is judged, of several things that the rule is about.
  ///   - isBroken: Whether it would be broken if this lasts.
  ///   - value: What was found.
  ///   - bound: What is allowed.
  ///   - id: The frames that show it, or `nil` if it is the lack of frames.
  ///   - delay: How many nanoseconds it has to last, if not as the rule says.
  ///   - since: Where that began, if not here.
  ///   - fault: The fault that was raised.
  @inline(__always)
  mutating func judge(
    _ rule: Rule, _ field: Field? = nil, _ isBroken: Bool,
    _ value: DecimalNumber? = nil, _ bound: DecimalNumber? = nil,
    id: StandardID? = nil, delay: Int64? = nil,
    since: RuleFinding.Place? = nil, fault: FaultSet.Entry? = nil
  ) {
    // Nearly always a rule is kept, as it was before.
    if !isBroken, !isBrokenOrNew(rule.bit) { return }
    guard settings.canCheck(rule) else { return }
    judgeNews(rule, field, isBroken, value, bound, id, delay, since, fault)
  }

  /// Judges a rule that is broken, or was, or is judged for the first time.
  @inline(never)
  private mutating func judgeNews(
    _ rule: Rule, _ field: Field?, _ isBroken: Bool, _ value: DecimalNumber?,
    _ bound: DecimalNumber?, _ id: StandardID?, _ delay: Int64?,
    _ since: RuleFinding.Place?, _ fault: FaultSet.Entry?
  ) {
    let delay = delay ?? settings.delay(of: rule)
    if delay > 0, !hasTime { return lack(rule, .time) }
    observe(rule)
    judgeAgain(
      rule, field, isBroken, value, bound, id, delay, since ?? place, fault)
  }

  /// Judges a rule at once although numbers of the battery are not known; only if
  /// it is observed, it can be said to be kept as well.
  mutating func judgeWithoutNumbers(
    _ rule: Rule, _ field: Field, _ isBroken: Bool, _ value: DecimalNumber,
    _ bound: DecimalNumber?, id: StandardID, isObserved: Bool
  ) {
    if isObserved { observe(rule) }
    guard isBroken || active & rule.bit != 0 else { return }
    judgeAgain(rule, field, isBroken, value, bound, id, 0, place, nil)
  }

  /// Judges a rule that is broken, or was.
  private mutating func judgeAgain(
    _ rule: Rule, _ field: Field?, _ isBroken: Bool, _ value: DecimalNumber?,
    _ bound: DecimalNumber?, _ id: StandardID?, _ delay: Int64,
    _ since: RuleFinding.Place, _ fault: FaultSet.Entry?
  ) {
    let index = episodes.index(of: rule, field)
    guard isBroken else {
      if let index { end(index) }
      return
    }
    if let index {
      if let value { episodes.worsen(index, value) }
      return
    }
    var finding = RuleFinding(
      rule: rule, field: field, fault: fault, first: since, last: place, id: id,
      value: value, bound: bound)
    let isShown = id == nil || id == known.current || since != place
    finding.count = isShown ? 1 : 0
    finding.isAfterGrant =
      rule == .forceChargeIgnored && known.wasForceChargeGranted
    begin(finding, delay)
  }

  /// Begins an episode, which is a finding after a delay.
  mutating func begin(_ finding: RuleFinding, _ delay: Int64) {
    let sum = finding.first.elapsed.addingReportingOverflow(delay)
    let end = sum.overflow ? .max : sum.partialValue
    episodes.append(
      RuleEpisode(finding: finding, end: end, delay: delay, begin: place.frame))
    active = episodes.rules
    if delay == 0 {
      setBroken(episodes.count &- 1)
    } else {
      watch(from: finding.first.elapsed, delay)
    }
  }

  /// Makes sure that an episode is looked at when it has lasted for so long.
  mutating func watch(from start: Int64, _ delay: Int64) {
    let sum = start.addingReportingOverflow(delay)
    if !sum.overflow { deadline = min(deadline, sum.partialValue) }
  }

  private mutating func setBroken(_ index: Int) {
    guard var episode = episodes.episode(at: index) else { return }
    episode.isBroken = true
    episode.finding.ordinal = count(episode.finding.rule)
    episodes.set(episode, at: index)
    findings.append(summedUp(episode.finding))
  }

  private mutating func end(_ index: Int) {
    guard let episode = episodes.episode(at: index) else { return }
    episodes.remove(at: index)
    active = episodes.rules
    if episode.isBroken { close(episode.finding, isOpen: false) }
  }

  private mutating func close(_ finding: RuleFinding, isOpen: Bool) {
    var finding = summedUp(finding)
    finding.isOpen = isOpen
    if isOpen, finding.rule.isAboutSilence, let duration = finding.duration {
      // Who is silent has been so until now.
      finding.value = DecimalNumber(duration, decimals: 9).short
      finding.worst = finding.value
    }
    findings.append(finding)
  }

  private func summedUp(_ finding: RuleFinding) -> RuleFinding {
    var finding = finding
    // The lack of frames lasts until now.
    if finding.id == nil, finding.rule != .busErrors { finding.last = place }
    finding.duration =
      hasTime
      ? finding.last.elapsed &- finding.first.elapsed &+ finding.uncounted
      : nil
    return finding
  }

  /// Ends a finding about silence.
  mutating func endSilence(_ rule: Rule, _ field: Field?, _ after: Seconds?) {
    guard let index = episodes.index(of: rule, field),
      var episode = episodes.episode(at: index)
    else { return }
    episode.finding.value = after?.number.short
    episode.finding.worst = episode.finding.value
    episodes.set(episode, at: index)
    end(index)
  }

  /// Lets the time of a rule stand still that is not broken yet.
  @inline(never)
  mutating func pause(_ rule: Rule, _ field: Field?) {
    guard let index = episodes.index(of: rule, field),
      var episode = episodes.episode(at: index), episode.paused == nil
    else { return }
    if episode.isBroken { return end(index) }
    episode.paused = place.elapsed
    episodes.set(episode, at: index)
  }

  /// Lets it go on.
  @inline(__always)
  mutating func resume(_ rule: Rule, _ field: Field?) {
    if active & rule.bit != 0 { resumeEpisode(rule, field) }
  }

  @inline(never)
  private mutating func resumeEpisode(_ rule: Rule, _ field: Field?) {
    guard let index = episodes.index(of: rule, field),
      var episode = episodes.episode(at: index), let paused = episode.paused
    else { return }
    let pause = place.elapsed &- paused
    episode.end &+= pause
    episode.finding.uncounted &-= pause
    episode.paused = nil
    episodes.set(episode, at: index)
    deadline = min(deadline, episode.end)
  }

  /// Finds what has lasted too long.
  mutating func expire() {
    deadline = .max
    var index = 0
    while let episode = episodes.episode(at: index) {
      defer { index &+= 1 }
      guard !episode.isBroken, episode.paused == nil else { continue }
      let latest =
        episode.finding.id == nil ? place : episode.finding.last
      if latest.elapsed > episode.end {
        setBroken(index)
      } else {
        deadline = min(deadline, episode.end)
      }
    }
  }

  /// Lets what is waited for begin anew, if too much of the time was not seen.
  mutating func waitAnew(_ link: inout BatteryLink, after gap: Int64) {
    if gap > RuleKnowledge.ChargeFlow.longestGap { known.flow.restart() }
    let silence = link.silence(.battery) ?? link.leastSilence(.battery)
    guard gap > silence else { return }
    known.flow.restart()
    forgetFull(before: gap)
    episodes.waitAnew(after: gap, from: place)
  }

  /// Lets all that is waited for begin anew behind a pause of which nobody knows what
  /// was sent in it.
  mutating func waitAnew(behind pause: Int64) {
    let length = pause == .max ? 0 : pause
    observed.restart(behind: length, at: place.elapsed)
    known.flow.restart()
    forgetFull(before: pause)
    episodes.waitAnew(after: pause, from: place)
    deadline = place.elapsed
  }

  /// Forgets when the battery was full, if it may have been full since.
  private mutating func forgetFull(before gap: Int64) {
    guard gap > delay(.fullChargeMissingDays) / 10 else { return }
    known.firstSOC = place
    known.lastFull = nil
    known.lastFullBeforeEarly = nil
  }

  /// Ends the findings of frames that are no longer sent, or that nothing is known
  /// of any more, and what was waited for in them.
  mutating func endUnknown(_ link: inout BatteryLink) {
    var index = 0
    while let episode = episodes.episode(at: index) {
      let isObserved = episode.finding.rule.bit & observed.rules != 0
      let isKnown =
        episode.finding.id.map { isObserved && link.messages.isInForce($0) }
        ?? (isObserved || episode.isBroken)
      if isKnown { index &+= 1 } else { end(index) }
    }
  }

  /// Ends the findings of frames.
  private mutating func endShown() {
    var index = 0
    while let episode = episodes.episode(at: index) {
      if episode.finding.id == nil { index &+= 1 } else { end(index) }
    }
  }

  /// Goes on behind a time in which nothing was recorded.
  mutating func breakOff(_ length: Seconds?) {
    observed.endAll(at: place.elapsed)
    endShown()
    known.breakOff()
    let gap = length?.number.rescaled(to: 9)?.significand ?? .max
    forgetFull(before: gap)
    episodes.waitAnew(after: .max, from: place)
  }

  /// Lets a rule that is not broken yet be so only after another while.
  mutating func waitAnew(
    _ rule: Rule, _ field: Field?, from place: RuleFinding.Place
  ) {
    guard active & rule.bit != 0, let index = episodes.index(of: rule, field)
    else { return }
    episodes.waitAnew(index, from: place)
    deadline = min(deadline, place.elapsed)
  }

  /// Forgets what another dialect has told.
  mutating func forget() {
    observed.endAll(at: place.elapsed)
    closeAll(areOpen: false)
    known = RuleKnowledge()
  }

  mutating func closeAll(areOpen: Bool) {
    while let episode = episodes.episode(at: 0) {
      episodes.remove(at: 0)
      if episode.isBroken { close(episode.finding, isOpen: areOpen) }
    }
    active = 0
  }

  /// A time in nanoseconds; without one the rule is not judged.
  func delay(_ parameter: RuleParameter) -> Int64 {
    settings.nanoseconds(parameter) ?? .max
  }
}

/// Where battery, limits and inverter were heard last.
struct HeardPlaces: Sendable {
  private(set) var battery: RuleFinding.Place?
  private(set) var limits: RuleFinding.Place?
  private(set) var inverter: RuleFinding.Place?

  /// Where any of them was heard last.
  var latest: RuleFinding.Place? {
    guard let battery, let inverter else { return battery ?? inverter }
    return inverter.frame > battery.frame ? inverter : battery
  }

  @inline(__always)
  mutating func take(_ kind: MessageKind, at place: RuleFinding.Place) {
    if kind.isFromInverter {
      inverter = place
    } else {
      battery = place
      if kind == .limits { limits = place }
    }
  }
}
