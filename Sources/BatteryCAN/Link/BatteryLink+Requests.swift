// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// How far requests have been granted.
struct RequestState: Sendable {
  /// The elapsed time when the first of the force charges that go on was asked
  /// for, or `nil` if none is.
  var forceCharge: Int64?
  var hasCharged = false
  var hasIgnored = false
  /// The same of full charges.
  var fullCharge: Int64?
  var hasBeenFull = false

  /// Since when charging current is waited for, or `nil` if it is not.
  var waitsForCharge: Int64? {
    hasCharged || hasIgnored ? nil : forceCharge
  }

  func isGranted(_ kind: RequestKind) -> Bool? {
    switch kind {
    case .forceCharge: hasCharged
    case .fullCharge: hasBeenFull
    default: nil
    }
  }
}

extension BatteryLink {
  /// Compares what a message asks for with what the same frame asked for before.
  mutating func takeRequests(of message: BatteryMessage) {
    var index = 0
    while let episode = episodes[index] {
      if case .request(let request) = episode.kind,
        request.carrier == message.id, message.denies(request)
      {
        close(episode.kind, .bus)
      } else {
        index &+= 1
      }
    }
    var made = message.requests
    while let request = made.next() {
      guard begin(.request(request)) else { continue }
      tell(.requestMade(request))
      switch request.kind {
      case .forceCharge:
        if requests.forceCharge == nil { requests.forceCharge = elapsed }
        shortenQuiet(thresholds.forceChargePatience)
        tellForceCharge()
      case .fullCharge:
        if requests.fullCharge == nil { requests.fullCharge = elapsed }
        tellFullCharge()
      default: break
      }
    }
  }

  /// Forgets about a kind of request when the last one of it has ended.
  mutating func forgetRequest(_ kind: RequestKind) {
    var index = 0
    while let episode = episodes[index] {
      if case .request(let request) = episode.kind, request.kind == kind {
        return
      }
      index &+= 1
    }
    switch kind {
    case .forceCharge:
      requests.forceCharge = nil
      requests.hasCharged = false
      requests.hasIgnored = false
    case .fullCharge:
      requests.fullCharge = nil
      requests.hasBeenFull = false
    default: break
    }
  }

  /// Tells that charging current flows, if it was asked for.
  mutating func tellForceCharge() {
    guard let start = requests.forceCharge, charge.isCharging,
      !requests.hasCharged
    else { return }
    requests.hasCharged = true
    tell(.forceChargeFulfilled(after: clock.seconds(since: start)))
  }

  /// Tells that the battery is full, if that was asked for.
  mutating func tellFullCharge() {
    guard let start = requests.fullCharge, !requests.hasBeenFull,
      let soc = charge.soc, soc >= Percentage(thresholds.fullPercent)
    else { return }
    requests.hasBeenFull = true
    tell(.fullChargeReached(after: clock.seconds(since: start)))
  }
}

extension BatteryMessage {
  /// Whether a request that its frame made before is made no longer.
  fileprivate func denies(_ request: Request) -> Bool {
    guard case .value = self[field: request.kind.field] else { return false }
    var made = requests
    while let other = made.next() {
      if other == request { return false }
    }
    return true
  }
}

extension RequestKind {
  fileprivate var field: Field {
    switch self {
    case .forceCharge: .forceCharge
    case .forcedStandby: .forcedStandby
    case .fullCharge: .fullCharge
    case .recalibration: .recalibrationStart
    case .balanceCharge: .balanceCharge
    case .heating: .heating
    }
  }
}
