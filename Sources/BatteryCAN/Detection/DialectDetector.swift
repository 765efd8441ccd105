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
  /// What decides what comes of the next frames.
  @usableFromInline
  private(set) var state: DetectorState
  /// What the latest 0x355 had.
  ///
  /// It changes all the time, and decides no more than which frame is the first one of
  /// two batteries that take turns, so that it is no part of the state.
  private var latestContent: BatteryWatch.Content?

  // What follows only spares time, and may be thrown away.

  /// The effects that come to nothing; see ``DetectorState/settled``.
  private var settled = Effects()
  /// The clues that are nothing new; see ``DetectorState/familiar``.
  private var familiar = ClueSet()
  /// The dialect of the inverter, as far as that is known.
  private var inverter: Dialect?
  /// The frames that may be counted without being weighed again.
  private var repeated = RepeatedFrames()
  /// Which identifiers the dialects have that are decoded by.
  private var knownIdentifiers = KnownIdentifiers()
  /// Which identifiers any dialect has.
  private var listedIdentifiers = ListedIdentifiers()

  /// Starts with nothing known.
  public init() { state = DetectorState(given: nil) }

  /// Starts with a dialect that is given.
  ///
  /// - Parameter dialect: The dialect, which never changes.
  public init(_ dialect: Dialect) { state = DetectorState(given: dialect) }

  /// What is known so far.
  public var identification: Identification { state.identification }

  /// How often the dialect has changed, from or to being unknown as well.
  @inlinable  // Each frame asks for it, and the state is large.
  public var changeCount: UInt32 { state.changeCount }

  /// How often another dialect has taken over from one that was known.
  ///
  /// To find out that a dialect is one that extends it is no takeover.
  public var takeoverCount: UInt32 { state.takeoverCount }

  /// How many frames with limits have been seen, up to 16.
  public var limitsCount: Int { state.evidence.limitsCount }

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
    if id.rawValue <= 0x7FF, !isOfRelative(payload, id),
      let message = decodeNext(
        payload, id: StandardID(truncating: id.rawValue))
    {
      return message.noting(.extendedIdentifier)
    }
    observe(payload, id: id)
    return nil
  }

  /// Whether a frame with one of the identifiers of 11 bits is of another link.
  private func isOfRelative(
    _ payload: ClassicPayload, _ id: ExtendedID
  ) -> Bool {
    state.given == nil && state.evidence.relatives.claims(id, payload)
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
    state.memory.take(payload, id, after: &latestContent)
    if let given = state.given {
      return decode(payload, id: id, DialectSet(given))
        .map { state.memory.noteBattery($0) }
    }
    let observation = Observation(payload, id.rawValue)
    if id.rawValue == 0x305, payload.word != 0,
      !canBeOfInverter(payload, observation)
    {
      return nil
    }
    if !settled.contains(observation.effects)
      || !familiar.isSuperset(of: observation.clues)
    {
      weigh(observation, payload, id)
    }
    if state.memory.isOpen { repeated.forgetAll() }
    let entry = repeated[place: id]
    guard entry.has(id), !id.hasAlarms else {
      return decodeFirst(payload, id, observation)
    }
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
    let confidence = state.identification.confidence
    if message == nil {
      // Before the dialect is known, what no battery sends is no message.
      guard confidence >= .undecided,
        confidence >= .likely || observation.weight != .unfitting
      else { return nil }
      message = decode(payload, id: id, state.identification.candidates)
        .map { state.memory.noteBattery($0) }
      if state.memory.isOpen { repeated.forgetAll() }
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
    if state.given == nil, state.identification.confidence == .undecided {
      message = message.noting(.assumed)
    }
    return dependsOnStream(id) ? noting(message) : message
  }

  /// Whether what a frame means depends on others before it.
  @inline(__always)
  private func dependsOnStream(_ id: StandardID) -> Bool {
    knownIdentifiers.hasMemory(id) || state.memory.isOpen
      || (id.rawValue == 0x35F && state.memory.hasPresentCapacity)
      || (id.rawValue == 0x351 && state.countsInHundredths)
      || (state.identification.confidence == .undecided && state.given == nil)
  }

  /// Whether 0x305 with more than zeros can be from an inverter: it shows what one
  /// answers with, and not what the battery has just sent.
  private mutating func canBeOfInverter(
    _ payload: ClassicPayload, _ observation: Observation
  ) -> Bool {
    let neededLimits = state.memory.answers.needsLimits
    let repeats = state.memory.answers.mayRepeatLimits(payload)
    // The next limits are looked at, even if they repeat the last ones.
    if !neededLimits { repeated.forgetAll() }
    return !repeats && !observation.clues.isEmpty
  }

  /// Whether the battery may speak a dialect.
  private func maySpeak(_ dialect: Dialect) -> Bool {
    let candidates = state.identification.candidates
    if state.identification.confidence == .noBattery || candidates.isEmpty {
      return true
    }
    return candidates.reading.map { $0 == dialect }
      ?? candidates.contains(dialect)
  }

  /// What an inverter means by 0x300 to 0x307, which may have any battery.
  @inline(__always)
  private func dialectsOfInverter(_ id: StandardID) -> DialectSet? {
    if let inverter {
      let answersAny =
        id.rawValue != 0x305 || DialectTable.row(of: inverter).answersAnyBattery
      if answersAny || maySpeak(inverter) { return DialectSet(inverter) }
    }
    guard id.rawValue == 0x305,
      state.identification.confidence == .noBattery,
      state.identification.hasInverter
    else { return nil }
    return DialectTable.ofSignsOfLife
  }

  /// Takes a frame.
  ///
  /// - Parameter frame: Any frame of the bus.
  public mutating func observe(_ frame: borrowing CANFrame) {
    _ = decode(frame)
  }

  /// Takes the data of a classic frame with an extended identifier that no dialect
  /// has.
  ///
  /// - Parameters:
  ///   - payload: The data of the frame.
  ///   - id: The identifier of the frame.
  public mutating func observe(_ payload: ClassicPayload, id: ExtendedID) {
    guard state.given == nil, let trace = RelativeSet.Trace(id, payload) else {
      return
    }
    take(trace)
  }

  /// Forgets the frames, and keeps what they have shown.
  ///
  /// For reading a capture again from its start, whose first frames are then
  /// decoded by what the later ones have shown.
  public mutating func rewind() {
    state.rewind()
    settled = Effects()
    repeated.forgetAll()
  }

  /// Whether any frames would be decoded the same by another detector.
  ///
  /// - Parameter other: The other detector.
  /// - Returns: Whether they would.
  public func hasSameState(as other: DialectDetector) -> Bool {
    state == other.state
  }

  /// Makes the next frames be weighed, even those that were before: for tests that
  /// compare both.
  package mutating func forgetRepeatedFrames() {
    repeated.forgetAll()
    settled = Effects()
  }

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
      !observation.hasLimits
        || state.recent.limitsCount >= Evidence.enoughLimits
    {
      // It shows nothing new, and needs no more than to be counted.
      state.count(
        isFitting: observation.weight == .fitting,
        hasLimits: observation.hasLimits)
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
      if state.hasFullRecentEvidence || !state.recent.ignoresForeign(id)
        || !state.evidence.ignoresForeign(id)
      {
        take { $0.addForeign(id) }
      }
      if !RelativeSet.Trace.dependsOnData(id) { repeated.silence(id) }
    } else if id.rawValue & 0x7F0 != 0x300,
      !knownIdentifiers.contains(id, of: state.identification.candidates)
    {
      // One of another dialect.
      repeated.silence(id)
    }
  }

  /// Takes what a frame shows.
  @inline(__always)
  private mutating func take(_ add: (inout Evidence) -> Bool) {
    if state.take(add) {
      inverter = state.identification.inverter
      repeated.forgetAll()
    }
    findSettled()
  }

  /// Finds out what frames that show nothing new can change.
  private mutating func findSettled() {
    familiar = state.familiar
    settled = state.settled
  }

  /// Adds what only the stream can tell.
  private mutating func noting(_ message: BatteryMessage) -> BatteryMessage {
    let isCountedInHundredths =
      message.id.rawValue == 0x351 && state.given == nil
      && state.countsInHundredths
    return isCountedInHundredths
      ? message.noting(.wrongScale) : state.memory.note(message)
  }
}
