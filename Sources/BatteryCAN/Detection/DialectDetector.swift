// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// Finds out which dialect a bus speaks, frame by frame, and decodes by it.
///
/// It is a value of constant size, needs no clock, and may be used on a live bus
/// as well as over a log; use one for each interface:
///
///     var detector = DialectDetector()
///     while let frame = try capture.nextFrame() {
///       if let message = detector.decode(frame) { ... }
///     }
///
/// What is decided can change: a battery may be set to another dialect in the
/// middle of a capture.
public struct DialectDetector: Sendable {
  /// What is known so far.
  public private(set) var identification = Identification() {
    didSet {
      if let dialect = oldValue.dialect { lastDialect = dialect }
      if identification.dialect != oldValue.dialect { changeCount &+= 1 }
      inverter = identification.inverter
      expected = identification.dialect.map { DialectTable.row(of: $0).known }
      isRecentlyProven = false
      repeated.forgetAll()
      if let dialect = identification.dialect, let abandoned {
        if dialect != abandoned { takeoverCount &+= 1 }
        self.abandoned = nil
      }
    }
  }
  /// How often the dialect has changed, from or to being unknown as well.
  public private(set) var changeCount: UInt32 = 0
  /// How often another dialect has taken over from one that was known.
  ///
  /// To find out that a dialect is one that extends it is no takeover.
  public private(set) var takeoverCount: UInt32 = 0
  /// The dialect that was known before.
  private var lastDialect: Dialect?
  /// The dialect that was known until it was ruled out, while none has taken over.
  private var abandoned: Dialect?
  /// Whether 0x355 has been seen in two lengths, of which a battery sends one.
  private var hasBothLengths = false
  /// The second of these, while the recent evidence begins with it.
  private var newLength = ClueSet()
  /// Whether the dialect was given, so that nothing is found out.
  private let given: Dialect?
  /// All evidence since the dialect has changed.
  private var evidence = Evidence()
  /// The evidence of the last few bursts.
  private var recent = Evidence()
  /// What does not speak against the dialect that is known, if one is.
  private var expected: ClueSet?
  /// Which effects of a frame that shows nothing new come to nothing, because
  /// nothing more can be concluded or counted.
  private var settled = Effects()
  /// The clues that are in all evidence and in the recent one: nothing new.
  private var familiar = ClueSet()
  /// Whether the recent evidence alone proves the dialect that is known.
  private var isRecentlyProven = false
  /// The dialect of the inverter, as far as that is known.
  private var inverter: Dialect?
  /// The frames that may be counted without being weighed again.
  private var repeated = RepeatedFrames()
  /// Which identifiers the dialects have that are decoded by.
  private var knownIdentifiers = KnownIdentifiers()
  /// Whether 0x360 has been seen without a request.
  private var hasSeenChargeRequestCleared = false
  /// Whether frames that show it have their bytes reversed.
  private var isReversed = false
  /// Which identifiers any dialect has.
  private var listedIdentifiers = ListedIdentifiers()
  /// Whether 0x35F has what is left of the capacity.
  private var capacity = CapacityWatch()
  /// The latest limits, which 0x305 may repeat.
  private var latestLimits: UInt64 = 0

  /// After how many limits the recent evidence begins anew: long enough for every
  /// frame of a battery but its name, which BYD sends once a minute.
  private static var limitsInRecentEvidence: Int { 8 }

  /// Starts with nothing known.
  public init() { given = nil }

  /// Starts with a dialect that is given.
  ///
  /// - Parameter dialect: The dialect, which never changes.
  public init(_ dialect: Dialect) { given = dialect }

  /// Takes a frame, and decodes it.
  ///
  /// - Parameter frame: Any frame of the bus.
  /// - Returns: The message, or `nil` if the frame is none, as far as is known.
  public mutating func decode(_ frame: borrowing CANFrame) -> BatteryMessage? {
    guard case .data = frame.kind, let payload = frame.payload.classic else {
      return nil
    }
    switch frame.id {
    case .standard(let id): return decode(payload, id: id)
    case .extended(let id): return decode(payload, id: id)
    }
  }

  /// Takes the data of a classic frame with a standard identifier, and decodes
  /// it.
  ///
  /// - Parameters:
  ///   - payload: The data of the frame.
  ///   - id: The identifier of the frame.
  /// - Returns: The message, or `nil` if the frame is none, as far as is known.
  public mutating func decode(
    _ payload: ClassicPayload, id: StandardID
  ) -> BatteryMessage? {
    decodeNext(payload, id: id)
  }

  /// Takes the data of a classic frame with an extended identifier, and decodes it
  /// if that is one of 11 bits which was sent with 29.
  ///
  /// - Parameters:
  ///   - payload: The data of the frame.
  ///   - id: The identifier of the frame.
  /// - Returns: The message with the note ``Note/extendedIdentifier``, or `nil` if
  ///   the frame is none.
  public mutating func decode(
    _ payload: ClassicPayload, id: ExtendedID
  ) -> BatteryMessage? {
    if id.rawValue <= 0x7FF, !isOfTower(payload, id),
      let message = decodeNext(
        payload, id: StandardID(truncating: id.rawValue))
    {
      return message.noting(.extendedIdentifier)
    }
    observe(payload, id: id)
    return nil
  }

  /// Whether a frame is one of Sofar's towers of high voltage, whose first pack has
  /// the identifiers of 11 bits.
  private func isOfTower(_ payload: ClassicPayload, _ id: ExtendedID) -> Bool {
    if given != nil { return false }
    return evidence.relatives.hasTower
      || (id.rawValue == 0x351 && payload.count >= 6 && payload.u16(0) > 700
        && payload.u16(0) < 0x8000)
  }

  /// The same for a loop over many frames.
  @inline(__always)
  mutating func decodeNext(
    _ payload: ClassicPayload, id: StandardID
  ) -> BatteryMessage? {
    // Most frames end here: they repeat one that has been weighed, or say nothing.
    // All else is in a function of its own, so that few registers are saved here.
    let entry = repeated[place: id]
    if entry.has(id) {
      if entry.has(payload), settled.contains(entry.effects) {
        return Self.message(payload, id, entry.dialects)
      }
    } else if settled.contains(.conclusion), repeated.isSilent(id) {
      return nil
    }
    return decodeNew(payload, id)
  }

  /// The message that a frame is, or `nil` if no dialect decodes it.
  @inline(__always)
  private static func message(
    _ payload: ClassicPayload, _ id: StandardID, _ dialects: DialectSet
  ) -> BatteryMessage? {
    dialects.isEmpty ? nil : BatteryMessage(payload, id: id, dialects: dialects)
  }

  /// Decodes a frame that has to be weighed.
  @inline(never)
  private mutating func decodeNew(
    _ payload: ClassicPayload, _ id: StandardID
  ) -> BatteryMessage? {
    if let given { return decode(payload, id: id, DialectSet(given)) }
    remember(payload, id)
    if id.rawValue == 0x305, !canBeOfInverter(payload) { return nil }
    let observation = Observation(payload, id.rawValue)
    if !settled.contains(observation.effects)
      || !familiar.isSuperset(of: observation.clues)
    {
      weigh(observation, payload, id)
    }
    // The next SOC is looked at, even if it repeats the last one.
    if capacity.needsSOC { repeated.forgetAll() }
    let entry = repeated[place: id]
    guard entry.has(id) else { return decodeFirst(payload, id, observation) }
    // As the last one with its identifier, since the same is known as then.
    if !observation.effects.contains(.other) {
      repeated.remember(payload, id, observation.effects, entry.dialects)
    }
    return Self.message(payload, id, entry.dialects)
  }

  /// Decodes a frame with an identifier of which none is remembered.
  @inline(never)
  private mutating func decodeFirst(
    _ payload: ClassicPayload, _ id: StandardID, _ observation: Observation
  ) -> BatteryMessage? {
    var message: BatteryMessage?
    if id.rawValue & 0x7F8 == 0x300, let dialects = dialectsOfInverter(id) {
      message = dialects.decode(payload, id: id)
    }
    let confidence = identification.confidence
    if message == nil {
      // Before the dialect is known, what no battery sends is no message.
      guard confidence >= .undecided,
        confidence >= .likely || observation.weight != .unfitting
      else { return nil }
      message = decode(payload, id: id, identification.candidates)
    }
    // As soon as the dialect is known, the identifier alone decides what is a
    // message, but for a few.
    if confidence >= .likely, !observation.effects.contains(.other),
      !dependsOnStream(id)
    {
      repeated.remember(
        payload, id, observation.effects, message?.dialects ?? DialectSet())
    }
    return message
  }

  @inline(__always)
  private mutating func decode(
    _ payload: ClassicPayload, id: StandardID, _ dialects: DialectSet
  ) -> BatteryMessage? {
    guard knownIdentifiers.contains(id, of: dialects) else { return nil }
    if !dialects.isSingle {
      return knownIdentifiers.isPlain(id)
        ? BatteryMessage(payload, id: id, dialects: dialects)
        : dialects.decode(payload, id: id)
    }
    var message = BatteryMessage(payload, id: id, dialects: dialects)
    if given == nil, identification.confidence == .undecided {
      message = message.noting(.assumed)
    }
    return dependsOnStream(id) ? noting(message) : message
  }

  /// Whether what a frame means depends on others before it.
  @inline(__always)
  private func dependsOnStream(_ id: StandardID) -> Bool {
    knownIdentifiers.hasMemory(id)
      || (id.rawValue == 0x35F
        && evidence.clues.forms.contains(.installedCapacity))
      || (id.rawValue == 0x351 && countsInHundredths)
      || (identification.confidence == .undecided && given == nil)
  }

  /// Takes note of what tells later frames apart.
  @inline(__always)
  private mutating func remember(_ payload: ClassicPayload, _ id: StandardID) {
    switch id.rawValue {
    case 0x351:
      latestLimits = payload.word
    case 0x355: capacity.takeSOC(payload)
    case 0x379: capacity.takeInstalled(payload)
    case 0x35F: capacity.takeReported(payload)
    default: break
    }
  }

  /// Whether the limits count in 0.01 V: several frames and the voltage of the
  /// battery say so.
  private var countsInHundredths: Bool {
    let forms = evidence.clues.forms
    return forms.contains(.limitsInHundredths) && !forms.contains(.limits)
      && forms.contains(.hundredthsOfVolts)
      && evidence.limitsCount >= Evidence.enoughLimits
  }

  /// Whether 0x305 can be from an inverter: it answers with zeros, a clock or what
  /// it measures, and not with what the battery has just sent.
  private func canBeOfInverter(_ payload: ClassicPayload) -> Bool {
    if payload.word == 0 { return true }
    if payload.word == latestLimits { return false }
    return payload.hasClock || payload.isOfSunnyIsland
  }

  /// Whether the battery may speak SMA's dialect.
  private var mayBeSMA: Bool {
    let isOpen =
      identification.confidence == .noBattery
      || identification.candidates.isEmpty
    return isOpen || identification.candidates.reading == .sma
      || (identification.candidates.reading == nil
        && identification.candidates.contains(.sma))
  }

  /// What an inverter means by 0x300 to 0x307, which may have any battery.
  @inline(__always)
  private func dialectsOfInverter(_ id: StandardID) -> DialectSet? {
    // A Sunny Island's battery speaks SMA's dialect, and no gateway is beside it.
    if let inverter, inverter != .sma || id.rawValue != 0x305 || mayBeSMA {
      return DialectSet(inverter)
    }
    guard id.rawValue == 0x305, identification.confidence == .noBattery,
      identification.hasInverter
    else { return nil }
    // Nobody means anything by it but that the inverter is there.
    var dialects = DialectSet(.pylontech)
    dialects.insert(.victron)
    return dialects
  }

  /// Takes a frame.
  ///
  /// - Parameter frame: Any frame of the bus.
  public mutating func observe(_ frame: borrowing CANFrame) {
    guard case .data = frame.kind, let payload = frame.payload.classic else {
      return
    }
    switch frame.id {
    case .standard(let id):
      guard given == nil else { return }
      remember(payload, id)
      weigh(Observation(payload, id.rawValue), payload, id)
    case .extended(let id): _ = decode(payload, id: id)
    }
  }

  /// Takes the data of a classic frame with an extended identifier that no dialect
  /// has.
  ///
  /// - Parameters:
  ///   - payload: The data of the frame.
  ///   - id: The identifier of the frame.
  public mutating func observe(_ payload: ClassicPayload, id: ExtendedID) {
    guard given == nil, let trace = RelativeSet.Trace(id, payload) else {
      return
    }
    take(trace)
  }

  /// Forgets the frames, and keeps what they have shown.
  ///
  /// For reading a capture again from its start, whose first frames are then
  /// decoded by what the later ones have shown.
  public mutating func rewind() {
    recent = Evidence()
    settled = Effects()
    isRecentlyProven = false
    repeated.forgetAll()
    // It is met again.
    evidence.forget(newLength)
    newLength = ClueSet()
    hasBothLengths = false
  }

  /// Whether any frames would be decoded the same by another detector.
  ///
  /// - Parameter other: The other detector.
  /// - Returns: Whether they would.
  public func hasSameState(as other: DialectDetector) -> Bool {
    // All but what only spares weighing a frame again, and what follows from the
    // rest.
    given == other.given && identification == other.identification
      && changeCount == other.changeCount
      && takeoverCount == other.takeoverCount
      && lastDialect == other.lastDialect && abandoned == other.abandoned
      && hasBothLengths == other.hasBothLengths
      && newLength == other.newLength
      && hasSeenChargeRequestCleared == other.hasSeenChargeRequestCleared
      && isReversed == other.isReversed && settled == other.settled
      && capacity == other.capacity
      && (latestLimits == other.latestLimits || !hasMeasuringInverter)
      && isRecentlyProven == other.isRecentlyProven
      && evidence.isSame(as: other.evidence)
      && recent.isSame(as: other.recent)
  }

  /// Whether 0x305 has had more than zeros or a clock.
  private var hasMeasuringInverter: Bool {
    evidence.clues.forms.contains(.measuringInverter)
  }

  /// Makes the next frames be weighed, even those that were before: for tests that
  /// compare both.
  package mutating func forgetRepeatedFrames() {
    repeated.forgetAll()
    settled = Effects()
  }

  /// How many frames with limits have been seen, up to 16.
  public var limitsCount: Int { evidence.limitsCount }

  /// Takes what a frame shows.
  @inline(never)
  private mutating func weigh(
    _ observation: Observation, _ payload: ClassicPayload, _ id: StandardID
  ) {
    if observation.isStranger {
      weighStranger(payload, id)
    } else if settled.contains(.conclusion),
      !observation.effects.contains(.other),
      familiar.isSuperset(of: observation.clues),
      !observation.hasLimits || recent.limitsCount >= Evidence.enoughLimits
    {
      // It shows nothing new, and needs no more than to be counted.
      let isFitting = observation.weight == .fitting
      evidence.count(isFitting: isFitting, hasLimits: observation.hasLimits)
      recent.count(isFitting: isFitting, hasLimits: observation.hasLimits)
      findSettled()
    } else {
      take(observation)
    }
  }

  private mutating func take(_ observation: Observation) {
    take { $0.add(observation) }
  }

  @inline(never)
  private mutating func take(_ trace: RelativeSet.Trace) {
    take { $0.add(trace) }
  }

  private mutating func weighStranger(
    _ payload: ClassicPayload, _ id: StandardID
  ) {
    // Known, but nothing to be learnt from it.
    let isKnown =
      listedIdentifiers.contains(id) || (0x300...0x309).contains(id.rawValue)
    if let trace = RelativeSet.Trace(id, payload) {
      take {
        let isForeign = isKnown ? false : $0.addForeign(id)
        return $0.add(trace) || isForeign
      }
    } else if !isKnown {
      if hasFullRecentEvidence || !recent.ignoresForeign(id)
        || !evidence.ignoresForeign(id)
      {
        take { $0.addForeign(id) }
      }
      if !RelativeSet.Trace.dependsOnData(id) { repeated.silence(id) }
    } else if id.rawValue & 0x7F0 != 0x300,
      !knownIdentifiers.contains(id, of: identification.candidates)
    {
      // One of another dialect.
      repeated.silence(id)
    }
  }

  /// Finds out what frames that show nothing new can change.
  private mutating func findSettled() {
    familiar = evidence.clues.intersection(recent.clues)
    settled = Effects()
    guard evidence.isPositive, recent.isPositive, !hasFullRecentEvidence else {
      return
    }
    settled = evidence.countedOut.intersection(recent.countedOut)
    settled.insert(.conclusion)
  }

  /// Whether the recent evidence begins anew with the next frame.
  ///
  /// As long as all of it goes with the dialect that is known, there is nothing
  /// to be found out by that.
  @inline(__always)
  private var hasFullRecentEvidence: Bool {
    guard recent.limitsCount >= Self.limitsInRecentEvidence else {
      return false
    }
    return expected?.isSuperset(of: recent.clues) != true || mayLoseAlarms
  }

  /// Whether pairs of bits may have taken the place of alarms.
  private var mayLoseAlarms: Bool {
    evidence.clues.forms.contains(.alarms)
      && recent.clues.forms.contains(.alarmPairs)
  }

  /// Takes what a frame shows, and draws a conclusion if that is news.
  @inline(__always)
  private mutating func take(_ add: (inout Evidence) -> Bool) {
    let isNews = add(&evidence)
    let isLate = evidence.limitsCount > Self.limitsInRecentEvidence
    let hasNewLength = isNews && !isLate && isInBothLengths
    if hasFullRecentEvidence || (isNews && isLate) || hasNewLength {
      recent = Evidence()
      isRecentlyProven = false
      repeated.forgetAll()
    }
    let isRecentNews = add(&recent)
    if hasNewLength {
      hasBothLengths = true
      newLength = recent.clues.intersection(ClueSet(.lengthsOfSOC))
    }
    // What proves the known dialect again says nothing new.
    if isNews
      || (isRecentNews && recent.limitsCount >= Evidence.enoughLimits
        && !provesKnownAgain())
    {
      judge(isLate: isLate)
    }
    findSettled()
  }

  /// Whether 0x355 comes in a length that the known battery does not send, for
  /// the first time.
  private var isInBothLengths: Bool {
    !hasBothLengths && identification.dialect != nil
      && evidence.clues.isSuperset(of: ClueSet(.lengthsOfSOC))
  }

  private mutating func provesKnownAgain() -> Bool {
    if !isRecentlyProven {
      isRecentlyProven = identification.isProven(by: recent.clues)
    }
    return isRecentlyProven
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
      identification = overall
      return
    }
    let wasKnown = identification.dialect != nil || lastDialect != nil
    let latest = Identification(recent)
    if beginsAnew || recent.limitsCount >= Evidence.enoughLimits,
      contradictsKnown(latest)
    {
      if overall.isProvenWithoutContradiction, overall.dialect == latest.dialect
      {
        identification = overall
        return
      }
      let known = identification.dialect ?? lastDialect
      abandoned = known
      newLength = ClueSet()
      evidence = recent
      hasSeenChargeRequestCleared = false
      identification = latest
    } else if isSame || overall.isMixture || overall.confidence == .noBattery
      || (identification.confidence != .certain && !(isLate && wasKnown))
    {
      identification = overall
    }
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

  /// Adds what only the stream can tell.
  private mutating func noting(_ message: BatteryMessage) -> BatteryMessage {
    let isCountedInHundredths =
      message.id.rawValue == 0x351 && given == nil && countsInHundredths
    if isCountedInHundredths { return message.noting(.wrongScale) }
    if message.id.rawValue == 0x35F {
      return capacity.isPresent
        ? message.noting(.presentCapacity) : message
    }
    switch message.layout.memory {
    case .none: return message
    case .showsOrder:
      isReversed = message.notes.contains(.otherByteOrder)
      return message
    case .followsOrder:
      return isReversed ? message.noting(.otherByteOrder) : message
    case .untilCleared:
      if message.payload.count > 0, message.payload[0] == 0 {
        hasSeenChargeRequestCleared = true
      }
      return hasSeenChargeRequestCleared
        ? message : message.noting(.neverCleared)
    }
  }
}

extension Identification {
  /// Whether clues prove the dialect that is known.
  fileprivate func isProven(by clues: ClueSet) -> Bool {
    guard let dialect else { return false }
    return dialect.isProven(by: clues)
  }
}
