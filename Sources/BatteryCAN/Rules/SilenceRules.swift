// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// Who has to be heard.

extension RuleDefinition {
  static var silence: RuleDefinition {
    RuleDefinition(
      "silence",
      "a frame with limits at least every timeout_s",
      broken: "The battery fell silent",
      why: """
        The inverter goes on with limits that nobody confirms, falls back to \
        its defaults, or stops with a fault.
        """,
      source: "the timeout of the dialect, else 10 s as decoders have it",
      needs: "limits",
      numbers: RuleNumbers(
        RuleNumber("timeout_s", .seconds, isOptional: true)),
      boundWord: "timeout",
      unit: "s")
  }

  static var inverterSilent: RuleDefinition {
    RuleDefinition(
      "inverter_silent",
      "a sign of life of the inverter every timeout_s",
      broken: "The inverter was silent",
      why: """
        Some batteries stop talking, or never start, without an answer; and \
        one that does not come may be a broken wire or a wrong setting.
        """,
      source: """
        Pylontech CAN V1.2, Sol-Ark V1.3, Luxpower V04.2 and others: 305 each \
        second; LG: each 20 s; Victron: each 10 min; else 60 s
        """,
      needs: "a dialect whose inverters answer",
      severity: .hint,
      numbers: RuleNumbers(
        RuleNumber("timeout_s", .seconds, isOptional: true)),
      boundWord: "timeout",
      unit: "s")
  }

  static var busSilent: RuleDefinition {
    RuleDefinition(
      "bus_silent", "no pause as long as a silence",
      broken: "The bus was silent",
      why: """
        The battery fell silent, or nothing was recorded: a capture with one \
        sender does not tell. Record where the inverter is heard as well.
        """,
      source: "the timeout of the dialect, or three periods",
      needs: "a battery", severity: .hint, boundWord: "timeout", unit: "s")
  }
}

extension RuleParameter {
  /// After how many seconds it is silent; by the dialect if not set.
  public static var silenceTimeout: RuleParameter { RuleParameter(.silence, 0) }
  /// After how many seconds it is silent; by the dialect if not set.
  public static var inverterSilentTimeout: RuleParameter {
    RuleParameter(.inverterSilent, 0)
  }
}

extension Rule {
  /// Whether it is about the lack of frames.
  var isAboutSilence: Bool {
    self == .silence || self == .inverterSilent || self == .busSilent
  }
}

extension RuleChecker {
  static var presenceRules: UInt64 {
    Rule.silence.bit | Rule.inverterSilent.bit | Rule.busSilent.bit
  }

  /// Takes note that the battery is heard, which an inverter has to answer.
  mutating func judgePresence(_ link: inout BatteryLink) {
    mark(.silence)
    mark(.busSilent)
    guard link.dialect?.expectsInverter == true else { return }
    mark(.inverterSilent)
    guard !link.hasInverter else { return }
    let timeout = inverterTimeout(link.dialect)
    judge(
      .inverterSilent, nil, true, nil,
      DecimalNumber(timeout / 1_000_000, decimals: 3).short, delay: timeout)
  }

  mutating func beginSilence(
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

  mutating func beginInverterSilence(
    _ after: Seconds?, _ link: inout BatteryLink
  ) {
    guard let period = link.messages.shortestPeriod(ofInverter: false) else {
      return
    }
    // A report each hour shows no inverter more often.
    let timeout = max(inverterTimeout(link.dialect), 3 &* period)
    judge(
      .inverterSilent, nil, true, after?.number.short,
      DecimalNumber(timeout / 1_000_000, decimals: 3).short, delay: timeout,
      since: heard.inverter)
  }

  /// Judges a pause of all that was heard, which was one sender.
  mutating func judgeBusSilence(_ length: Seconds?, _ link: inout BatteryLink) {
    guard let length, let pause = length.number.rescaled(to: 9)?.significand,
      let timeout = link.silence(.battery) ?? link.silence(.inverter),
      let since = heard.latest, settings.canCheck(.busSilent)
    else { return }
    var finding = RuleFinding(
      rule: .busSilent, field: nil, fault: nil, first: since, last: place,
      id: nil, value: length.number.short,
      bound: DecimalNumber(timeout / 1_000_000, decimals: 3).short)
    finding.uncounted = pause
    begin(finding, 0)
    keep(.busSilent, nil)
  }

  /// After how many nanoseconds without a sign of life the inverter is silent.
  ///
  /// Some send one seldom, so that it takes more than decoders in the field
  /// have, where no document says it.
  func inverterTimeout(_ dialect: Dialect?) -> Int64 {
    if let given = settings.nanoseconds(.inverterSilentTimeout) { return given }
    let stated = dialect.flatMap { DialectTable.row(of: $0).inverterTimeout }
    return stated?.nanoseconds ?? 60 &* LinkClock.second
  }
}
