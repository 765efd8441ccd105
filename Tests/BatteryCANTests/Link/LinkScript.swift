// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import TestSupport

/// Frames written by hand, and the events that they bring about.
struct LinkScript {
  var link: BatteryLink

  init(_ dialect: Dialect?) {
    link = dialect.map { BatteryLink($0) } ?? BatteryLink()
  }

  /// Takes lines such as `1.5 351 1402F401F401C201`, with `-` for a frame without
  /// time.
  ///
  /// - Returns: Their events, as ``LinkEvent/line``.
  mutating func take(_ lines: String) -> [String] {
    var told: [String] = []
    for line in lines.split(separator: "\n") {
      let words = line.split(separator: " ")
      var frame = CANFrame(String(words[1]), String(words[2]))
      frame.timestamp = Timestamp(seconds: String(words[0]))
      _ = link.take(frame)
      told += events()
    }
    return told
  }

  /// Ends the capture.
  mutating func finish() -> [String] {
    link.finish()
    return events()
  }

  mutating func events() -> [String] {
    var told: [String] = []
    while let event = link.nextEvent() { told.append(event.line) }
    return told
  }
}

extension Timestamp {
  /// A number of seconds with at most nine decimals, or `nil` for `-`.
  init?(seconds text: String) {
    guard text != "-" else { return nil }
    let parts = text.split(separator: ".")
    let fraction = parts.count > 1 ? String(parts[1]) : ""
    let zeros = String(repeating: "0", count: 9 - fraction.count)
    guard let whole = Int64(parts[0]), let part = Int64(fraction + zeros) else {
      return nil
    }
    self.init(
      nanoseconds: whole * 1_000_000_000 + part,
      fractionDigits: UInt8(fraction.count))
  }
}

extension LinkEvent {
  /// The event on one line: time, name, and what there is to it.
  var line: String {
    let when = time.map { "\($0)" } ?? "-"
    let end = cause == .bus ? "" : " (\(cause.name))"
    let words = detail.isEmpty ? "" : " " + detail
    // What is still open has no other length.
    let more = if case .stillOpen = kind { "" } else { isAtLeast ? "+" : "" }
    return "\(when) \(name)\(words)\(more)\(end)"
  }

  private var detail: String {
    func text(_ seconds: Seconds?) -> String {
      seconds.map { "\($0.number)" } ?? "-"
    }
    func text(_ entry: FaultSet.Entry) -> String {
      switch entry {
      case .fault(let fault): "\(fault.name)"
      case .reserved(let bit): "\(bit)"
      }
    }
    func text(_ request: Request) -> String {
      let id = String(request.carrier.rawValue, radix: 16)
      let name = "\(request.name)".isEmpty ? "" : " \(request.name)"
      return "\(request.kind.name)\(name) \(id) \(request.byte).\(request.bit)"
    }
    switch kind {
    case .batteryAppeared(let dialect): return dialect.map { "\($0)" } ?? "-"
    case .inverterAppeared: return ""
    case .limitChanged(let field, let from, let to, let over):
      return "\(field.label) \(from.map { "\($0)" } ?? "-") \(to) in "
        + text(over)
    case .forbidden(_, let prohibition): return "\(prohibition.name)"
    case .allowed(_, let after), .silent(_, let after), .back(_, let after),
      .recordingGap(let after), .busSilent(let after):
      return text(after)
    case .forceChargeFulfilled(let request, let after),
      .forceChargeIgnored(let request, let after),
      .fullChargeReached(let request, let after):
      return "\(request.byte).\(request.bit) \(text(after))"
    case .stillOpen(let kind, let after, let isGranted):
      let what =
        switch kind {
        case .forbidden(let flow): "\(flow)"
        case .request(let request): text(request)
        case .fault(let level, let entry, _): "\(level.key) \(text(entry))"
        case .silent(let part): "\(part)"
        @unknown default: ""
        }
      let outcome = isGranted.map { " \($0)" } ?? ""
      return "\(what) \(text(after))\(outcome)"
    case .requestMade(let request): return text(request)
    case .requestEnded(let request, let after, let isGranted):
      return "\(text(request)) \(text(after)) "
        + (isGranted.map { "\($0)" } ?? "-")
    case .faultRaised(let level, let entry, let carrier):
      let id = String(carrier.rawValue, radix: 16)
      return "\(level.key) \(text(entry)) \(id)"
    case .faultCleared(let level, let entry, let carrier, let after):
      let id = String(carrier.rawValue, radix: 16)
      return "\(level.key) \(text(entry)) \(id) \(text(after))"
    case .dialectChanged(let from, let to):
      return "\(from.map { "\($0)" } ?? "-") \(to)"
    case .socJumped(let from, let to, let within):
      return "\(from.number) \(to.number) \(text(within))"
    case .timeJumped(let from, let to): return "\(from) \(to)"
    }
  }
}
