// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// Time as it passes on the link, whatever the clock of the recorder does.
///
/// Elapsed time is recorded time, and never goes back. Where the recorder's time
/// does, no time has passed; and none where its clock was set, from years before
/// 2000, at which a computer without a battery-backed clock starts, to a time after
/// it, nor where nothing was recorded. A step back that the next step takes back
/// was no step, and a step ahead neither: what was counted of it is left out of the
/// steps that follow.
@usableFromInline
struct LinkClock: Sendable {
  /// The latest time and its form.
  private(set) var nanoseconds: Int64 = 0
  private(set) var form = TimeForm(nil)
  /// The form of a time that can follow it at once; one that none has while the
  /// next time is needed to judge the one before it.
  private var expectedForm = TimeForm(nil)
  /// The first time.
  private(set) var first: Timestamp?
  /// The most digits of a second's fraction that a time had.
  private(set) var digits: UInt8 = 0
  /// Nanoseconds that have passed since the first time.
  private(set) var elapsed: Int64 = 0
  /// The time that passed without a frame: from the last frame to where the clock
  /// was moved to.
  private var wait: (from: Int64, until: Int64) = (0, 0)
  /// The time before the last step back, and the elapsed time of that.
  private var stepBack: (from: Int64, elapsed: Int64)?
  /// Whether the next time tells if the last step back was one.
  private var isBackUnsure = false
  /// Whether the last time goes on from a step back: the clock was set, and nobody
  /// knows what was sent meanwhile.
  private(set) var wasSetBack = false
  /// The time of the last frame, if it lies before the latest time.
  private var behind: Int64?
  private var disorder = TimeDisorder()
  /// The last step ahead of a second or more: the time before it, how far it went,
  /// and the elapsed time behind it.
  private var stepAhead: (from: Int64, time: Int64, elapsed: Int64)?
  /// How much of the elapsed time has not passed yet, since a damaged time lay ahead.
  private var surplus: Int64 = 0
  /// Whether times are ignored, since they are worthless.
  private(set) var isGivenUp = false

  /// Whether some of the elapsed time has not passed yet.
  var hasSurplus: Bool { surplus > 0 }

  static var second: Int64 { 1_000_000_000 }
  /// 2000-01-01 in nanoseconds since 1970.
  private static var year2000: Int64 { 946_684_800 &* second }

  /// The latest time, or `nil` as long as no frame had one.
  @usableFromInline
  private(set) var latest: Timestamp? {
    get { form.time(nanoseconds) }
    set {
      nanoseconds = newValue?.nanoseconds ?? 0
      form = TimeForm(newValue)
      expectedForm = form
    }
  }

  /// Takes the time of a frame, if it follows the latest one within a second and
  /// is written as that is, or without any time if none had one: nearly all do.
  ///
  /// - Returns: Whether it does. If not, nothing was done: it is one for
  ///   ``take(_:)``.
  @inline(__always)
  mutating func follow(_ frame: LinkFrame) -> Bool {
    let step = frame.nanoseconds &- nanoseconds
    guard frame.timeForm == expectedForm,
      UInt64(bitPattern: step) < UInt64(bitPattern: Self.second)
    else { return false }
    let sum = elapsed.addingReportingOverflow(step)
    guard !sum.overflow else { return false }
    nanoseconds = frame.nanoseconds
    elapsed = sum.partialValue
    return true
  }

  /// Takes a time.
  ///
  /// - Returns: The time before it, if there was a jump to it. Frames that are in
  ///   the wrong order by less than a second are none, nor are frames that arrive
  ///   late, after time has passed without them.
  mutating func take(_ time: Timestamp) -> Timestamp? {
    wasSetBack = false
    if time.fractionDigits > digits { digits = time.fractionDigits }
    guard let latest else {
      first = time
      self.latest = time
      return nil
    }
    let step = time.nanoseconds &- latest.nanoseconds
    if step < 0 {
      let back = (behind ?? nanoseconds) &- time.nanoseconds
      if back > 0 { disorder.add(back) }
      guard step <= 0 &- Self.second, !isLate(time) else {
        behind = time.nanoseconds
        waitForNext()
        return nil
      }
      behind = nil
      if !takeBackStep(at: time) {
        stepBack = (from: latest.nanoseconds, elapsed: elapsed)
      }
      self.latest = time
      isBackUnsure = stepBack != nil && !Self.isSummerTime(0 &- step)
      waitForNext()
      return latest
    }
    behind = nil
    self.latest = time
    if surplus > 0 { waitForNext() }
    if step >= Self.second, let from = takenBack(by: time) {
      isBackUnsure = false
      pass(max(0, time.nanoseconds &- from))
      return nil
    }
    wasSetBack = isBackUnsure
    isBackUnsure = false
    if step >= Self.second, latest.nanoseconds < Self.year2000,
      time.nanoseconds >= Self.year2000
    {
      return latest
    }
    pass(step)
    if step >= Self.second {
      stepAhead = (from: latest.nanoseconds, time: step, elapsed: elapsed)
    }
    return nil
  }

  /// Whether a step back is the end of summer time, and no clock that was set.
  private static func isSummerTime(_ step: Int64) -> Bool {
    step > 3_590 &* second && step <= 3_600 &* second
  }

  /// Takes note that the last step ahead was none, if a step back takes it back.
  ///
  /// - Returns: Whether it does.
  private mutating func takeBackStep(at time: Timestamp) -> Bool {
    guard let stepAhead, stepAhead.elapsed == elapsed,
      time.nanoseconds > stepAhead.from &- Self.second,
      time.nanoseconds < stepAhead.from &+ stepAhead.time
    else { return false }
    self.stepAhead = nil
    surplus &+= stepAhead.time &- max(0, time.nanoseconds &- stepAhead.from)
    return true
  }

  /// Gives time up if the times are worthless.
  ///
  /// - Returns: Whether it is given up now: no frame has a time from here on.
  mutating func giveUpIfHopeless(in frameCount: UInt64) -> Bool {
    guard !isGivenUp, let first,
      disorder.isHopeless(
        in: frameCount, advance: nanoseconds &- first.nanoseconds)
    else { return false }
    self = LinkClock()
    isGivenUp = true
    return true
  }

  private mutating func pass(_ step: Int64) {
    let early = min(step, surplus)
    surplus &-= early
    let step = step &- early
    let sum = elapsed.addingReportingOverflow(step)
    elapsed = sum.overflow ? .max : sum.partialValue
  }

  /// The time before a step back, if the step to this time takes it back.
  private mutating func takenBack(by time: Timestamp) -> Int64? {
    guard let stepBack, stepBack.elapsed == elapsed,
      time.nanoseconds >= stepBack.from &- Self.second
    else { return nil }
    self.stepBack = nil
    return stepBack.from
  }

  /// How many nanoseconds lie before a time, if it is a second or more and no step
  /// that ``take(_:)`` does not count.
  func gap(before time: Timestamp) -> Int64? {
    guard let latest else { return nil }
    var from = latest.nanoseconds
    if let stepBack, stepBack.elapsed == elapsed {
      from = max(from, stepBack.from)
    } else if from < Self.year2000, time.nanoseconds >= Self.year2000 {
      return nil
    }
    let gap = time.nanoseconds &- from
    return gap >= Self.second ? gap : nil
  }

  /// Lets no time follow at once, until one is taken.
  mutating func waitForNext() { expectedForm = TimeForm(nil) }

  /// Whether a time goes on from the latest one, and not from that of a frame
  /// farther ahead.
  func isBetween(_ time: Timestamp, _ ahead: LinkFrame) -> Bool {
    time.nanoseconds > nanoseconds &- Self.second
      && time.nanoseconds < ahead.nanoseconds &- Self.second
  }

  /// Goes on at a time; what lies before it was not recorded.
  mutating func skip(to time: Timestamp) {
    if time.fractionDigits > digits { digits = time.fractionDigits }
    stepBack = nil
    stepAhead = nil
    surplus = 0
    latest = time
  }

  /// Whether a time lies within the time that has passed without a frame.
  private func isLate(_ time: Timestamp) -> Bool {
    nanoseconds == wait.until && time.nanoseconds >= wait.from
  }

  /// Remembers that time has passed without a frame.
  ///
  /// - Parameter start: The time in nanoseconds before it passed.
  mutating func noteWait(since start: Int64) {
    wait = (from: start == wait.until ? wait.from : start, until: nanoseconds)
  }

  /// The time that is so many nanoseconds after the first, as far as that lies
  /// near the latest.
  func time(at elapsed: Int64) -> Timestamp? {
    guard let latest else { return nil }
    let nanoseconds = latest.nanoseconds &- (self.elapsed &- elapsed)
    return Timestamp(
      nanoseconds: nanoseconds < 0 ? 0 : nanoseconds,
      fractionDigits: digits, notation: latest.notation)
  }

  /// A number of nanoseconds with the digits that the times have, or `nil`
  /// without time.
  func seconds(_ nanoseconds: Int64) -> Seconds? {
    guard latest != nil else { return nil }
    let unit = DecimalNumber.powerOfTen(9 &- digits)
    return Seconds(nanoseconds / unit, decimals: digits)
  }

  /// How long something has gone on that began at an elapsed time.
  func seconds(since start: Int64) -> Seconds? {
    seconds(elapsed &- start)
  }
}
