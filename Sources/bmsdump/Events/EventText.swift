// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// An event in words.
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

  init(_ text: String, _ style: Style) {
    self.text = text
    self.style = style
  }

  init(_ event: LinkEvent) {
    let told = Self.words(event.kind)
    let still = Self.stillGoingOn(event.kind)
    switch event.cause {
    case .endOfCapture:
      self.init(
        "at the end: \(still ?? told.text)", still == nil ? told.style : .plain)
    case .dialectChange:
      self.init("\(told.text) (by the change of dialect)", .plain)
    default: self = told
    }
  }

  /// A limit and how it has changed, or `nil` if it is not about a limit.
  static func limit(_ kind: LinkEvent.Kind) -> String? {
    guard case .limitChanged(let field, let from, let to, let over) = kind else {
      return nil
    }
    let change = from.map { "\($0) to \(to)" } ?? "\(to)"
    let isStep = over?.number.significand ?? 0 == 0
    let time = isStep ? "" : over.map { " in \($0)" } ?? ""
    return "\(field.limitLabel) \(change) \(field.unit)\(time)"
  }

  private static func words(_ kind: LinkEvent.Kind) -> EventText {
    switch kind {
    case .batteryAppeared: EventText("battery there", .plain)
    case .inverterAppeared: EventText("inverter there", .plain)
    case .limitChanged: EventText(limit(kind) ?? "", .plain)
    case .forbidden(let flow, let prohibition):
      EventText("\(flow.noun) FORBIDDEN \(prohibition.words(flow))", .alarm)
    case .allowed(let flow, let after):
      EventText("\(flow.noun.lowercased()) allowed again\(after.words)", .good)
    case .requestMade(let request):
      EventText("\(request.title.uppercased()) asked for, \(request.place)", .request)
    case .requestEnded(let request, let after, let isGranted):
      EventText(
        "\(request.title) no longer asked for\(after.words)"
          + request.outcome(isGranted), .plain)
    case .forceChargeFulfilled(let after):
      EventText("force charge fulfilled: charging current\(after.words)", .good)
    case .forceChargeIgnored(let after):
      EventText(
        "FORCE CHARGE IGNORED: no charging current"
          + (after.map { " for \($0)" } ?? ""), .alarm)
    case .fullChargeReached(let after):
      EventText("full charge reached\(after.words)", .good)
    case .faultRaised(let level, let entry, let carrier):
      EventText(
        "\(level.levelName.uppercased()) \(entry.words) (\(carrier))", .alarm)
    case .faultCleared(let level, let entry, let carrier, let after):
      EventText(
        "\(level.levelName) \(entry.words) cleared\(after.words) (\(carrier))",
        .good)
    case .silent(.limits, let after):
      EventText(
        "NO LIMITS\(after.map { " for \($0)" } ?? "") while the battery sends "
          + "other frames", .alarm)
    case .silent(let part, let after):
      EventText(
        "\(part.noun.uppercased()) SILENT"
          + (after.map { " for \($0)" } ?? ""), .alarm)
    case .back(let part, let after):
      EventText("\(part.noun) back\(after.words)", .good)
    case .dialectChanged(let from?, let to):
      EventText("dialect changes from \(from.name) to \(to.name)", .alarm)
    case .dialectChanged(nil, let to): EventText("dialect \(to.name)", .plain)
    case .socJumped(let from, let to, let within):
      EventText(
        "SOC jumps from \(from.number) to \(to)"
          + (within.map { " within \($0)" } ?? ""), .alarm)
    case .timeJumped(let from, let to):
      EventText("time jumps from \(from) to \(to)", .plain)
    @unknown default: EventText("", .plain)
    }
  }

  /// What goes on, of an event that ends it.
  private static func stillGoingOn(_ kind: LinkEvent.Kind) -> String? {
    func lasting(_ text: String, _ after: Seconds?) -> String {
      text + (after.map { ", for \($0) so far" } ?? "")
    }
    switch kind {
    case .allowed(let flow, let after):
      return lasting("\(flow.noun.lowercased()) still forbidden", after)
    case .requestEnded(let request, let after, let isGranted):
      return lasting("\(request.title) still asked for", after)
        + request.outcome(isGranted)
    case .faultCleared(let level, let entry, let carrier, let after):
      let name = "\(level.levelName) \(entry.words)"
      return lasting("\(name) still there (\(carrier))", after)
    case .back(let part, let after):
      return lasting("\(part.noun) still silent", after)
    default: return nil
    }
  }
}

extension Seconds? {
  /// When something was, after something else.
  fileprivate var words: String { map { " after \($0)" } ?? "" }
}

extension Field {
  /// The letters for a limit.
  fileprivate var limitLabel: String {
    switch self {
    case .onGridChargeCurrentLimit: "on-grid CCL"
    case .onGridDischargeCurrentLimit: "on-grid DCL"
    default: label.description
    }
  }

  /// The level of a fault, for one of them.
  var levelName: String {
    switch self {
    case .protections: "protection"
    case .alarms: "alarm"
    case .warnings: "warning"
    case .errors: "error"
    default: label.description
    }
  }
}

extension FaultSet.Entry {
  /// The name for people.
  var words: String { name.replacing("_", with: " ") }
}

extension LinkEvent.Flow {
  fileprivate var noun: String { self == .charge ? "CHARGE" : "DISCHARGE" }
}

extension LinkEvent.Prohibition {
  fileprivate func words(_ flow: LinkEvent.Flow) -> String {
    let limit = flow == .charge ? "CCL 0" : "DCL 0"
    return switch self {
    case .limit: "by \(limit)"
    case .permission: "by the enable bit"
    case .both: "by \(limit) and the enable bit"
    }
  }
}

extension LinkEvent.Part {
  fileprivate var noun: String {
    switch self {
    case .battery: "battery"
    case .limits: "limits"
    case .inverter: "inverter"
    }
  }
}

extension Request {
  /// What is asked for, and what the dialect calls it.
  var title: String {
    let word = kind.name.description.replacing("_", with: " ")
    let name = name.description.replacing("_", with: " ")
    return name.isEmpty || word.contains(name) || name == "forced charge"
      ? word : "\(word) \(name)"
  }

  /// Where it is asked for.
  fileprivate var place: String { "\(carrier) byte \(byte) bit \(bit)" }

  fileprivate func outcome(_ isGranted: Bool?) -> String {
    switch (kind, isGranted) {
    case (.forceCharge, true): ": was charged"
    case (.forceCharge, false): ": WAS NOT CHARGED"
    case (.fullCharge, true): ": was full"
    case (.fullCharge, false): ": WAS NOT FULL"
    default: ""
    }
  }
}
