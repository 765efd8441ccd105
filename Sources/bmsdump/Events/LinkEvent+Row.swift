// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// An event as a row of a table, with the same columns for all kinds.
struct EventRow {
  /// What happened, as in ``LinkEvent/name``.
  let event: String
  /// What it is about: a field, a request or a fault.
  var subject: String?
  /// Which of several: the name of a request, the level of a fault.
  var kind: String?
  var from: Value?
  var to: Value?
  /// How long it took or lasted.
  var seconds: DecimalNumber?
  /// Whether that is a lower bound.
  let isAtLeast: Bool
  var carrier: StandardID?
  var byte: UInt8?
  var bit: UInt8?
  /// What forbids it.
  var by: String?
  var isGranted: Bool?

  /// A number, or something else.
  enum Value {
    case number(DecimalNumber)
    case text(String)
    case time(Timestamp)
  }

  /// The columns beside `time` and `interface`, in their order.
  static let columns = [
    "event", "soc_percent", "subject", "kind", "from", "to", "seconds",
    "at_least", "carrier", "byte", "bit", "by", "granted", "cause",
  ]

  init(_ event: LinkEvent) {
    self.event = event.name.description
    isAtLeast = event.isAtLeast
    switch event.kind {
    case .batteryAppeared(let dialect):
      to = dialect.map { .text($0.name.description) }
    case .inverterAppeared: break
    case .limitChanged(let field, let from, let to, let over):
      subject = field.key.description
      self.from = from.map { .number($0) }
      self.to = .number(to)
      seconds = over?.number
    case .forbidden(_, let prohibition): by = prohibition.name.description
    case .allowed(_, let after): seconds = after?.number
    case .requestMade(let request): set(request)
    case .requestEnded(let request, let after, let isGranted):
      set(request)
      seconds = after?.number
      self.isGranted = isGranted
    case .forceChargeFulfilled(let request, let after),
      .forceChargeIgnored(let request, let after),
      .fullChargeReached(let request, let after):
      set(request)
      seconds = after?.number
    case .stillOpen(let episode, let after, let isGranted):
      set(episode)
      seconds = after?.number
      self.isGranted = isGranted
    case .recordingGap(let length), .busSilent(let length):
      seconds = length?.number
    case .faultRaised(let level, let entry, let carrier):
      set(level, entry, carrier)
    case .faultCleared(let level, let entry, let carrier, let after):
      set(level, entry, carrier)
      seconds = after?.number
    case .silent(_, let after), .back(_, let after): seconds = after?.number
    case .dialectChanged(let from, let to):
      self.from = from.map { .text($0.name.description) }
      self.to = .text(to.name.description)
    case .socJumped(let from, let to, let within):
      self.from = .number(from.number)
      self.to = .number(to.number)
      seconds = within?.number
    case .timeJumped(let from, let to):
      self.from = .time(from)
      self.to = .time(to)
    @unknown default: break
    }
  }

  private mutating func set(_ episode: LinkEpisode.Kind) {
    switch episode {
    case .forbidden(.charge): subject = "charge_forbidden"
    case .forbidden(.discharge): subject = "discharge_forbidden"
    case .request(let request): set(request)
    case .fault(let level, let entry, let carrier): set(level, entry, carrier)
    case .silent(.battery): subject = "battery_silent"
    case .silent(.limits): subject = "limits_silent"
    case .silent(.inverter): subject = "inverter_silent"
    @unknown default: break
    }
  }

  private mutating func set(_ request: Request) {
    subject = request.kind.name.description
    let name = request.name.description
    kind = name.isEmpty ? nil : name
    carrier = request.carrier
    byte = request.byte
    bit = request.bit
  }

  private mutating func set(
    _ level: Field, _ entry: FaultSet.Entry, _ carrier: StandardID
  ) {
    subject = entry.name
    kind = level.key.description
    self.carrier = carrier
  }
}
