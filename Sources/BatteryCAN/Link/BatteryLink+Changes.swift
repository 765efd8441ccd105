// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What is known of charging and discharging being forbidden.
struct FlowState: Sendable {
  private var byLimit = InlineArray<2, Bool>(repeating: false)
  private var byPermission = InlineArray<2, Bool>(repeating: false)
  /// Who says so.
  private var limitCarriers = InlineArray<2, StandardID?>(repeating: nil)
  private var permissionCarriers = InlineArray<2, StandardID?>(repeating: nil)

  /// What was told last.
  private var told = InlineArray<2, Bool>(repeating: false)
  /// Whether something was said that has not been told since.
  private(set) var isNew = false

  /// Whether it was told last that it is forbidden.
  func isTold(_ flow: LinkEvent.Flow) -> Bool { told[flow.index] }

  /// Takes note that it is told now.
  mutating func tell(_ flow: LinkEvent.Flow) {
    told[flow.index] = self[flow] != nil
  }

  /// Takes note that both are told.
  mutating func settle() { isNew = false }

  /// What forbids it, or `nil` if nothing does.
  subscript(flow: LinkEvent.Flow) -> LinkEvent.Prohibition? {
    switch (byLimit[flow.index], byPermission[flow.index]) {
    case (true, true): .both
    case (true, false): .limit
    case (false, true): .permission
    case (false, false): nil
    }
  }

  mutating func setLimit(
    _ flow: LinkEvent.Flow, isZero: Bool, _ carrier: StandardID
  ) {
    byLimit[flow.index] = isZero
    limitCarriers[flow.index] = carrier
    isNew = true
  }

  mutating func setPermission(
    _ flow: LinkEvent.Flow, isGiven: Bool, _ carrier: StandardID
  ) {
    byPermission[flow.index] = !isGiven
    permissionCarriers[flow.index] = carrier
    isNew = true
  }

  /// Forgets whether a limit is 0.
  mutating func forgetLimit(_ flow: LinkEvent.Flow) {
    byLimit[flow.index] = false
    limitCarriers[flow.index] = nil
  }

  /// Forgets what a message has said.
  mutating func forget(_ carrier: StandardID) {
    for index in 0..<2 {
      if limitCarriers[index] == carrier {
        byLimit[index] = false
        isNew = true
      }
      if permissionCarriers[index] == carrier {
        byPermission[index] = false
        isNew = true
      }
    }
  }
}

extension LinkEvent.Flow {
  fileprivate var index: Int { self == .charge ? 0 : 1 }
}

/// What the last message with something else to say has said.
///
/// It is kept for rules, which would read it a second time.
struct LinkNews: Sendable {
  private var elements = InlineArray<14, BatteryMessage.Fields.Element>(
    repeating: BatteryMessage.Fields.Element(
      field: .chargeVoltageLimit, reading: .absent))
  private(set) var count = 0
  /// Whether any of it is not available that rules look at.
  var hasUnknown = false

  /// A field and what was said about it.
  ///
  /// - Parameter index: 0 to ``count`` - 1.
  /// - Returns: Both. It is mutating so that the array is used where it is.
  @inline(__always)
  mutating func element(at index: Int) -> BatteryMessage.Fields.Element {
    elements[index]
  }

  @inline(__always)
  mutating func append(_ element: BatteryMessage.Fields.Element) {
    guard count < 14 else { return }
    elements[count] = element
    count &+= 1
  }

  mutating func removeAll() {
    count = 0
    hasUnknown = false
  }
}

/// State of charge and current, as long as they are in force.
struct ChargeState: Sendable {
  var soc: Percentage?
  var isCurrentKnown = false
  /// Whether charging current flows.
  var isCharging = false
  /// The voltage of the battery, and its charge voltage limit.
  var voltage: DecimalNumber?
  var voltageLimit: DecimalNumber?
  /// Who says so.
  var socCarrier: StandardID?
  var currentCarrier: StandardID?
  var voltageCarrier: StandardID?

  mutating func forgetSOC() {
    soc = nil
    socCarrier = nil
  }

  mutating func forgetCurrent() {
    isCurrentKnown = false
    isCharging = false
    currentCarrier = nil
  }
}

extension BatteryLink {
  /// Compares a message with what was said before.
  mutating func compare(
    _ message: BatteryMessage, _ body: (Field, FieldValue) -> Void
  ) {
    reader.begin(message)
    newsNotes = reader.notes
    tellsLimit = false
    news.removeAll()
    guard !reader.kind.isAboutAPart else { return }
    let isFromInverter = reader.kind.isFromInverter
    var hasRequests = false
    while let element = reader.readNext() {
      news.append(element)
      guard case .value(let value) = element.reading else {
        if !isFromInverter { forget(element) }
        continue
      }
      body(element.field, value)
      if isFromInverter { continue }
      switch value {
      case .number(let number): take(number, element.field, message.id)
      case .flag(let flag):
        if RequestKind(element.field) != nil { hasRequests = true }
        take(flag, element.field, message.id)
      case .faults(let faults): take(faults, element.field, message.id)
      default: break
      }
    }
    if hasRequests { takeRequests(of: message) }
    if flows.isNew { tellFlows(.bus) }
  }

  /// Reads a message again, so that ``news`` is what it says.
  mutating func readAgain(_ message: BatteryMessage) {
    reader.begin(message)
    news.removeAll()
    guard !reader.kind.isAboutAPart else { return }
    while let element = reader.readNext() {
      news.append(element)
      if case .notAvailable = element.reading,
        RuleKnowledge.keeps(element.field)
      {
        news.hasUnknown = true
      }
    }
  }

  /// Forgets a measurement that the battery no longer knows.
  private mutating func forget(_ element: BatteryMessage.Fields.Element) {
    guard case .notAvailable = element.reading else { return }
    if RuleKnowledge.keeps(element.field) { news.hasUnknown = true }
    switch element.field {
    case .soc: forgetSOC()
    case .current: forgetCurrent()
    case .voltage: charge.voltage = nil
    case .chargeVoltageLimit: charge.voltageLimit = nil
    case .chargeCurrentLimit: forgetLimit(.charge)
    case .dischargeCurrentLimit: forgetLimit(.discharge)
    default: break
    }
  }

  /// Forgets a limit that the battery no longer knows.
  private mutating func forgetLimit(_ flow: LinkEvent.Flow) {
    flows.forgetLimit(flow)
    tellFlow(flow, .silence, nil)
    judgeForceCharge()
  }

  @inline(__always)
  private mutating func take(
    _ number: DecimalNumber, _ field: Field, _ carrier: StandardID
  ) {
    switch field {
    case .soc: takeSOC(Percentage(number), carrier)
    case .current: takeCurrent(number, carrier)
    case .voltage:
      charge.voltage = RuleKnowledge.isVoltage(number) ? number : nil
      charge.voltageCarrier = carrier
    default:
      if let place = LimitWatch.place(field) {
        takeLimit(number, field, place, carrier)
      }
    }
  }

  @inline(never)
  private mutating func takeLimit(
    _ number: DecimalNumber, _ field: Field, _ place: Int, _ carrier: StandardID
  ) {
    tellsLimit = true
    switch field {
    case .chargeCurrentLimit:
      flows.setLimit(.charge, isZero: number.significand == 0, carrier)
    case .dischargeCurrentLimit:
      flows.setLimit(.discharge, isZero: number.significand == 0, carrier)
    default: break
    }
    let change = limits[place].take(
      number, isVoltage: LimitWatch.isVoltage(place), at: elapsed,
      hasTime: clock.latest != nil)
    if let change { tell(field, change) }
    if field == .chargeVoltageLimit {
      charge.voltageLimit = number
      judgeForceCharge()
    }
    shortenQuiet(thresholds.limitRest)
  }

  private mutating func take(
    _ flag: Bool, _ field: Field, _ carrier: StandardID
  ) {
    switch field {
    case .chargeEnabled: flows.setPermission(.charge, isGiven: flag, carrier)
    case .dischargeEnabled:
      flows.setPermission(.discharge, isGiven: flag, carrier)
    default: break
    }
  }

  /// Tells whether charging and discharging are forbidden, after limits or
  /// permissions.
  @inline(never)
  mutating func tellFlows(_ cause: LinkEvent.Cause, at time: Int64? = nil) {
    tellFlow(.charge, cause, time)
    tellFlow(.discharge, cause, time)
    flows.settle()
    judgeForceCharge(at: time)
  }

  /// Tells whether charging or discharging has become forbidden or allowed.
  private mutating func tellFlow(
    _ flow: LinkEvent.Flow, _ cause: LinkEvent.Cause, _ time: Int64?
  ) {
    let prohibition = flows[flow]
    guard flows.isTold(flow) != (prohibition != nil) else { return }
    flows.tell(flow)
    if let prohibition {
      _ = begin(.forbidden(flow))
      tell(.forbidden(flow, by: prohibition))
    } else {
      close(.forbidden(flow), cause, at: time)
    }
  }

  /// Begins an episode, if it does not go on already.
  mutating func begin(_ kind: LinkEpisode.Kind) -> Bool {
    episodes.begin(
      LinkEpisode(
        kind: kind, start: clock.latest, begin: elapsed,
        isAtLeast: isFreshNews))
  }

  /// Ends what a message has said that is missing for too long.
  mutating func forget(_ carrier: StandardID, at time: Int64) {
    countLapse()
    var index = 0
    while let episode = episodes[index] {
      if episode.carrier == carrier {
        close(episode.kind, .silence, at: time)
      } else {
        index &+= 1
      }
    }
    if charge.socCarrier == carrier {
      charge.forgetSOC()
      judgeFullCharge(at: time)
    }
    if charge.currentCarrier == carrier {
      charge.forgetCurrent()
      judgeForceCharge(at: time)
    }
    if charge.voltageCarrier == carrier { charge.voltage = nil }
    flows.forget(carrier)
    if flows.isNew { tellFlows(.silence, at: time) }
  }

  /// Ends all episodes but silences, and tells it.
  mutating func closeEpisodes(_ cause: LinkEvent.Cause) {
    var index = 0
    while let episode = episodes[index] {
      if case .silent = episode.kind {
        index &+= 1
      } else {
        close(episode.kind, cause)
      }
    }
  }

  /// Ends an episode, and tells it.
  ///
  /// - Parameters:
  ///   - kind: What ends.
  ///   - cause: Why; only what the bus has told is known to have ended.
  ///   - time: The elapsed time at which that was, if not now.
  mutating func close(
    _ kind: LinkEpisode.Kind, _ cause: LinkEvent.Cause, at time: Int64? = nil
  ) {
    let end = time ?? elapsed
    guard let (episode, isGranted) = episodes.end(kind, at: end) else { return }
    let after = clock.seconds(end &- episode.begin)
    guard cause == .bus else {
      tell(
        .stillOpen(kind, after: after, isGranted: isGranted), at: time,
        cause, isAtLeast: true)
      return
    }
    let told: LinkEvent.Kind
    switch kind {
    case .forbidden(let flow): told = .allowed(flow, after: after)
    case .request(let request):
      told = .requestEnded(request, after: after, isGranted: isGranted)
    case .fault(let level, let entry, let carrier):
      told = .faultCleared(level, entry, carrier: carrier, after: after)
    case .silent(let part): told = .back(part, after: after)
    }
    tell(told, isAtLeast: episode.isAtLeast)
  }

  /// Compares faults with those that were reported by the same frame before.
  private mutating func take(
    _ faults: FaultSet, _ level: Field, _ carrier: StandardID
  ) {
    var index = 0
    while let episode = episodes[index] {
      if case .fault(level, let entry, carrier: carrier) = episode.kind,
        !faults.contains(entry)
      {
        close(episode.kind, .bus)
      } else {
        index &+= 1
      }
    }
    var entries = faults.makeIterator()
    while let entry = entries.next() {
      if begin(.fault(level, entry, carrier: carrier)) {
        tell(.faultRaised(level, entry, carrier: carrier))
      }
    }
  }

  /// Forgets the SOC, which the battery does not know.
  @inline(never)
  private mutating func forgetSOC() {
    charge.forgetSOC()
    judgeFullCharge()
  }

  /// Forgets the current, which the battery does not know.
  @inline(never)
  private mutating func forgetCurrent() {
    charge.forgetCurrent()
    judgeForceCharge()
  }

  @inline(__always)
  private mutating func takeSOC(_ soc: Percentage, _ carrier: StandardID) {
    // No battery has more, so that it says nothing.
    guard soc <= Percentage(100) else { return charge.forgetSOC() }
    let before = charge.soc
    let time = elapsed &- seenBefore
    charge.soc = soc
    charge.socCarrier = carrier
    if let before, before != soc,
      thresholds.isJump(from: before, to: soc, within: time)
    {
      tell(.socJumped(from: before, to: soc, within: clock.seconds(time)))
    }
    judgeFullCharge()
  }

  private mutating func takeCurrent(
    _ current: DecimalNumber, _ carrier: StandardID
  ) {
    // No battery of a house has as much, so that it measures nothing.
    guard let milli = current.thousandths, milli.magnitude < 2_000_000 else {
      return forgetCurrent()
    }
    charge.isCharging =
      current >= DecimalNumber(thresholds.chargingTenths, decimals: 1)
    charge.isCurrentKnown = true
    charge.currentCarrier = carrier
    judgeForceCharge()
  }
}

extension LinkThresholds {
  /// Whether a state of charge has moved too fast.
  fileprivate func isJump(
    from: Percentage, to: Percentage, within time: Int64
  ) -> Bool {
    guard let from = from.number.thousandths, let to = to.number.thousandths
    else { return false }
    let distance = (from &- to).magnitude
    if distance < 1000 &* jumpPercent.magnitude { return false }
    let minutes = Int64(bitPattern: time.magnitude / 60_000_000_000)
    let most =
      minutes >= 100
      ? 100
      : max(jumpPercent, minutes &* percentPerMinute)
    return distance >= 1000 &* most.magnitude && distance > 0
  }
}

extension FaultSet {
  /// Whether something is set.
  fileprivate func contains(_ wanted: Entry) -> Bool {
    var entries = makeIterator()
    while let entry = entries.next() {
      if entry == wanted { return true }
    }
    return false
  }
}
