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
      .socJumped, .timeJumped, .recordingGap, .busSilent:
      true
    case .dialectChanged(let from, _): from != nil
    default: false
    }
  }

  var title: String {
    switch event.kind {
    case .forceChargeFulfilled(_, let after):
      return "Force charge fulfilled\(Self.words("after", after))"
    case .forceChargeIgnored(_, let after):
      return "Force charge ignored\(Self.words("for", after))"
    case .fullChargeReached(_, let after):
      return "Full charge reached\(Self.words("after", after))"
    case .recordingGap(let length):
      return "Nothing recorded\(Self.words("for", length))"
    case .busSilent(let length):
      return "No frame\(Self.words("for", length))"
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
    time.map { " \(preposition) \(LengthOfTime($0))" } ?? ""
  }
}
