// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

extension RuleChecker {
  /// Takes a message that says something new.
  mutating func take(
    _ message: BatteryMessage, _ link: inout BatteryLink
  ) {
    // The link has read the same message to compare it.
    let kind = link.reader.kind
    guard !kind.isAboutAPart, !kind.isFromInverter else { return }
    noticeDialect(&link)
    known.current = message.id
    var topics = RuleTopics()
    let judgesAvailability =
      settings.canCheck(.notAvailable) && message.dialects.isSingle
    // Then a value changes nothing about that.
    let isAvailable =
      judged & Rule.notAvailable.bit != 0 && active & Rule.notAvailable.bit == 0
    var index = 0
    while index < link.news.count {
      let element = link.news.element(at: index)
      index &+= 1
      if element.field == .soc { judgeImpossibleSOC(element, message) }
      if case .value(let value) = element.reading, !element.isImpossibleSOC {
        known.take(value, element.field, message.id, &topics)
        if isAvailable { continue }
      }
      if judgesAvailability { judgeAvailability(element, message, &link) }
    }
    judgeLink(message, kind, &link)
    if topics.contains(.limits) { judgeLimits(&link) }
    if topics.contains(.cellVoltages, or: .voltage) { countCells(&link) }
    if topics.contains(.modules) { judgePacks(&link) }
    if topics.contains(.requests) { known.findRequests(&link) }
    if topics.contains(.faults) { known.findFaults(&link) }
    judge(topics, &link)
    known.current = nil
  }

  /// Forgets what is no longer in force, and judges anew what is left.
  mutating func forgetLapsed(_ link: inout BatteryLink) {
    known.forgetLapsed(&link.messages)
    known.findRequests(&link)
    known.findFaults(&link)
    let before = judged
    judged = 0
    judge(.all, &link)
    // What can be judged no longer is not known to go on.
    episodes.removeUnbroken(
      Rule.judgedTogether & ~judged, &link.messages)
    active = episodes.rules
    judged |= before
  }

  /// Judges what depends on several messages.
  private mutating func judge(
    _ topics: RuleTopics, _ link: inout BatteryLink
  ) {
    if topics.contains(.current, or: .limits) { judgeCurrents(topics, &link) }
    if topics.contains(.current), topics.contains(.voltage) {
      judgeFrozen(&link)
    }
    if topics.contains(.voltage, or: .current, or: .limits) {
      judgeVoltages(&link)
    }
    if topics.contains(.current, or: .soc) { judgeFlow(&link) }
    if topics.contains(.temperature) { judgePlausibility(&link) }
    if topics.contains(.temperature, or: .limits, or: .permissions) {
      judgeTemperatures(&link)
    }
    if topics.contains(.limits, or: .permissions, or: .requests) {
      judgeContradictions(&link)
    }
    if topics.contains(.soc, or: .requests) { judgeRequests(&link) }
    if topics.contains(.current, or: .requests)
      || topics.contains(.limits, or: .permissions)
    {
      judgeForceCharge(&link)
    }
    if topics.contains(.faults, or: .limits, or: .permissions) {
      judgeFaults(&link)
    }
    if topics.contains(.soc) { judgeSOC(&link) }
  }

  private mutating func countCells(_ link: inout BatteryLink) {
    guard settings.followsCellCount, cellCount == nil,
      let cells = known.countCells()
    else { return }
    adopt(cells: cells)
    if let limit = known.chargeVoltageLimit { judgeVoltage(limit, &link) }
    judgeCutOff(&link)
    judgeTemperatures(&link)
  }
}

// MARK: - What one message shows

extension RuleChecker {
  private mutating func judgeAvailability(
    _ element: BatteryMessage.Fields.Element, _ message: BatteryMessage,
    _ link: inout BatteryLink
  ) {
    switch element.field {
    case .chargeVoltageLimit, .chargeCurrentLimit, .dischargeCurrentLimit,
      .dischargeVoltageLimit, .soc, .voltage, .current, .temperature:
      break
    default: return
    }
    if element.reading == .absent { return }
    var isMissing =
      element.reading == .notAvailable || element.isImpossibleSOC
    // Zero is how a cut-off voltage is left out.
    if element.field == .dischargeVoltageLimit, message.payload.count > 7,
      message.payload[6] == 0, message.payload[7] == 0
    {
      isMissing = false
    }
    judge(.notAvailable, element.field, isMissing, id: message.id)
  }

  /// A SOC of more than 100 %, which a second frame has to confirm.
  private mutating func judgeImpossibleSOC(
    _ element: BatteryMessage.Fields.Element, _ message: BatteryMessage
  ) {
    guard case .value(.number(let soc)) = element.reading else { return }
    judge(
      .implausibleValue, .soc, element.isImpossibleSOC, soc,
      DecimalNumber(100), id: message.id, delay: Self.nextFrame)
  }

  private mutating func judgeLimits(_ link: inout BatteryLink) {
    if let limit = known.chargeVoltageLimit { judgeVoltage(limit, &link) }
    judgeCurrentLimit(
      .chargeCurrentLimit, .chargeCurrentLimitPack, known.chargeCurrentLimit,
      &link)
    judgeCurrentLimit(
      .dischargeCurrentLimit, .dischargeCurrentLimitPack,
      known.dischargeCurrentLimit, &link)
    judgeCutOff(&link)
    judgeNegative(.chargeCurrentLimit, &link)
    judgeNegative(.dischargeCurrentLimit, &link)
    judgeSmall(.chargeCurrentLimit, known.chargeCurrentLimit, &link)
    judgeSmall(.dischargeCurrentLimit, known.dischargeCurrentLimit, &link)
  }

  private mutating func judgeVoltage(
    _ limit: RuleKnowledge.Known, _ link: inout BatteryLink
  ) {
    // No battery can be charged with 0 V, whatever its numbers are.
    guard settings.canCheck(.chargeVoltageLimit) else {
      judgeWithoutNumbers(
        .chargeVoltageLimit, .chargeVoltageLimit, limit.milli == 0,
        limit.number, id: limit.id)
      return
    }
    let isLow = limit.milli < settings.milli(.chargeVoltageLimitMin)
    let isHigh = limit.milli > settings.milli(.chargeVoltageLimitMax)
    let bound: RuleParameter =
      isLow ? .chargeVoltageLimitMin : .chargeVoltageLimitMax
    judge(
      .chargeVoltageLimit, .chargeVoltageLimit, isLow || isHigh, limit.number,
      settings[bound], id: limit.id)
  }

  private mutating func judgeCurrentLimit(
    _ rule: Rule, _ parameter: RuleParameter, _ limit: RuleKnowledge.Known?,
    _ link: inout BatteryLink
  ) {
    guard settings.canCheck(rule), let limit, let packs else { return }
    let most = settings.milli(parameter).multipliedReportingOverflow(by: packs)
    guard !most.overflow else { return }
    let field: Field =
      rule == .chargeCurrentLimit ? .chargeCurrentLimit : .dischargeCurrentLimit
    judge(
      rule, field, limit.milli > most.partialValue, limit.number,
      DecimalNumber(most.partialValue, decimals: 3).short, id: limit.id)
  }

  /// How many packs share the current.
  var packs: Int64? {
    if let packs = settings.packs { return packs }
    let most = settings.milli(.packCountMax)
    if let count = known.moduleCount, count.milli >= 1000,
      most == .min || count.milli <= most
    {
      return count.milli / 1000
    }
    return most == .min ? nil : most / 1000
  }

  private mutating func judgeCutOff(_ link: inout BatteryLink) {
    guard let cutOff = known.dischargeVoltageLimit else { return }
    judge(
      .cutOffVoltage, .dischargeVoltageLimit,
      cutOff.milli < settings.milli(.cutOffVoltageMin), cutOff.number,
      settings[.cutOffVoltageMin], id: cutOff.id)
    guard let limit = known.chargeVoltageLimit else { return }
    judge(
      .cutOffAboveChargeVoltage, .dischargeVoltageLimit,
      cutOff.milli >= limit.milli, cutOff.number, limit.number, id: cutOff.id)
  }

  private mutating func judgeNegative(
    _ field: Field, _ link: inout BatteryLink
  ) {
    guard case .value(.number(let limit)) = link.reader.reading(of: field)
    else { return }
    let isNegative = link.reader.note(of: field) == .negativeLimit
    judge(
      .negativeLimit, field, isNegative,
      DecimalNumber(0 &- limit.significand, decimals: limit.decimals),
      DecimalNumber(0), id: known.current)
  }

  private mutating func judgeSmall(
    _ field: Field, _ limit: RuleKnowledge.Known?,
    _ link: inout BatteryLink
  ) {
    guard let limit, limit.id == known.current else { return }
    judge(
      .smallLimit, field,
      limit.milli > 0 && limit.milli <= settings.milli(.smallLimitMax),
      limit.number, settings[.smallLimitMax], id: limit.id,
      delay: delay(.smallLimitReaction))
  }

  private mutating func judgePacks(_ link: inout BatteryLink) {
    guard let count = known.moduleCount else { return }
    let isFew = count.milli < settings.milli(.packCountMin)
    let isMany = count.milli > settings.milli(.packCountMax)
    var bound = settings[isFew ? .packCountMin : .packCountMax]
    var isWrong = isFew || isMany
    if let packs = settings.packs {
      bound = DecimalNumber(packs)
      isWrong = isWrong || count.milli != packs &* 1000
    }
    judge(
      .packCount, .moduleCount, isWrong, count.number, bound, id: count.id,
      delay: delay(.packCountReaction))
    // The limits are those of so many packs.
    judgeCurrentLimit(
      .chargeCurrentLimit, .chargeCurrentLimitPack, known.chargeCurrentLimit,
      &link)
    judgeCurrentLimit(
      .dischargeCurrentLimit, .dischargeCurrentLimitPack,
      known.dischargeCurrentLimit, &link)
  }
}

extension BatteryMessage.Fields.Element {
  /// Whether it is a SOC that no battery has, which is shown and says nothing.
  fileprivate var isImpossibleSOC: Bool {
    guard field == .soc, case .value(.number(let soc)) = reading else {
      return false
    }
    return soc > DecimalNumber(100)
  }
}
