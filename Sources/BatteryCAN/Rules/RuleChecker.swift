// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Checks on a link whether battery and inverter keep to the rules.
///
/// It looks at a ``BatteryLink`` after each frame, or after
/// ``BatteryLink/advance(to:)``, before the next one is taken:
///
///     var link = BatteryLink()
///     var checker = RuleChecker(RuleSettings(.zsx5000s))
///     while try capture.read(into: &frame) {
///       let message = link.take(frame)
///       checker.check(message, &link, number: capture.recordCount)
///       while let finding = checker.nextFinding() { ... }
///     }
///
/// A finding is given twice: when the rule is broken, and with
/// ``RuleFinding/isOpen`` false when it is kept again; what is open in the end is
/// given by ``finish(_:)``. Where something has to be done within a time, the
/// rule is broken when a later frame shows that it was not.
///
/// It is a value of constant size. A gateway that runs for a year uses the same
/// one all of the time.
public struct RuleChecker: Sendable {
  /// What is checked, with what has been found out about the battery.
  public private(set) var settings: RuleSettings
  /// The profile that was taken because the cells can be counted, if one was.
  public private(set) var adoptedProfile: BatteryProfile?
  private(set) var cellCount: Int64?
  var known = RuleKnowledge()
  private var episodes = RuleEpisodes()
  /// The rules that have an episode.
  private var active: UInt64 = 0
  private var findings = RuleFindingQueue()
  /// The rules that have been judged, and those that would have been with time.
  private var judged: UInt64 = 0
  private var needsTime: UInt64 = 0
  private var counts = InlineArray<30, UInt64>(repeating: 0)
  /// When an episode has to be looked at.
  private var deadline = Int64.max
  /// The frame that is looked at, and the one before it.
  private(set) var place = RuleFinding.Place(
    time: nil, number: 0, elapsed: 0)
  private(set) var previous = RuleFinding.Place(
    time: nil, number: 0, elapsed: 0)
  private(set) var hasTime = false
  var dialect: Dialect?

  /// Starts with nothing checked.
  ///
  /// - Parameter settings: The rules and their numbers.
  public init(_ settings: RuleSettings) { self.settings = settings }

  /// Looks at a link.
  ///
  /// - Parameters:
  ///   - message: What ``BatteryLink/take(_:)`` has returned, or `nil` after
  ///     ``BatteryLink/advance(to:)``.
  ///   - link: The link, as that has left it. It is not changed, but used where
  ///     it is, since it is large.
  ///   - number: What the frame is to be called by in findings, such as its
  ///     line.
  public mutating func check(
    _ message: BatteryMessage?, _ link: inout BatteryLink, number: UInt64
  ) {
    if findings.count > 0 { findings.removeAll() }
    previous = place
    let time = link.now
    let elapsed = link.elapsed
    place = RuleFinding.Place(time: time, number: number, elapsed: elapsed)
    if time != nil { hasTime = true }
    if elapsed &- previous.elapsed > Self.shortestGap { waitAnew(&link) }
    if elapsed > deadline { expire(&link) }
    if link.events.hasAny { takeEvents(&link) }
    guard let message else { return }
    if link.hasNews { take(message, &link) }
  }

  /// The next finding of the last call.
  ///
  /// - Returns: The findings in their order, and `nil` behind the last one.
  public mutating func nextFinding() -> RuleFinding? { findings.next() }

  /// Ends the capture: what is broken is given, and stays open.
  ///
  /// - Parameter link: The link, before it is finished itself.
  public mutating func finish(_ link: inout BatteryLink) {
    findings.removeAll()
    previous = place
    expire(&link)
    closeAll(&link, areOpen: true)
  }

  /// What came of a rule up to now.
  ///
  /// - Parameters:
  ///   - rule: The rule.
  ///   - link: The link.
  /// - Returns: Whether it was kept, or why that is not known.
  public func verdict(
    on rule: Rule, _ link: borrowing BatteryLink
  ) -> RuleVerdict {
    guard settings[rule] else { return .off }
    let count = counts[Int(rule.rawValue)]
    if count > 0 { return .broken(count) }
    if let parameter = settings.missing(for: rule) {
      return .notChecked(.needsParameter(parameter))
    }
    if judged & rule.bit == 0 {
      if needsTime & rule.bit != 0 { return .notChecked(.needsTime) }
      return .notChecked(
        rule == .fullChargeEarly && known.hasFullChargeBit
          ? .needsEarlierCapture : .needsSignal)
    }
    let needed = delay(of: rule, link)
    if needed > 0, !hasTime { return .notChecked(.needsTime) }
    if needed > link.elapsed {
      return .notChecked(.needsLongerCapture(needed: needed, has: link.elapsed))
    }
    return .kept
  }

  /// Takes the numbers of batteries with as many cells, once it is known.
  mutating func adopt(cells: Int64) {
    guard cellCount == nil else { return }
    cellCount = cells
    if cells == 15 { adoptedProfile = .genericLFP15s }
    if cells == 16 { adoptedProfile = .genericLFP16s }
    if let adoptedProfile { settings.fill(from: adoptedProfile) }
  }
}

// MARK: - Judging

extension RuleChecker {
  /// A gap in the capture that is looked at, in nanoseconds.
  private static var shortestGap: Int64 { 500_000_000 }

  /// Takes note that a rule is kept, and ends what has broken it.
  mutating func keep(
    _ rule: Rule, _ field: Field?, _ link: inout BatteryLink
  ) {
    judge(rule, field, false, id: nil, &link)
  }

  /// Takes note that a rule is kept for now, if there is time to tell.
  mutating func mark(_ rule: Rule) {
    if hasTime { judged |= rule.bit } else { needsTime |= rule.bit }
  }

  /// Ends a finding about silence, which lasts until now.
  mutating func endSilence(
    _ rule: Rule, _ field: Field?, _ after: Seconds?,
    _ link: inout BatteryLink
  ) {
    guard let index = episodes.index(of: rule, field),
      var episode = episodes.episode(at: index)
    else { return }
    episodes.remove(at: index)
    active = episodes.rules
    guard episode.isBroken else { return }
    episode.finding.value = after?.number.short
    episode.finding.worst = episode.finding.value
    close(episode, &link, at: place, isOpen: false)
  }

  /// Judges a rule by what is known now.
  ///
  /// - Parameters:
  ///   - rule: The rule.
  ///   - field: What is judged, of several things that the rule is about.
  ///   - isBroken: Whether it would be broken if this lasts.
  ///   - value: What was found.
  ///   - bound: What is allowed.
  ///   - id: The frames that have to confirm it.
  ///   - delay: How many nanoseconds it has to last.
  ///   - since: Where that began, if not here.
  ///   - fault: The fault that was raised.
  ///   - link: The link.
  mutating func judge(
    _ rule: Rule, _ field: Field? = nil, _ isBroken: Bool,
    _ value: DecimalNumber? = nil, _ bound: DecimalNumber? = nil,
    id: StandardID? = nil, delay: Int64 = 0,
    since: RuleFinding.Place? = nil, fault: FaultSet.Entry? = nil,
    _ link: inout BatteryLink
  ) {
    guard settings.canCheck(rule) else { return }
    if delay > 0, !hasTime {
      needsTime |= rule.bit
      return
    }
    judged |= rule.bit
    if !isBroken, active & rule.bit == 0 { return }
    defer { active = episodes.rules }
    let index = episodes.index(of: rule, field)
    guard isBroken else {
      if let index { end(index, &link) }
      return
    }
    if let index {
      worsen(index, value)
      return
    }
    begin(
      rule, field, value, bound, id, delay, since ?? place, fault, &link)
  }

  private mutating func begin(
    _ rule: Rule, _ field: Field?, _ value: DecimalNumber?,
    _ bound: DecimalNumber?, _ id: StandardID?, _ delay: Int64,
    _ since: RuleFinding.Place,
    _ fault: FaultSet.Entry?, _ link: inout BatteryLink
  ) {
    let sum = since.elapsed.addingReportingOverflow(delay)
    let end = sum.overflow ? .max : sum.partialValue
    var finding = RuleFinding(
      rule: rule, field: field, fault: fault,
      ordinal: counts[Int(rule.rawValue)] &+ 1, first: since, last: place,
      id: id, value: value, bound: bound)
    finding.worst = value
    let count = frames(of: id, &link)
    episodes.append(
      RuleEpisode(finding: finding, end: end, delay: delay, startCount: count))
    if delay == 0 {
      setBroken(episodes.count &- 1, &link)
    } else {
      deadline = min(deadline, end)
    }
  }

  private mutating func setBroken(_ index: Int, _ link: inout BatteryLink) {
    guard var episode = episodes.episode(at: index) else { return }
    let rule = Int(episode.finding.rule.rawValue)
    counts[rule] &+= 1
    episode.isBroken = true
    let ordinal = counts[rule]
    episode.finding = episode.finding.numbered(ordinal)
    episodes.set(episode, at: index)
    findings.append(
      sum(episode, at: place, frames(of: episode.finding.id, &link)))
  }

  private mutating func worsen(_ index: Int, _ value: DecimalNumber?) {
    guard var episode = episodes.episode(at: index), let value,
      let bound = episode.finding.bound?.rescaled(to: 3)?.significand,
      let now = value.rescaled(to: 3)?.significand
    else { return }
    if let worst = episode.finding.worst?.rescaled(to: 3)?.significand,
      (now &- bound).magnitude <= (worst &- bound).magnitude
    {
      return
    }
    episode.finding.worst = value
    episodes.set(episode, at: index)
  }

  private mutating func end(_ index: Int, _ link: inout BatteryLink) {
    guard let episode = episodes.episode(at: index) else { return }
    episodes.remove(at: index)
    if episode.isBroken { close(episode, &link, isOpen: false) }
  }

  private mutating func close(
    _ episode: RuleEpisode, _ link: inout BatteryLink,
    at last: RuleFinding.Place? = nil, isOpen: Bool
  ) {
    let id = episode.finding.id
    var count = frames(of: id, &link)
    // The frame that ends it does not break it.
    if !isOpen, let id, known.current == id { count &-= 1 }
    var finding = sum(episode, at: last ?? previous, count)
    finding.isOpen = isOpen
    findings.append(finding)
  }

  private func frames(
    of id: StandardID?, _ link: inout BatteryLink
  ) -> UInt64 {
    guard let id, let record = link.message(id) else { return 0 }
    return record.count
  }

  private func sum(
    _ episode: RuleEpisode, at last: RuleFinding.Place, _ count: UInt64
  ) -> RuleFinding {
    var finding = episode.finding
    finding.last = last.number < finding.first.number ? finding.first : last
    finding.count =
      count > episode.startCount ? count &- episode.startCount &+ 1 : 1
    finding.duration =
      hasTime ? finding.last.elapsed &- finding.first.elapsed : nil
    return finding
  }

  /// Finds what has lasted too long.
  private mutating func expire(_ link: inout BatteryLink) {
    deadline = .max
    var index = 0
    while let episode = episodes.episode(at: index) {
      defer { index &+= 1 }
      guard !episode.isBroken else { continue }
      if place.elapsed > episode.end, isConfirmed(episode, &link) {
        setBroken(index, &link)
      } else {
        deadline = min(deadline, episode.end)
      }
    }
  }

  /// Whether a frame after the deadline still shows it.
  private func isConfirmed(
    _ episode: RuleEpisode, _ link: inout BatteryLink
  ) -> Bool {
    guard let id = episode.finding.id else { return true }
    guard let record = link.message(id) else { return false }
    return record.seen > episode.end
  }

  /// Lets what is waited for begin anew, if too much of the time was not seen.
  private mutating func waitAnew(_ link: inout BatteryLink) {
    let gap = place.elapsed &- previous.elapsed
    guard gap > link.leastSilence(.battery), gap > link.silence(.battery) else {
      return
    }
    if gap > delay(.fullChargeMissingDays) / 10 {
      known.firstSOC = place
      known.lastFull = nil
      known.lastFullBeforeEarly = nil
    }
    var index = 0
    while var episode = episodes.episode(at: index) {
      if !episode.isBroken, gap > episode.delay / 10 {
        let sum = place.elapsed.addingReportingOverflow(episode.delay)
        episode.end = sum.overflow ? .max : sum.partialValue
        episode.finding = episode.finding.beginning(at: place)
        episode.startCount = frames(of: episode.finding.id, &link)
        episodes.set(episode, at: index)
      }
      index &+= 1
    }
  }

  /// Forgets what another dialect has told.
  mutating func forget(_ link: inout BatteryLink) {
    closeAll(&link, areOpen: false)
    known = RuleKnowledge()
  }

  private mutating func closeAll(_ link: inout BatteryLink, areOpen: Bool) {
    while let episode = episodes.episode(at: 0) {
      episodes.remove(at: 0)
      if episode.isBroken { close(episode, &link, isOpen: areOpen) }
    }
    active = 0
  }
}

extension RuleFinding {
  fileprivate func numbered(_ ordinal: UInt64) -> RuleFinding {
    copy(ordinal: ordinal, first: first)
  }

  fileprivate func beginning(at place: Place) -> RuleFinding {
    copy(ordinal: ordinal, first: place)
  }

  private func copy(ordinal: UInt64, first: Place) -> RuleFinding {
    var copy = RuleFinding(
      rule: rule, field: field, fault: fault, ordinal: ordinal, first: first,
      last: last, id: id, value: value, bound: bound)
    copy.worst = worst
    return copy
  }
}
