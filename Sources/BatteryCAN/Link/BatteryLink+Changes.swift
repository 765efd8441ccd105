// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What is known of charging and discharging being forbidden.
struct FlowState: Sendable {
  private var byLimit = InlineArray<2, Bool>(repeating: false)
  private var byPermission = InlineArray<2, Bool>(repeating: false)

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

  mutating func setLimit(_ flow: LinkEvent.Flow, isZero: Bool) {
    byLimit[flow.index] = isZero
    isNew = true
  }

  mutating func setPermission(_ flow: LinkEvent.Flow, isGiven: Bool) {
    byPermission[flow.index] = !isGiven
    isNew = true
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

  mutating func removeAll() { count = 0 }
}

/// State of charge and current.
struct ChargeState: Sendable {
  var soc: Percentage?
  /// Whether charging current flows, as far as the last measurement says.
  var isCharging = false
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
      guard case .value(let value) = element.reading else { continue }
      body(element.field, value)
      if isFromInverter { continue }
      switch value {
      case .number(let number): take(number, element.field)
      case .flag(let flag):
        if RequestKind(element.field) != nil { hasRequests = true }
        take(flag, element.field)
      case .faults(let faults): take(faults, element.field, message.id)
      default: break
      }
    }
    if hasRequests { takeRequests(of: message) }
    if flows.isNew { tellFlows() }
  }

  @inline(__always)
  private mutating func take(_ number: DecimalNumber, _ field: Field) {
    switch field {
    case .soc: takeSOC(Percentage(number))
    case .current: takeCurrent(number)
    default:
      if let place = LimitWatch.place(field) { takeLimit(number, field, place) }
    }
  }

  @inline(never)
  private mutating func takeLimit(
    _ number: DecimalNumber, _ field: Field, _ place: Int
  ) {
    tellsLimit = true
    switch field {
    case .chargeCurrentLimit:
      flows.setLimit(.charge, isZero: number.significand == 0)
    case .dischargeCurrentLimit:
      flows.setLimit(.discharge, isZero: number.significand == 0)
    default: break
    }
    let change = limits[place].take(
      number, isVoltage: LimitWatch.isVoltage(place), at: elapsed,
      hasTime: clock.latest != nil)
    if let change { tell(field, change) }
    shortenQuiet(thresholds.limitRest)
  }

  private mutating func take(_ flag: Bool, _ field: Field) {
    switch field {
    case .chargeEnabled: flows.setPermission(.charge, isGiven: flag)
    case .dischargeEnabled: flows.setPermission(.discharge, isGiven: flag)
    default: break
    }
  }

  /// Tells whether charging and discharging are forbidden, after limits or
  /// permissions.
  @inline(never)
  private mutating func tellFlows() {
    tellFlow(.charge)
    tellFlow(.discharge)
    flows.settle()
  }

  /// Tells whether charging or discharging has become forbidden or allowed.
  private mutating func tellFlow(_ flow: LinkEvent.Flow) {
    let prohibition = flows[flow]
    guard flows.isTold(flow) != (prohibition != nil) else { return }
    flows.tell(flow)
    if let prohibition {
      _ = begin(.forbidden(flow))
      tell(.forbidden(flow, by: prohibition))
    } else {
      close(.forbidden(flow), .bus)
    }
  }

  /// Begins an episode, if it does not go on already.
  mutating func begin(_ kind: LinkEpisode.Kind) -> Bool {
    episodes.begin(
      LinkEpisode(kind: kind, start: clock.latest, begin: elapsed))
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
  mutating func close(_ kind: LinkEpisode.Kind, _ cause: LinkEvent.Cause) {
    guard let episode = episodes.end(kind) else { return }
    let after = clock.seconds(since: episode.begin)
    let told: LinkEvent.Kind
    switch kind {
    case .forbidden(let flow): told = .allowed(flow, after: after)
    case .request(let request):
      told = .requestEnded(
        request, after: after, isGranted: requests.isGranted(request.kind))
    case .fault(let level, let entry, let carrier):
      told = .faultCleared(level, entry, carrier: carrier, after: after)
    case .silent(let part): told = .back(part, after: after)
    }
    tell(told, cause)
    if case .request(let request) = kind { forgetRequest(request.kind) }
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

  private mutating func takeSOC(_ soc: Percentage) {
    let before = charge.soc
    let time = elapsed &- seenBefore
    charge.soc = soc
    if let before, thresholds.isJump(from: before, to: soc, within: time) {
      tell(.socJumped(from: before, to: soc, within: clock.seconds(time)))
    }
    tellFullCharge()
  }

  private mutating func takeCurrent(_ current: DecimalNumber) {
    charge.isCharging =
      current >= DecimalNumber(thresholds.chargingTenths, decimals: 1)
    tellForceCharge()
  }
}

extension LinkThresholds {
  /// Whether a state of charge has moved too fast.
  fileprivate func isJump(
    from: Percentage, to: Percentage, within time: Int64
  ) -> Bool {
    guard let from = from.number.rescaled(to: 2),
      let to = to.number.rescaled(to: 2)
    else { return false }
    let distance = (from.significand &- to.significand).magnitude
    let minutes = Int64(bitPattern: time.magnitude / 60_000_000_000)
    let most =
      minutes >= 100
      ? 100
      : max(jumpPercent, minutes &* percentPerMinute)
    return distance >= 100 &* most.magnitude && distance > 0
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
