// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// An event in words, or several that belong together.
struct EventText {
  let text: String
  let style: Style

  /// How it looks on a terminal.
  enum Style {
    case plain, good, request, alarm

    var escape: String {
      switch self {
      case .plain: ""
      case .good: "\u{1B}[32m"
      case .request: "\u{1B}[1;33m"
      case .alarm: "\u{1B}[1;31m"
      }
    }
  }

  private init(_ text: String, _ style: Style = .plain) {
    self.text = text
    self.style = style
  }

  /// Puts events into words, or returns `nil` if another event of the frame says
  /// it all.
  ///
  /// - Parameters:
  ///   - group: Events that belong together, at least one.
  ///   - all: All events of the frame.
  init?(_ group: [LinkEvent], among all: [LinkEvent]) {
    guard let event = group.first else { return nil }
    switch event.kind {
    case .limitChanged:
      let limits = group.filter { !Self.isToldAsForbidden($0, all) }
        .compactMap(Self.limit)
      guard !limits.isEmpty else { return nil }
      self.init(limits.joined(separator: ", "))
    case .faultRaised(let level, _, let carrier):
      let faults = group.compactMap(Self.fault).joined(separator: ", ")
      self.init(
        "\(level.levelName.uppercased()) \(faults) (\(carrier.hex))", .alarm)
    case .faultCleared(let level, _, let carrier, let after):
      let faults = group.compactMap(Self.fault).joined(separator: ", ")
      self.init(
        "\(level.levelName) \(faults) cleared\(after.words(event)) "
          + "(\(carrier.hex))", .good)
    case .forbidden(let flow, let prohibition):
      self = Self.forbidden(flow, prohibition, all)
    case .allowed(let flow, let after):
      self.init("\(flow.noun) allowed again\(after.words(event))", .good)
    case .requestMade(let request):
      self.init(
        "\(request.title.uppercased()) asked for, \(request.place)", .request)
    case .requestEnded(let request, let after, let isGranted):
      self.init(
        "\(request.title) no longer asked for\(after.words(event))"
          + request.outcome(isGranted), .good)
    case .stillOpen(let kind, let after, let isGranted):
      let words =
        Self.still(kind, group.compactMap(Self.fault)) + after.soFar
        + kind.place + (kind.request?.outcomeSoFar(isGranted) ?? "")
      self.init(event.cause.words + words)
    case .back(let part, let after):
      self.init("\(part.noun) back\(after.words(event))", .good)
    default: self = Self.words(event)
    }
  }

  private static func words(_ event: LinkEvent) -> EventText {
    switch event.kind {
    case .batteryAppeared(let dialect):
      let name = dialect.map { "speaks \($0.name)" } ?? "dialect not known yet"
      return EventText("battery there, \(name)")
    case .inverterAppeared: return EventText("inverter there")
    case .forceChargeFulfilled(let request, let after):
      return EventText(
        "\(request.title) fulfilled: charging current\(after.words(event))",
        .good)
    case .forceChargeIgnored(let request, let after):
      return EventText(
        "\(request.title.uppercased()) IGNORED: no charging current"
          + after.during, .alarm)
    case .fullChargeReached(let request, let after):
      return EventText(
        "\(request.title) reached\(after.words(event))", .good)
    case .recordingGap(let length):
      return EventText(
        "nothing recorded\(length.during), or the whole bus silent")
    case .busSilent(let length):
      return EventText("no frame\(length.during)")
    case .silent(.limits, let after):
      return EventText(
        "NO LIMITS\(after.during), while the battery sends other frames", .alarm
      )
    case .silent(let part, let after):
      return EventText(
        "\(part.noun.uppercased()) SILENT\(after.during)", .alarm)
    case .dialectChanged(let from?, let to):
      return EventText(
        "DIALECT CHANGES from \(from.name) to \(to.name)", .alarm)
    case .dialectChanged(nil, let to): return EventText("dialect \(to.name)")
    case .socJumped(let from, let to, let within):
      let time = within.map { " within \(LengthOfTime($0))" } ?? ""
      return EventText("SOC JUMPS from \(from.number) to \(to)\(time)", .alarm)
    case .timeJumped(let from, let to):
      return EventText("time jumps from \(from) to \(to)")
    default: return EventText("")
    }
  }

  /// What goes on, as far as is known.
  private static func still(
    _ kind: LinkEpisode.Kind, _ faults: [String]
  ) -> String {
    switch kind {
    case .forbidden(let flow): "\(flow.noun) still forbidden"
    case .request(let request): "\(request.title) still asked for"
    case .fault(let level, _, _):
      "\(level.levelName) \(faults.joined(separator: ", ")) still there"
    case .silent(let part): "\(part.noun) still silent"
    @unknown default: "still open"
    }
  }
}

extension LinkEpisode.Kind {
  /// The frame that tells a fault, in brackets.
  fileprivate var place: String {
    if case .fault(_, _, let carrier) = self { " (\(carrier.hex))" } else { "" }
  }

  fileprivate var request: Request? {
    if case .request(let request) = self { request } else { nil }
  }
}

extension LinkEvent.Cause {
  /// Why nothing more is known.
  fileprivate var words: String {
    switch self {
    case .bus: ""
    case .dialectChange: "at the change of dialect: "
    case .endOfCapture: "at the end: "
    case .recordingGap: "before the gap: "
    case .silence: "when last heard: "
    @unknown default: ""
    }
  }
}

// MARK: - What belongs together

extension EventText {
  /// Whether an event is told on one line with another.
  static func belongs(_ event: LinkEvent, to first: LinkEvent) -> Bool {
    guard event.time == first.time, event.cause == first.cause else {
      return false
    }
    switch (event.kind, first.kind) {
    case (.limitChanged, .limitChanged): return true
    case (
      .faultRaised(let level, _, let carrier),
      .faultRaised(let firstLevel, _, let firstCarrier)
    ):
      return level == firstLevel && carrier == firstCarrier
    case (
      .faultCleared(let level, _, let carrier, let after),
      .faultCleared(let firstLevel, _, let firstCarrier, let firstAfter)
    ):
      return level == firstLevel && carrier == firstCarrier
        && after == firstAfter && event.isAtLeast == first.isAtLeast
    case (
      .stillOpen(.fault(let level, _, let carrier), let after, _),
      .stillOpen(.fault(let firstLevel, _, let firstCarrier), let firstAfter, _)
    ):
      return level == firstLevel && carrier == firstCarrier
        && after == firstAfter
    default: return event == first
    }
  }

  /// A limit and how it has changed.
  private static func limit(_ event: LinkEvent) -> String? {
    guard case .limitChanged(let field, let from, let to, let over) = event.kind
    else { return nil }
    let change = from.map { "\($0) to \(to)" } ?? "\(to)"
    let isStep = over?.number.significand ?? 0 == 0
    let time = isStep ? "" : over.map { " in \(LengthOfTime($0))" } ?? ""
    return "\(field.limitLabel) \(change) \(field.unit)\(time)"
  }

  private static func fault(_ event: LinkEvent) -> String? {
    switch event.kind {
    case .faultRaised(_, let entry, _), .faultCleared(_, let entry, _, _),
      .stillOpen(.fault(_, let entry, _), _, _):
      entry.words
    default: nil
    }
  }

  /// Whether a limit has become 0 and the frame has an event that says what
  /// this means.
  private static func isToldAsForbidden(
    _ event: LinkEvent, _ all: [LinkEvent]
  ) -> Bool {
    guard case .limitChanged(let field, _, let to, _) = event.kind,
      to.significand == 0
    else { return false }
    return all.contains { other in
      guard case .forbidden(let flow, let prohibition) = other.kind else {
        return false
      }
      return flow.limit == field && prohibition != .permission
    }
  }

  private static func forbidden(
    _ flow: LinkEvent.Flow, _ prohibition: LinkEvent.Prohibition,
    _ all: [LinkEvent]
  ) -> EventText {
    var reasons: [String] = []
    if prohibition != .permission {
      let change = all.first { event in
        guard case .limitChanged(flow.limit, _, let to, _) = event.kind else {
          return false
        }
        return to.significand == 0
      }
      reasons.append(
        change.flatMap(limit) ?? "\(flow.limit.limitLabel) 0")
    }
    if prohibition != .limit { reasons.append("the enable bit is not set") }
    let text = reasons.joined(separator: ", ")
    return EventText("\(flow.noun.uppercased()) FORBIDDEN: \(text)", .alarm)
  }
}

extension Seconds? {
  private func text(_ before: String, _ behind: String = "") -> String {
    map { "\(before)\(LengthOfTime($0))\(behind)" } ?? ""
  }

  /// When something was, after something else; `+` says that it is longer, by
  /// nobody knows how much.
  fileprivate func words(_ event: LinkEvent) -> String {
    text(" after ", event.isAtLeast ? "+" : "")
  }
  /// How long it was.
  fileprivate var during: String { text(" for ") }
  /// How long it has been.
  fileprivate var soFar: String { text(", for ", " so far") }
}

extension Request {
  fileprivate func outcome(_ isGranted: Bool?) -> String {
    switch (kind, isGranted) {
    case (.forceCharge, true): ", was charged"
    case (.forceCharge, false): ", WAS NOT CHARGED"
    case (.fullCharge, true): ", was full"
    case (.fullCharge, false): ", WAS NOT FULL"
    default: ""
    }
  }

  fileprivate func outcomeSoFar(_ isGranted: Bool?) -> String {
    switch (kind, isGranted) {
    case (.forceCharge, false): ", not charged yet"
    case (.fullCharge, false): ", not full yet"
    default: outcome(isGranted)
    }
  }
}
