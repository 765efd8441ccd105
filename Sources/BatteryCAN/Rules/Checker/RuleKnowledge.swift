// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What the rules are judged by: the last values, and what has to be remembered
/// of those before.
struct RuleKnowledge: Sendable {
  /// The identifier of the message that is looked at.
  var current: StandardID?
  var chargeVoltageLimit: Known?
  var chargeCurrentLimit: Known?
  var dischargeCurrentLimit: Known?
  var dischargeVoltageLimit: Known?
  var onGridChargeCurrentLimit: Known?
  var onGridDischargeCurrentLimit: Known?
  var soc: Known?
  /// What was sent in place of a value although no battery of 48 V and less has it.
  var impossibleSOC: Known?
  var impossibleVoltage: Known?
  var impossibleCurrent: Known?
  var impossibleTemperature: Known?
  var impossibleTemperatureMin: Known?
  var impossibleTemperatureMax: Known?
  /// Whether the last message had such a value, and whether any had.
  var hasImpossible = false
  private var hasExcluded = false
  var voltage: Known?
  var batteryCurrent: Known?
  var temperature: Known?
  var temperatureMin: Known?
  var temperatureMax: Known?
  var cellVoltageMin: Known?
  var cellVoltageMax: Known?
  var moduleCount: Known?
  var capacity: Known?
  var chargeEnabled: Bool?
  var dischargeEnabled: Bool?
  /// The identifier that permits charging and discharging.
  var permissions: StandardID?

  var hasForceChargeBit = false
  var hasFullChargeBit = false
  /// The identifiers that can ask for them.
  var forceChargeCarrier: StandardID?
  var fullChargeCarrier: StandardID?
  var isForceChargeAsked = false
  /// Whether charging current has flowed since it is asked for.
  var wasForceChargeGranted = false
  var isFullChargeAsked = false
  /// Whether 0x360 has requested a charge from the start, `nil` without it.
  var isRequestNeverCleared: Bool?
  /// Messages that were short.
  var shortFrames = ShortFrames()
  /// Whether full charge was requested before, `nil` at the beginning.
  var wasFullChargeAsked: Bool?
  /// The first fault that is severe, and who reports it.
  var fault: FaultSet.Entry?
  var faultCarrier: StandardID?
  /// The identifier that has protections, so that its alarms are mild.
  var protections: StandardID?
  /// Which batteries have the voltage that was measured.
  var systemVoltage = SystemVoltage.unknown
  /// Whether a message with faults has said whether there are any.
  var areFaultsKnown = false
  /// The highest limits so far of a battery without a fault, and without a cell
  /// beyond its bounds, which those of one with it are compared with.
  var limitsWithoutFault = HighestLimits()
  var limitsOfSoundCells = HighestLimits()
  /// The highest voltage limit so far while the current limit was above 0.
  var voltageForCharging = Int64.min

  /// Where the SOC was known first, and where the battery was full last, for
  /// a full charge that is missing and for one that is early.
  var firstSOC: RuleFinding.Place?
  var lastFull: RuleFinding.Place?
  var lastFullBeforeEarly: RuleFinding.Place?
  /// The first of the last errors of the bus, a minute apart at most.
  var firstError: RuleFinding.Place?
  var keptCurrents = KeptCurrents()
  var charging = LimitInForce()
  var discharging = LimitInForce()
  var flow = ChargeFlow()
  var alternatingSOC = Alternation()
  var alternatingName = Alternation()

  /// A value and where it comes from.
  struct Known: Sendable {
    let number: DecimalNumber
    /// The same in thousandths.
    let milli: Int64
    let id: StandardID

    init?(_ number: DecimalNumber, _ id: StandardID) {
      guard let milli = number.thousandths else { return nil }
      self.number = number
      self.milli = milli
      self.id = id
    }

    /// The value with the other sign.
    var negated: Known? {
      Known(
        DecimalNumber(0 &- number.significand, decimals: number.decimals), id)
    }
  }
}

/// The highest limits that were seen, in thousandths.
struct HighestLimits: Sendable {
  private(set) var voltage = Int64.min
  private(set) var charge = Int64.min
  private(set) var discharge = Int64.min

  /// Whether none were seen.
  var areUnknown: Bool { charge == .min && discharge == .min }

  /// Takes the limits of now, as far as they are known.
  mutating func take(voltage: Int64?, charge: Int64?, discharge: Int64?) {
    self.voltage = max(self.voltage, voltage ?? .min)
    self.charge = max(self.charge, charge ?? .min)
    self.discharge = max(self.discharge, discharge ?? .min)
  }
}

/// What a message is about, as far as rules are.
struct RuleTopics: Sendable {
  private var bits: UInt16 = 0

  enum Topic: UInt16 {
    case limits, soc, current, voltage, temperature, cellVoltages, modules,
      permissions, requests, faults

    fileprivate var bit: UInt16 { 1 &<< rawValue }
  }

  /// Everything.
  static var all: RuleTopics {
    var topics = RuleTopics()
    topics.bits = .max
    return topics
  }

  mutating func insert(_ topic: Topic) { bits |= topic.bit }

  func contains(_ topic: Topic) -> Bool { bits & topic.bit != 0 }

  /// Whether any of two is among them.
  func contains(_ a: Topic, or b: Topic) -> Bool {
    bits & (a.bit | b.bit) != 0
  }

  /// Whether any of three is among them.
  func contains(_ a: Topic, or b: Topic, or c: Topic) -> Bool {
    bits & (a.bit | b.bit | c.bit) != 0
  }
}

extension RuleKnowledge {
  /// Takes what a message says about a signal.
  mutating func take(
    _ value: FieldValue, _ field: Field, _ id: StandardID,
    _ topics: inout RuleTopics
  ) {
    switch value {
    case .number(let number): take(number, field, id, &topics)
    case .flag(let flag):
      switch field {
      case .chargeEnabled:
        chargeEnabled = flag
        permissions = id
        topics.insert(.permissions)
      case .dischargeEnabled:
        dischargeEnabled = flag
        permissions = id
        topics.insert(.permissions)
      case .forceCharge:
        hasForceChargeBit = true
        forceChargeCarrier = id
        topics.insert(.requests)
      case .fullCharge:
        hasFullChargeBit = true
        fullChargeCarrier = id
        topics.insert(.requests)
      default: break
      }
    case .faults:
      if field == .protections { protections = id }
      areFaultsKnown = true
      topics.insert(.faults)
    default: break
    }
  }

  private mutating func take(
    _ number: DecimalNumber, _ field: Field, _ id: StandardID,
    _ topics: inout RuleTopics
  ) {
    let known = Known(number, id)
    switch field {
    case .chargeVoltageLimit: chargeVoltageLimit = known
    case .chargeCurrentLimit: chargeCurrentLimit = known
    case .dischargeCurrentLimit: dischargeCurrentLimit = known
    case .dischargeVoltageLimit: dischargeVoltageLimit = known
    case .onGridChargeCurrentLimit: onGridChargeCurrentLimit = known
    case .onGridDischargeCurrentLimit: onGridDischargeCurrentLimit = known
    case .soc:
      soc = known
      topics.insert(.soc)
      return
    case .voltage:
      voltage = known
      topics.insert(.voltage)
      return
    case .current:
      batteryCurrent = known
      topics.insert(.current)
      return
    case .temperature, .temperatureMin, .temperatureMax:
      if field == .temperature { temperature = known }
      if field == .temperatureMin { temperatureMin = known }
      if field == .temperatureMax { temperatureMax = known }
      topics.insert(.temperature)
      return
    case .cellVoltageMin, .cellVoltageMax:
      if field == .cellVoltageMin { cellVoltageMin = known }
      if field == .cellVoltageMax { cellVoltageMax = known }
      topics.insert(.cellVoltages)
      return
    case .capacity:
      capacity = known
      return
    case .moduleCount, .modulesOnline:
      moduleCount = known
      topics.insert(.modules)
      return
    default: return
    }
    topics.insert(.limits)
  }

  /// Makes nothing of measurements that were taken but that no battery of a house
  /// can have.
  @inline(__always)
  mutating func excludeImpossible() {
    let isPossible =
      Self.isVoltage(voltage) && Self.isCurrent(batteryCurrent)
      && Self.isTemperature(temperature) && Self.isTemperature(temperatureMin)
      && Self.isTemperature(temperatureMax)
    if !isPossible || hasExcluded { exclude() }
  }

  private static func isVoltage(_ value: Known?) -> Bool {
    value.map { isVoltage(milli: $0.milli) } ?? true
  }

  /// Whether a battery of a house can have a voltage.
  static func isVoltage(_ value: DecimalNumber) -> Bool {
    value.thousandths.map { isVoltage(milli: $0) } ?? false
  }

  private static func isVoltage(milli: Int64) -> Bool {
    milli >= 0 && milli <= 100_000
  }

  private static func isCurrent(_ value: Known?) -> Bool {
    value.map { $0.milli.magnitude < 2_000_000 } ?? true
  }

  private static func isTemperature(_ value: Known?) -> Bool {
    value.map { $0.milli >= -60_000 && $0.milli <= 120_000 } ?? true
  }

  @inline(never)
  private mutating func exclude() {
    hasExcluded = true
    if Self.exclude(&voltage, into: &impossibleVoltage, Self.isVoltage) {
      hasImpossible = true
    }
    if Self.exclude(&batteryCurrent, into: &impossibleCurrent, Self.isCurrent) {
      hasImpossible = true
    }
    if Self.exclude(
      &temperature, into: &impossibleTemperature, Self.isTemperature)
    {
      hasImpossible = true
    }
    if Self.exclude(
      &temperatureMin, into: &impossibleTemperatureMin, Self.isTemperature)
    {
      hasImpossible = true
    }
    if Self.exclude(
      &temperatureMax, into: &impossibleTemperatureMax, Self.isTemperature)
    {
      hasImpossible = true
    }
  }

  /// - Returns: Whether it was impossible.
  private static func exclude(
    _ value: inout Known?, into impossible: inout Known?,
    _ isPossible: (Known?) -> Bool
  ) -> Bool {
    // One that is impossible stays so until another is sent.
    guard value != nil else { return false }
    impossible = nil
    if isPossible(value) { return false }
    impossible = value
    value = nil
    return true
  }

  /// Forgets a value that the battery says it does not know.
  ///
  /// - Returns: Whether one was known.
  @inline(never)
  mutating func forget(_ field: Field) -> Bool {
    var wasKnown = false
    forEach { place, value in
      guard place == field, value != nil else { return }
      value = nil
      wasKnown = true
    }
    return wasKnown
  }

  /// Whether ``forget(_:)`` may change something, asked for each value that is not
  /// available: some are in every frame.
  static func keeps(_ field: Field) -> Bool {
    switch field {
    case .chargeVoltageLimit, .chargeCurrentLimit, .dischargeCurrentLimit,
      .dischargeVoltageLimit, .onGridChargeCurrentLimit,
      .onGridDischargeCurrentLimit, .soc, .voltage, .current, .temperature,
      .temperatureMin, .temperatureMax, .cellVoltageMin, .cellVoltageMax,
      .moduleCount:
      true
    default: false
    }
  }

  /// Changes each value that a frame gives and that holds while the frame is sent.
  private mutating func forEach(_ body: (Field, inout Known?) -> Void) {
    body(.chargeVoltageLimit, &chargeVoltageLimit)
    body(.chargeCurrentLimit, &chargeCurrentLimit)
    body(.dischargeCurrentLimit, &dischargeCurrentLimit)
    body(.dischargeVoltageLimit, &dischargeVoltageLimit)
    body(.onGridChargeCurrentLimit, &onGridChargeCurrentLimit)
    body(.onGridDischargeCurrentLimit, &onGridDischargeCurrentLimit)
    body(.soc, &soc)
    body(.soc, &impossibleSOC)
    body(.voltage, &voltage)
    body(.voltage, &impossibleVoltage)
    body(.current, &batteryCurrent)
    body(.current, &impossibleCurrent)
    body(.temperature, &temperature)
    body(.temperature, &impossibleTemperature)
    body(.temperatureMin, &temperatureMin)
    body(.temperatureMin, &impossibleTemperatureMin)
    body(.temperatureMax, &temperatureMax)
    body(.temperatureMax, &impossibleTemperatureMax)
    body(.cellVoltageMin, &cellVoltageMin)
    body(.cellVoltageMax, &cellVoltageMax)
    body(.moduleCount, &moduleCount)
  }

  /// Forgets what was said by messages that are no longer sent.
  mutating func forgetLapsed(_ messages: inout MessageTable) {
    forEach { _, value in
      if let id = value?.id, !messages.isInForce(id) { value = nil }
    }
    if let id = permissions, !messages.isInForce(id) {
      permissions = nil
      chargeEnabled = nil
      dischargeEnabled = nil
    }
    if let id = forceChargeCarrier, !messages.isInForce(id) {
      hasForceChargeBit = false
    }
    if let id = fullChargeCarrier, !messages.isInForce(id) {
      hasFullChargeBit = false
      wasFullChargeAsked = nil
    }
    if !messages.isInForce(StandardID(truncating: 0x360)) {
      isRequestNeverCleared = nil
    }
    keptCurrents = KeptCurrents()
    flow.restart()
  }

  /// Forgets all that holds no longer when nothing was recorded for a while.
  mutating func breakOff() {
    let before = self
    self = RuleKnowledge()
    protections = before.protections
    systemVoltage = before.systemVoltage
    limitsWithoutFault = before.limitsWithoutFault
    limitsOfSoundCells = before.limitsOfSoundCells
    voltageForCharging = before.voltageForCharging
    firstSOC = before.firstSOC
    lastFull = before.lastFull
    lastFullBeforeEarly = before.lastFullBeforeEarly
  }

  /// Finds out what is asked for.
  mutating func findRequests(_ link: inout BatteryLink) {
    isForceChargeAsked = false
    isFullChargeAsked = false
    var index = 0
    while let episode = link.episode(at: index) {
      index &+= 1
      guard case .request(let request) = episode.kind else { continue }
      if request.kind == .forceCharge { isForceChargeAsked = true }
      if request.kind == .fullCharge { isFullChargeAsked = true }
    }
    if !isForceChargeAsked { wasForceChargeGranted = false }
  }

  /// Finds a fault that is severe: a protection, or of who has none, an alarm.
  mutating func findFaults(_ link: inout BatteryLink) {
    fault = nil
    var index = 0
    while let episode = link.episode(at: index) {
      index &+= 1
      guard case .fault(let level, let entry, let carrier) = episode.kind,
        level == .protections || (level == .alarms && carrier != protections)
      else { continue }
      fault = entry
      faultCarrier = carrier
      return
    }
  }

  /// How many cells are in series, if the voltages tell it beyond doubt.
  ///
  /// It is mutating so that what is known is used where it is, and not copied.
  mutating func countCells() -> Int64? {
    guard let voltage = voltage?.milli, let low = cellVoltageMin?.milli,
      let high = cellVoltageMax?.milli, low >= 2000, high <= 4500, low <= high,
      voltage > 0, voltage < 100_000
    else { return nil }
    // Between the lowest and the highest cell there is room for one number only.
    let most = voltage / low
    let least = (voltage &+ high &- 1) / high
    let nearest = (2 &* voltage &+ (low &+ high) / 2) / (low &+ high)
    let distance = abs(2 &* voltage &- nearest &* (low &+ high))
    guard most &- least <= 1, distance &* 5 < low &+ high else { return nil }
    return nearest
  }
}
