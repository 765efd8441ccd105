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
  /// Whether the dialect was given, so that nothing is found out.
  private let given: Dialect?
  /// All evidence since the dialect has changed.
  private var evidence = Evidence()
  /// The evidence of the last few bursts.
  private var recent = Evidence()
  /// Which identifiers the dialects have that are decoded by.
  private var knownIdentifiers = KnownIdentifiers()
  /// Whether 0x360 has been seen without a request.
  private var hasSeenChargeRequestCleared = false

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
    if let given { return decode(frame, DialectSet(given)) }
    let weight = weigh(frame)
    if let message = identification.decodeInverter(frame) { return message }
    // Before the dialect is known, what no battery sends is no message.
    guard identification.confidence >= .undecided,
      identification.confidence >= .likely || weight != .unfitting
    else { return nil }
    return decode(frame, identification.candidates)
  }

  private mutating func decode(
    _ frame: borrowing CANFrame, _ dialects: DialectSet
  ) -> BatteryMessage? {
    guard case .standard(let id) = frame.id, case .data = frame.kind,
      let payload = frame.payload.classic,
      knownIdentifiers.contains(id, of: dialects)
    else { return nil }
    if dialects.only == nil { return dialects.decode(payload, id: id) }
    var message = BatteryMessage(payload, id: id, dialects: dialects)
    if given == nil, identification.confidence == .undecided {
      message = message.noting(.undecided)
    }
    return id.rawValue == 0x360 ? noting(message) : message
  }

  /// Takes a frame.
  ///
  /// - Parameter frame: Any frame of the bus.
  public mutating func observe(_ frame: borrowing CANFrame) {
    _ = weigh(frame)
  }

  /// Forgets the frames, and keeps what they have shown.
  ///
  /// For reading a capture again from its start, whose first frames are then
  /// decoded by what the later ones have shown.
  public mutating func rewind() { recent = Evidence() }

  /// How many frames with limits have been seen, up to 1000.
  public var limitsCount: Int { evidence.limitsCount }

  private mutating func weigh(
    _ frame: borrowing CANFrame
  ) -> Observation.Weight {
    if given != nil { return .neutral }
    let observation = Observation(frame)
    let isNews = evidence.add(observation)
    let isLate = evidence.limitsCount > Self.limitsInRecentEvidence
    if recent.limitsCount >= Self.limitsInRecentEvidence || (isNews && isLate) {
      recent = Evidence()
    }
    let isRecentNews = recent.add(observation)
    // What proves the known dialect again says nothing new.
    if isNews
      || (isRecentNews && recent.limitsCount >= Evidence.enoughLimits
        && !identification.isProven(by: recent.clues))
    {
      judge(isLate: isLate)
    }
    return observation.weight
  }

  /// Draws a conclusion.
  ///
  /// What comes late and would change a dialect may be another one that has taken
  /// over: then only what was seen since counts.
  private mutating func judge(isLate: Bool) {
    let overall = Identification(evidence)
    let isSame = overall.dialect == identification.dialect
    if !isLate || (isSame && overall.isProvenWithoutContradiction) {
      identification = overall
      return
    }
    let wasKnown = identification.dialect != nil || lastDialect != nil
    let latest = Identification(recent)
    if recent.limitsCount >= Evidence.enoughLimits, contradictsKnown(latest) {
      if overall.isProvenWithoutContradiction, overall.dialect == latest.dialect
      {
        identification = overall
        return
      }
      let known = identification.dialect ?? lastDialect
      if let known, let dialect = latest.dialect, known != dialect {
        takeoverCount &+= 1
      }
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
    let against = recent.clues.subtracting(known.signature.fits)
    let hasLostAlarms =
      evidence.clues.contains(.alarms) && !recent.clues.contains(.alarms)
      && recent.clues.contains(.alarmPairs)
    guard !against.isEmpty || hasLostAlarms else { return false }
    return latest.isProvenWithoutContradiction
      ? latest.dialect != known
      : latest.confidence >= .undecided && !latest.candidates.contains(known)
  }

  /// Adds what only the stream can tell.
  private mutating func noting(_ message: BatteryMessage) -> BatteryMessage {
    if message.payload.count > 0, message.payload[0] == 0 {
      hasSeenChargeRequestCleared = true
    }
    return hasSeenChargeRequestCleared ? message : message.noting(.neverCleared)
  }
}

extension Identification {
  /// Decodes what an inverter sends, whatever its battery speaks.
  fileprivate func decodeInverter(
    _ frame: borrowing CANFrame
  ) -> BatteryMessage? {
    guard case .standard(let id) = frame.id, id.rawValue >= 0x300,
      id.rawValue <= 0x307
    else { return nil }
    if let inverter {
      return DialectSet(inverter).decode(frame)
    }
    guard confidence == .noBattery, hasInverter
    else { return nil }
    // Nobody means anything by it but that the inverter is there.
    var dialects = DialectSet(.pylontech)
    dialects.insert(.victron)
    return id.rawValue == 0x305 ? dialects.decode(frame) : nil
  }

  /// Whether clues prove the dialect that is known.
  fileprivate func isProven(by clues: ClueSet) -> Bool {
    guard let dialect else { return false }
    return !dialect.signature.proven(by: clues).isEmpty
  }
}
