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
    text =
      Self.text(event.kind) + (event.isAtLeast ? " at least" : "") + cause
  }

  private static func text(_ kind: LinkEpisode.Kind) -> String {
    switch kind {
    case .forbidden(let flow): "\(flow)"
    case .request(let request): text(request)
    case .fault(let field, let entry, let carrier):
      "\(field) \(text(entry)) by \(carrier.rawValue)"
    case .silent(let part): "\(part)"
    @unknown default: "unknown"
    }
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
    case .forceChargeFulfilled(let request, let after):
      "\(text(request)) fulfilled after \(text(after))"
    case .forceChargeIgnored(let request, let after):
      "\(text(request)) ignored after \(text(after))"
    case .fullChargeReached(let request, let after):
      "\(text(request)) reached after \(text(after))"
    case .faultRaised(let field, let entry, let carrier):
      "\(field) \(text(entry)) by \(carrier.rawValue) raised"
    case .faultCleared(let field, let entry, let carrier, let after):
      "\(field) \(text(entry)) by \(carrier.rawValue) cleared "
        + "after \(text(after))"
    case .stillOpen(let kind, let after, let isGranted):
      "\(text(kind)) still open after \(text(after)), \(granted(isGranted))"
    case .recordingGap(let length): "recording gap of \(text(length))"
    case .busSilent(let length): "bus silent for \(text(length))"
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
