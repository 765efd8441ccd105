// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import Simulation
import Testing

/// An event in words, and the frame that has told it.
struct ToldEvent: Equatable, CustomTestStringConvertible {
  let frame: Int
  let time: Int64
  let text: String
  let soc: Int64?

  var testDescription: String {
    "\(frame) \(time) \(text), SOC \(soc.map(String.init) ?? "unknown")"
  }
}

extension ToldEvent {
  init(_ event: LinkEvent, frame: Int) {
    self.frame = frame
    time = event.time?.nanoseconds ?? -1
    soc = event.soc?.number.significand
    let cause = event.cause == .bus ? "" : " (\(event.cause.name))"
    text = Self.text(event.kind) + cause
  }

  private static func text(_ kind: LinkEvent.Kind) -> String {
    switch kind {
    case .batteryAppeared(_): "battery appeared"
    case .inverterAppeared: "inverter appeared"
    case .limitChanged(let field, let from, let to, let over):
      "\(field) \(text(from)) to \(to) over \(text(over))"
    case .forbidden(let flow, let by): "\(flow) forbidden by \(by)"
    case .allowed(let flow, let after): "\(flow) allowed after \(text(after))"
    case .requestMade(let request): "\(text(request)) made"
    case .requestEnded(let request, let after, let isGranted):
      "\(text(request)) ended after \(text(after)), \(granted(isGranted))"
    case .forceChargeFulfilled(let after):
      "force charge fulfilled after \(text(after))"
    case .forceChargeIgnored(let after):
      "force charge ignored after \(text(after))"
    case .fullChargeReached(let after):
      "full charge reached after \(text(after))"
    case .faultRaised(let field, let entry, let carrier):
      "\(field) \(text(entry)) by \(carrier.rawValue) raised"
    case .faultCleared(let field, let entry, let carrier, let after):
      "\(field) \(text(entry)) by \(carrier.rawValue) cleared "
        + "after \(text(after))"
    case .silent(let part, let after): "\(part) silent after \(text(after))"
    case .back(let part, let after): "\(part) back after \(text(after))"
    case .dialectChanged(let from, let to):
      "dialect \(from.map { "\($0.name)" } ?? "-") to \(to.name)"
    case .socJumped(let from, let to, _): "SOC jumped from \(from) to \(to)"
    case .timeJumped(let from, let to):
      "time jumped from \(from.nanoseconds) to \(to.nanoseconds)"
    @unknown default: "unknown"
    }
  }

  static func text(_ number: DecimalNumber?) -> String {
    number.map { "\($0)" } ?? "-"
  }

  private static func text(_ seconds: Seconds?) -> String {
    seconds.map { "\($0)" } ?? "-"
  }

  private static func text(_ request: Request) -> String {
    "\(request.kind) \(request.carrier.rawValue) "
      + "\(request.byte).\(request.bit)"
  }

  private static func text(_ entry: FaultSet.Entry) -> String {
    if case .fault(let fault) = entry { "\(fault)" } else { "reserved" }
  }

  static func granted(_ isGranted: Bool?) -> String {
    switch isGranted {
    case true?: "granted"
    case false?: "not granted"
    case nil: "granted or not"
    }
  }
}
