// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// What the link itself shows.
extension RuleChecker {
  /// Notices that another dialect has taken over.
  mutating func noticeDialect(_ link: inout BatteryLink) {
    guard link.dialect != dialect else { return }
    if dialect != nil { forget() }
    dialect = link.dialect
  }

  /// Takes the silences that a frame has ended, or its lack has begun.
  mutating func takeEvents(_ link: inout BatteryLink) {
    var index = 0
    while let event = link.events.event(at: index) {
      index &+= 1
      switch event.kind {
      case .silent(.battery, let after):
        beginSilence(nil, heard.battery, after, &link)
      case .silent(.limits, let after):
        beginSilence(.chargeVoltageLimit, heard.limits, after, &link)
      case .silent(.inverter, let after):
        beginInverterSilence(after, &link)
      case .back(.battery, let after): endSilence(.silence, nil, after)
      case .back(.limits, let after):
        endSilence(.silence, .chargeVoltageLimit, after)
      case .back(.inverter, let after):
        endSilence(.inverterSilent, nil, after)
      case .inverterAppeared: keep(.inverterSilent, nil)
      case .recordingGap(let length), .busSilent(let length): breakOff(length)
      default: break
      }
    }
  }

  private mutating func beginSilence(
    _ field: Field?, _ since: RuleFinding.Place?, _ after: Seconds?,
    _ link: inout BatteryLink
  ) {
    guard let timeout = link.silence(field == nil ? .battery : .limits) else {
      return
    }
    guard let since, place.elapsed &- since.elapsed >= timeout else { return }
    if field == nil { known.flow.restart() }
    judge(
      .silence, field, true, after?.number.short,
      DecimalNumber(timeout / 1_000_000, decimals: 3).short, since: since)
  }

  private mutating func beginInverterSilence(
    _ after: Seconds?, _ link: inout BatteryLink
  ) {
    guard link.dialect?.expectsInverter == true,
      let period = link.messages.shortestPeriod(ofInverter: false)
    else { return }
    // A report each hour shows no inverter more often.
    let timeout = max(inverterTimeout(link.dialect), 3 &* period)
    judge(
      .inverterSilent, nil, true, after?.number.short,
      DecimalNumber(timeout / 1_000_000, decimals: 3).short, delay: timeout,
      since: heard.inverter)
  }

  /// After how many nanoseconds without a sign of life the inverter is silent.
  ///
  /// Some send one seldom, so that it takes more than decoders in the field
  /// have, where no document says it.
  private func inverterTimeout(_ dialect: Dialect?) -> Int64 {
    if let given = settings.nanoseconds(.inverterSilentTimeout) { return given }
    let stated = dialect.flatMap { DialectTable.row(of: $0).inverterTimeout }
    return stated?.nanoseconds ?? 60 &* LinkClock.second
  }

  /// What the message itself shows about the link.
  mutating func judgeLink(
    _ message: BatteryMessage, _ kind: MessageKind,
    _ link: inout BatteryLink
  ) {
    mark(.silence)
    if message.id.rawValue == 0x360 {
      judge(
        .chargeRequestLatched, nil,
        message.streamNotes.contains(.neverCleared), id: message.id,
        delay: delay(.chargeRequestLatchedHours))
    }
    if kind == .manufacturer { judgeName(message, &link) }
    guard link.dialect?.expectsInverter == true else { return }
    mark(.inverterSilent)
    guard !link.hasInverter else { return }
    let timeout = inverterTimeout(link.dialect)
    judge(
      .inverterSilent, nil, true, nil,
      DecimalNumber(timeout / 1_000_000, decimals: 3).short, delay: timeout)
  }

  private mutating func judgeName(
    _ message: BatteryMessage, _ link: inout BatteryLink
  ) {
    guard settings.canCheck(.twoMasters) else { return }
    known.alternatingName.take(
      Int64(bitPattern: message.payload.word), least: 1, most: 0)
    judge(
      .twoMasters, .manufacturer,
      known.alternatingName.count &* 1000 >= settings.milli(.twoMastersCount),
      id: message.id)
  }

  /// After how many nanoseconds a rule can be broken at all.
  func delay(of rule: Rule, _ link: borrowing BatteryLink) -> Int64 {
    if rule == .silence {
      // A copy, for what is asked for once, in the end.
      var link = copy link
      return link.silence(.battery) ?? link.leastSilence(.battery)
    }
    return switch rule {
    case .packCount: delay(.packCountReaction)
    case .forceChargeMissing: delay(.forceChargeMissingReaction)
    case .forceChargeLatched: delay(.forceChargeLatchedReaction)
    case .fullChargeMissing: delay(.fullChargeMissingDays)
    case .fullChargeLatched: delay(.fullChargeLatchedReaction)
    case .chargeTemperature: delay(.chargeTemperatureReaction)
    case .dischargeTemperature: delay(.dischargeTemperatureReaction)
    case .overDischarged: delay(.overDischargedHours)
    case .chargeCurrent: delay(.chargeCurrentReaction)
    case .dischargeCurrent: delay(.dischargeCurrentReaction)
    case .forceChargeIgnored: delay(.forceChargeIgnoredPatience)
    case .fullChargeIgnored: delay(.fullChargeIgnoredPatience)
    case .chargeRequestLatched: delay(.chargeRequestLatchedHours)
    case .chargeEnabledAtZero: delay(.chargeEnabledAtZeroReaction)
    case .dischargeEnabledAtZero: delay(.dischargeEnabledAtZeroReaction)
    case .forceChargeAtZero: delay(.forceChargeAtZeroReaction)
    case .smallLimit: delay(.smallLimitReaction)
    case .faultWithoutLimits: delay(.faultWithoutLimitsReaction)
    case .inverterSilent: inverterTimeout(link.dialect)
    case .frozenValues: delay(.frozenValuesHold)
    case .voltageAboveLimit: delay(.voltageAboveLimitReaction)
    case .voltageBelowCutOff: delay(.voltageBelowCutOffReaction)
    case .limitBelowVoltage: delay(.limitBelowVoltageReaction)
    default: 0
    }
  }
}
