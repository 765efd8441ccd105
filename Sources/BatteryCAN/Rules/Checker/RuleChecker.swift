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
/// given by ``finish()``. Where something has to be done within a time, the
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
  var episodes = RuleEpisodes()
  /// The rules that have an episode.
  var active: UInt64 = 0
  var findings = RuleFindingQueue()
  /// Where battery, limits and inverter were heard last.
  private(set) var heard = HeardPlaces()
  /// The rules whose condition is known, and why that of others is not.
  var observed = ObservedRules()
  var lacking = InlineArray<64, RuleVerdict.Lack>(repeating: .signal)
  private(set) var counts = InlineArray<64, UInt64>(repeating: 0)
  /// When an episode has to be looked at.
  var deadline = Int64.max
  /// The frame that is looked at.
  private(set) var place = RuleFinding.Place(
    nanoseconds: 0, timeForm: TimeForm(nil), number: 0, elapsed: 0, frame: 0)
  /// The elapsed time of the last frame.
  private var latest: Int64 = 0
  private(set) var hasTime = false
  /// How many lapses, bus errors and unsure pauses of the link have been looked at.
  private var lapseCount: UInt64 = 0
  private var errorCount: UInt64 = 0
  private var unsureCount: UInt64 = 0
  private var alertCount: UInt64 = 0
  var dialect: Dialect?
  /// What its definition says.
  var needsEightBytes = false
  var isSteeredByVoltage = false

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
  /// - Returns: Whether there are findings to fetch.
  @discardableResult
  public mutating func check(
    _ message: BatteryMessage?, _ link: inout BatteryLink, number: UInt64
  ) -> Bool {
    findings.removeAll()
    let hasFindings = checkNext(
      LinkFrame(message, at: nil), &link, number)
    move(to: number, &link)
    return hasFindings
  }

  /// Lets a link take frames that have been decoded and looks at it after each of
  /// them, up to one that brings findings about.
  ///
  /// Findings of the call before that were not fetched are gone.
  ///
  /// - Parameters:
  ///   - frames: The frames, as ``BatteryLink/take(_:in:news:)`` takes them.
  ///   - range: Which of them.
  ///   - link: The link.
  ///   - number: The number of the first one; the others have those that follow.
  /// - Returns: The place behind the last one that was taken, after which there
  ///   may be findings to fetch.
  public mutating func take(
    _ frames: Span<LinkFrame>, in range: Range<Int>,
    _ link: inout BatteryLink, number: UInt64
  ) -> Int {
    findings.removeAll()
    var index = range.lowerBound
    var number = number
    while index < range.upperBound {
      let frame = frames[index]
      link.takeNext(frame) { (_, _) in }
      let hasFindings = checkNext(frame, &link, number)
      index &+= 1
      number &+= 1
      if hasFindings { break }
    }
    if index > range.lowerBound { move(to: number &- 1, &link) }
    return index
  }

  /// What both of these do, but for taking note of the place.
  ///
  /// Nearly always there is only to remember who was heard where.
  @inline(__always)
  private mutating func checkNext(
    _ frame: LinkFrame, _ link: inout BatteryLink, _ number: UInt64
  ) -> Bool {
    let gap = link.elapsed &- latest
    latest = link.elapsed
    if gap > Self.shortestGap || latest > deadline || link.hasEvents
      || link.hasNews || link.alertCount != alertCount
    {
      return look(at: frame.message, &link, number, gap)
    }
    guard frame.isMessage else { return false }
    if episodes.mayShow(frame.id) {
      return look(at: frame.message, &link, number, gap)
    }
    heard.take(link.latestKind, at: Self.place(&link, number))
    return false
  }

  /// Looks at everything that a frame may show.
  @inline(never)
  private mutating func look(
    at message: BatteryMessage?, _ link: inout BatteryLink, _ number: UInt64,
    _ gap: Int64
  ) -> Bool {
    let numberBefore = place.number
    move(to: number, &link)
    if gap > Self.shortestGap { waitAnew(&link, after: gap) }
    if link.unsureCount != unsureCount {
      unsureCount = link.unsureCount
      waitAnew(behind: link.unsurePause.length)
    }
    if place.elapsed > deadline { expire() }
    if link.hasEvents {
      takeEvents(&link)
      takeReleased(numberBefore, before: message, &link)
    }
    if link.alertCount != alertCount {
      takeAlerts(&link)
      // It is looked at with the frame that shows whether its time is right.
      if link.isHolding { return findings.count > 0 }
    }
    if let message {
      if link.hasNews { take(message, &link) }
      if episodes.mayShow(message.id) { episodes.show(message.id, at: place) }
      heard.take(link.latestKind, at: place)
    }
    return findings.count > 0
  }

  /// Looks at what the link has missed for too long, and at errors of the bus.
  @inline(never)
  private mutating func takeAlerts(_ link: inout BatteryLink) {
    alertCount = link.alertCount
    if link.errors.count != errorCount {
      errorCount = link.errors.count
      judgeBusErrors(&link)
    }
    if link.lapseCount != lapseCount {
      lapseCount = link.lapseCount
      forgetLapsed(&link)
    }
  }

  /// Takes a frame that the link has held back until now, and reads again what the
  /// present one says.
  private mutating func takeReleased(
    _ number: UInt64, before next: BatteryMessage?, _ link: inout BatteryLink
  ) {
    guard let released = link.released, let message = released.message else {
      return
    }
    let present = place
    place = RuleFinding.Place(
      nanoseconds: released.nanoseconds, timeForm: released.timeForm,
      number: number, elapsed: link.elapsed, frame: link.frameCount &- 1)
    link.readAgain(message)
    take(message, &link)
    heard.take(message.kind, at: place)
    place = present
    if link.hasNews, let next { link.readAgain(next) }
  }

  /// Takes note of the place of a frame.
  private mutating func move(to number: UInt64, _ link: inout BatteryLink) {
    place = Self.place(&link, number)
    if place.hasTime { hasTime = true }
    if link.clock.isGivenUp { hasTime = false }
  }

  /// Where the last frame of a link is.
  @inline(__always)
  private static func place(
    _ link: inout BatteryLink, _ number: UInt64
  ) -> RuleFinding.Place {
    RuleFinding.Place(
      nanoseconds: link.clock.nanoseconds, timeForm: link.clock.form,
      number: number, elapsed: link.elapsed, frame: link.frameCount)
  }

  /// The next finding of the last call.
  ///
  /// - Returns: The findings in their order, and `nil` behind the last one.
  public mutating func nextFinding() -> RuleFinding? { findings.next() }

  /// Ends the capture: what is broken is given, and stays open.
  public mutating func finish() {
    findings.removeAll()
    expire()
    endBusErrors()
    closeAll(areOpen: true)
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
    if rule == .silence, counts[Int(Rule.busSilent.rawValue)] > 0 {
      return .notChecked(.needsSecondSender)
    }
    if !observed.hasSeen(rule) {
      if let parameter = settings.missing(for: rule) {
        return .notChecked(.needsParameter(parameter))
      }
      return .notChecked(lacking[Int(rule.rawValue)].reason)
    }
    let needed = delay(of: rule, link)
    if needed > 0, !hasTime { return .notChecked(.needsTime) }
    if rule == .silence, link.messages.lacksPeriod(of: .limits) {
      return .notChecked(.needsSignal)
    }
    // Elapsed time counts for what the lack of frames shows.
    let seen =
      rule.isAboutSilence
      ? link.elapsed &- link.unsurePause.end
      : observed.longest(rule, until: latest)
    if needed > seen {
      return .notChecked(.needsLongerCapture(needed: needed, has: seen))
    }
    return .kept
  }

  /// After how many nanoseconds a rule can be broken at all.
  private func delay(of rule: Rule, _ link: borrowing BatteryLink) -> Int64 {
    switch rule {
    case .silence, .busSilent:
      // A copy, for what is asked for once, in the end.
      var link = copy link
      return link.silence(.battery) ?? link.leastSilence(.battery)
    case .inverterSilent: return inverterTimeout(link.dialect)
    default: return settings.delay(of: rule)
    }
  }

  /// Counts a rule as broken once more.
  ///
  /// - Returns: How often it was.
  mutating func count(_ rule: Rule) -> UInt64 {
    counts[Int(rule.rawValue)] &+= 1
    return counts[Int(rule.rawValue)]
  }

  /// Takes the numbers of batteries with as many cells, once it is known.
  mutating func adopt(cells: Int64) {
    guard cellCount == nil else { return }
    cellCount = cells
    if cells == 15 { adoptedProfile = .genericLFP15s }
    if cells == 16 { adoptedProfile = .genericLFP16s }
    if let adoptedProfile { settings.fill(from: adoptedProfile) }
    known.keptCurrents = RuleKnowledge.KeptCurrents()
  }
}
