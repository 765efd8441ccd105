// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// What a frame changes, and which rules look at that.
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
    let isAvailable = !isBrokenOrNew(Rule.notAvailable.bit)
    var index = 0
    while index < link.news.count {
      let element = link.news.element(at: index)
      index &+= 1
      if element.field == .soc { takeSOC(element, message, &topics) }
      if case .value(let value) = element.reading, !element.isImpossibleSOC {
        known.take(value, element.field, message.id, &topics)
        if isAvailable { continue }
      }
      if judgesAvailability { judgeAvailability(element, message) }
    }
    if !link.hasInverter || isBrokenOrNew(Self.presenceRules) {
      judgePresence(&link)
    }
    switch kind {
    case .manufacturer: judgeName(message)
    case .requests where message.id.rawValue == 0x360:
      known.isRequestNeverCleared = message.streamNotes.contains(.neverCleared)
      topics.insert(.requests)
    default: break
    }
    if needsEightBytes { judgeLength(message) }
    if isKindOpen, topics.contains(.cellVoltages, or: .voltage) {
      findKind(&link)
    }
    if topics.contains(.requests) { known.findRequests(&link) }
    if topics.contains(.faults) { known.findFaults(&link) }
    if topics.contains(.voltage, or: .current, or: .temperature) {
      known.excludeImpossible()
    }
    judge(topics, &link)
    if link.news.hasUnknown { forgetUnknown(&link) }
    if known.hasImpossible {
      // Nothing else is known to be kept or broken by it.
      known.hasImpossible = false
      review(&link)
    }
    known.current = nil
  }

  /// Takes note of a SOC, even if no battery has it.
  private mutating func takeSOC(
    _ element: BatteryMessage.Fields.Element, _ message: BatteryMessage,
    _ topics: inout RuleTopics
  ) {
    known.impossibleSOC = nil
    guard case .value(.number(let soc)) = element.reading else { return }
    if element.isImpossibleSOC {
      known.soc = nil
      known.impossibleSOC = RuleKnowledge.Known(soc, message.id)
      known.hasImpossible = true
    }
    topics.insert(.soc)
  }

  /// Forgets what is no longer in force, and judges anew what is left.
  mutating func forgetLapsed(_ link: inout BatteryLink) {
    known.forgetLapsed(&link.messages)
    review(&link)
  }

  /// Forgets what the battery says that it does not know.
  @inline(never)
  private mutating func forgetUnknown(_ link: inout BatteryLink) {
    var hasForgotten = false
    var index = 0
    while index < link.news.count {
      let element = link.news.element(at: index)
      index &+= 1
      guard case .notAvailable = element.reading else { continue }
      if known.forget(element.field) { hasForgotten = true }
    }
    if hasForgotten { review(&link) }
  }

  /// The rules that a message shows by itself, whatever else is known.
  private static var rulesOfMessages: UInt64 {
    Rule.notAvailable.bit | Rule.twoMasters.bit | Rule.shortFrame.bit
      | Rule.busErrors.bit
  }

  /// Judges anew what is known, and ends what no longer is.
  private mutating func review(_ link: inout BatteryLink) {
    known.findRequests(&link)
    known.findFaults(&link)
    observed.beginReview(of: ~Self.rulesOfMessages)
    judge(.all, &link)
    if !link.presence.isBatterySilent { judgePresence(&link) }
    observed.endReview(at: place.elapsed)
    // What can be judged no longer is not known to go on.
    endUnknown(&link)
  }

  /// Judges all rules that are about something that has changed.
  private mutating func judge(
    _ topics: RuleTopics, _ link: inout BatteryLink
  ) {
    if topics.contains(.limits) { judgeLimits(&link) }
    if topics.contains(.modules) {
      judgePacks(&link)
      // The limits are those of so many packs.
      judgeCurrentLimits(&link)
    }
    if topics.contains(.current, or: .limits) { judgeCurrents(topics, &link) }
    if topics.contains(.current), topics.contains(.voltage) {
      judgeFrozen(&link)
    }
    if topics.contains(.voltage, or: .current, or: .limits) {
      judgeVoltages(&link)
    }
    if topics.contains(.current, or: .soc) { judgeFlow(&link) }
    if known.hasImpossible || isBrokenOrNew(Rule.implausibleValue.bit)
      || (topics.contains(.temperature) && isTemperatureNarrow)
    {
      judgePlausibleValues()
    }
    if topics.contains(.temperature, or: .limits, or: .permissions) {
      judgeTemperatures(&link)
    }
    if topics.contains(.limits, or: .permissions) { judgePermissions(&link) }
    if topics.contains(.limits, or: .requests) {
      judgeForceChargeAllowed(&link)
    }
    if topics.contains(.limits) { judgeUnchangedVoltage() }
    if topics.contains(.soc, or: .requests), let soc = known.soc {
      judgeForceCharge(soc, &link)
      judgeFullCharge(soc, &link)
    }
    if topics.contains(.requests) { judgeChargeRequest() }
    if topics.contains(.current, or: .requests)
      || topics.contains(.limits, or: .permissions)
    {
      judgeForceChargeGranted(&link)
    }
    if topics.contains(.faults, or: .limits, or: .permissions) {
      judgeFaults(&link)
    }
    if topics.contains(.cellVoltages, or: .limits) { judgeCells(&link) }
    if topics.contains(.soc) { judgeAlternation(&link) }
  }

  /// Whether the cells or the voltage may still tell what kind of battery it is.
  private var isKindOpen: Bool {
    known.systemVoltage == .unknown
      || (cellCount == nil && settings.followsCellCount
        && known.cellVoltageMin != nil)
  }

  /// Finds out what kind of battery it is, and judges again what depends on that.
  private mutating func findKind(_ link: inout BatteryLink) {
    if known.systemVoltage == .unknown, let voltage = known.voltage {
      known.systemVoltage = SystemVoltage(voltage.milli)
      if known.systemVoltage != .unknown { judgeVoltageLimit(&link) }
    }
    guard settings.followsCellCount, cellCount == nil,
      let cells = known.countCells()
    else { return }
    adopt(cells: cells)
    judgeVoltageLimit(&link)
    judgeCutOff(&link)
    judgeTemperatures(&link)
  }
}
