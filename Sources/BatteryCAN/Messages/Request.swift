// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// Something that a battery asks its inverter for, whatever carries it.
public struct Request: Equatable, Sendable {
  /// What is asked for.
  public let kind: RequestKind
  /// What the dialect calls it: "I" and "II" are force charge of Pylontech, "1"
  /// and "2" of Sol-Ark; nothing where the dialect has one such request, or is
  /// not known.
  public let name: StaticString
  /// The identifier of the frame that asks.
  public let carrier: StandardID
  /// The byte that asks.
  public let byte: UInt8
  /// The bit of the byte that asks; the lowest one where it is a number.
  public let bit: UInt8

  /// Whether both are the same bit with the same meaning.
  public static func == (a: Request, b: Request) -> Bool {
    a.kind == b.kind && a.carrier == b.carrier && a.byte == b.byte
      && a.bit == b.bit
  }
}

/// What a battery can ask for.
@nonexhaustive
public enum RequestKind: UInt8, Sendable {
  /// To be charged at once.
  case forceCharge
  /// To be left alone.
  case forcedStandby
  /// To be charged full, to correct its SOC.
  case fullCharge
  /// To have its SOC recalibrated.
  case recalibration
  /// To be charged until its cells are equal.
  case balanceCharge
  /// To be heated.
  case heating

  /// The name in JSON, CSV and text.
  public var name: StaticString {
    switch self {
    case .forceCharge: "force_charge"
    case .forcedStandby: "forced_standby"
    case .fullCharge: "full_charge"
    case .recalibration: "recalibration"
    case .balanceCharge: "balance_charge"
    case .heating: "heating"
    }
  }

  init?(_ field: Field) {
    switch field {
    case .forceCharge: self = .forceCharge
    case .forcedStandby: self = .forcedStandby
    case .fullCharge: self = .fullCharge
    case .recalibrationStart: self = .recalibration
    case .balanceCharge: self = .balanceCharge
    case .heating: self = .heating
    default: return nil
    }
  }
}

extension BatteryMessage {
  /// What the message asks for, bit by bit.
  public var requests: Requests { Requests(view, id) }

  /// A walk through what a message asks for.
  public struct Requests: IteratorProtocol, Sendable {
    private let view: MessageView
    private let carrier: StandardID
    private var index = 0
    private var bit: UInt8 = 0

    init(_ view: MessageView, _ carrier: StandardID) {
      self.view = view
      self.carrier = carrier
    }

    /// The next request, or `nil` at the end.
    public mutating func next() -> Request? {
      while index < view.layout.count {
        let slot = view.layout[index]
        guard let kind = RequestKind(slot.field),
          view.read(slot) == .value(.flag(true))
        else {
          index &+= 1
          bit = 0
          continue
        }
        if let request = nextBit(of: slot, kind) { return request }
      }
      return nil
    }

    /// The next bit of a request that is made.
    private mutating func nextBit(
      of slot: Slot, _ kind: RequestKind
    ) -> Request? {
      let count = slot.coding == .flag ? slot.width : 1
      let bits = view.payload.bits(slot, .littleEndian)
      while bit < count {
        let mask: UInt32 = 1 << UInt32(bit)
        defer { bit &+= 1 }
        guard slot.coding != .flag || bits & mask != 0 else { continue }
        return Request(
          kind: kind, name: name(kind, UInt8(mask), slot), carrier: carrier,
          byte: slot.byte, bit: slot.bit &+ bit)
      }
      index &+= 1
      bit = 0
      return nil
    }

    private func name(
      _ kind: RequestKind, _ code: UInt8, _ slot: Slot
    ) -> StaticString {
      guard kind == .forceCharge,
        let table = view.layout.slot(of: .forceChargeKind)?.codeTable
      else { return "" }
      if slot.width == 2 { return table.name(code) ?? "" }
      guard case .value(.code(let code)) = view.read(.forceChargeKind) else {
        return ""
      }
      return code.name ?? ""
    }
  }
}

#if !hasFeature(Embedded)
extension BatteryMessage.Requests: Sequence {}
#endif
