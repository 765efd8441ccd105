// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// What happened at one moment.
struct Mark {
  let position: Int64
  let time: Timestamp?
  let event: LinkEvent
}

extension Mark {
  /// Whether an event is one moment, and not the beginning or end of a band or a
  /// value of a chart.
  static func shows(_ event: LinkEvent) -> Bool {
    switch event.kind {
    case .forceChargeFulfilled, .forceChargeIgnored, .fullChargeReached,
      .socJumped, .timeJumped:
      true
    case .dialectChanged(let from, _): from != nil
    default: false
    }
  }

  var title: String {
    switch event.kind {
    case .forceChargeFulfilled(let after):
      return "Force charge fulfilled\(Self.words("after", after))"
    case .forceChargeIgnored(let after):
      return "Force charge ignored\(Self.words("for", after))"
    case .fullChargeReached(let after):
      return "Full charge reached\(Self.words("after", after))"
    case .socJumped(let from, let to, let within):
      return "SOC jumps from \(from.number) to \(to)"
        + Self.words("within", within)
    case .timeJumped(let from, let to):
      return "Recorder's clock jumps from \(from) to \(to)"
    case .dialectChanged(let from, let to):
      let before = from.map { "from \($0.name) " } ?? ""
      return "Dialect changes \(before)to \(to.name)"
    default: return "\(event.name)".replacing("_", with: " ")
    }
  }

  private static func words(_ preposition: String, _ time: Seconds?) -> String {
    time.map { " \(preposition) \(Duration($0))" } ?? ""
  }
}

/// A length of time for people: its two largest units.
struct Duration: CustomStringConvertible {
  private let nanoseconds: Int64

  init(nanoseconds: Int64) { self.nanoseconds = max(0, nanoseconds) }

  init(_ seconds: Seconds) {
    let number = seconds.number.rescaled(to: 9)
    self.init(nanoseconds: number?.significand ?? .max)
  }

  var description: String {
    let seconds = nanoseconds / 1_000_000_000
    switch seconds {
    case ..<60:
      let thousandths = nanoseconds / 1_000_000
      guard thousandths % 1000 > 0 || seconds == 0 else {
        return "\(seconds) s"
      }
      let digits = String(thousandths % 1000 + 1000).dropFirst()
      return "\(seconds).\(digits) s"
    case ..<3600: return "\(seconds / 60) min \(seconds % 60) s"
    case ..<86_400: return "\(seconds / 3600) h \(seconds / 60 % 60) min"
    default: return "\(seconds / 86_400) d \(seconds / 3600 % 24) h"
    }
  }
}
