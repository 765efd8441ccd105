// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What a detector has concluded, and all else that decides what comes of the next
/// frames.
@usableFromInline
struct DetectorState: Equatable, Sendable {
  /// Whether the dialect was given, so that nothing is found out.
  let given: Dialect?
  /// What is known so far.
  private(set) var identification = Identification()
  /// How often the dialect has changed, from or to being unknown as well.
  @usableFromInline
  private(set) var changeCount: UInt32 = 0
  /// How often another dialect has taken over from one that was known.
  private(set) var takeoverCount: UInt32 = 0
  /// The dialect that was known before.
  private var lastDialect: Dialect?
  /// The dialect that was known until it was ruled out, while none has taken over.
  private var abandoned: Dialect?
  /// Whether 0x355 has been seen in two lengths, of which a battery sends one.
  private var hasBothLengths = false
  /// The second of these, while the recent evidence begins with it.
  private var newLength = ClueSet()
  /// All evidence since the dialect has changed.
  private(set) var evidence = Evidence()
  /// The evidence of the last few bursts.
  private(set) var recent = Evidence()
  /// What earlier frames mean for later ones.
  var memory = StreamMemory()

  /// After how many limits the recent evidence begins anew: long enough for every
  /// frame of a battery but its name, which BYD sends once a minute.
  private static var limitsInRecentEvidence: Int { 8 }

  init(given: Dialect?) { self.given = given }

  /// Takes what a frame shows, and draws a conclusion if that is news.
  ///
  /// - Returns: Whether a frame that was weighed before may show something else now.
  @inline(__always)
  mutating func take(_ add: (inout Evidence) -> Bool) -> Bool {
    var isChanged = false
    let isNews = add(&evidence)
    let isLate = evidence.limitsCount > Self.limitsInRecentEvidence
    let hasNewLength = isNews && !isLate && isInBothLengths
    if hasFullRecentEvidence || (isNews && isLate) || hasNewLength {
      recent = Evidence()
      isChanged = true
    }
    let isRecentNews = add(&recent)
    if hasNewLength {
      hasBothLengths = true
      newLength = recent.clues.intersection(ClueSet(.lengthsOfSOC))
    }
    // What proves the known dialect again says nothing new.
    if isNews
      || (isRecentNews && recent.limitsCount >= Evidence.enoughLimits
        && !provesKnownAgain)
    {
      judge(isLate: isLate)
      isChanged = true
    }
    if evidence.hasAllLimits { memory.answers.endEarly() }
    return isChanged
  }

  /// Counts a frame that shows nothing new.
  @inline(__always)
  mutating func count(isFitting: Bool, hasLimits: Bool) {
    evidence.count(isFitting: isFitting, hasLimits: hasLimits)
    recent.count(isFitting: isFitting, hasLimits: hasLimits)
    if evidence.hasAllLimits { memory.answers.endEarly() }
  }

  /// The clues that are in all evidence and in the recent one: nothing new.
  var familiar: ClueSet { evidence.clues.intersection(recent.clues) }

  /// Which effects of a frame that shows nothing new come to nothing, because
  /// nothing more can be concluded or counted.
  var settled: Effects {
    guard evidence.isPositive, recent.isPositive, !hasFullRecentEvidence else {
      return Effects()
    }
    var settled = evidence.countedOut.intersection(recent.countedOut)
    settled.insert(.conclusion)
    return settled
  }

  /// Whether the recent evidence begins anew with the next frame.
  ///
  /// As long as all of it goes with the dialect that is known, there is nothing
  /// to be found out by that.
  @inline(__always)
  var hasFullRecentEvidence: Bool {
    guard recent.limitsCount >= Self.limitsInRecentEvidence else {
      return false
    }
    guard let known = identification.dialect else { return true }
    return !DialectTable.row(of: known).known.isSuperset(of: recent.clues)
      || mayLoseAlarms
  }

  /// Forgets the frames, and keeps what they have shown.
  mutating func rewind() {
    recent = Evidence()
    // It is met again.
    evidence.forget(newLength)
    newLength = ClueSet()
    hasBothLengths = false
  }

  /// Whether pairs of bits may have taken the place of alarms.
  private var mayLoseAlarms: Bool {
    evidence.clues.forms.contains(.alarms)
      && recent.clues.forms.contains(.alarmPairs)
  }

  /// Whether 0x355 comes in a length that the known battery does not send, for
  /// the first time.
  private var isInBothLengths: Bool {
    !hasBothLengths && identification.dialect != nil
      && evidence.clues.isSuperset(of: ClueSet(.lengthsOfSOC))
  }

  /// Whether the recent evidence alone proves the dialect that is known.
  private var provesKnownAgain: Bool {
    identification.dialect?.isProven(by: recent.clues) == true
  }

  /// Draws a conclusion.
  ///
  /// What comes late and would change a dialect may be another one that has taken
  /// over: then only what was seen since counts. The same goes for what
  /// follows a frame in a length that the battery cannot have, as in two short
  /// captures in one file; but only once, for two batteries may be on one bus.
  private mutating func judge(isLate: Bool) {
    if isLate { newLength = ClueSet() }
    let beginsAnew = !newLength.isEmpty
    let overall = Identification(evidence)
    let isSame = overall.dialect == identification.dialect
    if !(isLate || beginsAnew)
      || (isSame && overall.isProvenWithoutContradiction)
    {
      conclude(overall)
      return
    }
    let wasKnown = identification.dialect != nil || lastDialect != nil
    let latest = Identification(recent)
    if beginsAnew || recent.limitsCount >= Evidence.enoughLimits,
      contradictsKnown(latest)
    {
      if overall.isProvenWithoutContradiction, overall.dialect == latest.dialect
      {
        conclude(overall)
        return
      }
      abandoned = identification.dialect ?? lastDialect
      newLength = ClueSet()
      evidence = recent
      memory.forgetBattery()
      conclude(latest)
    } else if isSame || overall.isMixture || overall.confidence == .noBattery
      || (identification.confidence != .certain && !(isLate && wasKnown))
    {
      conclude(overall)
    }
  }

  private mutating func conclude(_ conclusion: Identification) {
    let before = identification.dialect
    if let before { lastDialect = before }
    if conclusion.dialect != before { changeCount &+= 1 }
    if let dialect = conclusion.dialect, let abandoned {
      if dialect != abandoned { takeoverCount &+= 1 }
      self.abandoned = nil
    }
    identification = conclusion
  }

  /// Whether recent frames speak against what is known: by what they show, or
  /// because pairs of bits have taken the place of the alarms.
  ///
  /// That something has not been seen for a while is no contradiction: BYD sends
  /// its name once a minute.
  private func contradictsKnown(_ latest: Identification) -> Bool {
    guard let known = identification.dialect else {
      return latest.isProvenWithoutContradiction
    }
    let against = recent.clues.subtracting(DialectTable.row(of: known).known)
    let hasLostAlarms = mayLoseAlarms && !recent.clues.forms.contains(.alarms)
    guard !against.isEmpty || hasLostAlarms else { return false }
    return latest.isProvenWithoutContradiction
      ? latest.dialect != known
      : latest.confidence >= .undecided && !latest.candidates.contains(known)
  }

  /// Whether the limits count in 0.01 V: several frames and the voltage of the
  /// battery say so.
  var countsInHundredths: Bool {
    let forms = evidence.clues.forms
    return forms.contains(.limitsInHundredths) && !forms.contains(.limits)
      && forms.contains(.hundredthsOfVolts)
      && evidence.limitsCount >= Evidence.enoughLimits
  }
}
