// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// What the battery allows and what it asks for.
///
///     0x35C   0  bit 7  charging is allowed
///                bit 6  discharging is allowed
///                bit 5  force charge; what its number is depends on the dialect
///                bit 4  force charge; likewise
///                bit 3  full charge, to correct the SOC
///
/// A battery sends one, two or eight bytes; only the first one counts. The
/// requests and the permissions are independent of each other, and a current
/// limit of 0 in ``Limits`` forbids as well. Source: Pylontech CAN protocol V1.2.
public struct Requests: Message {
  /// Which message it is.
  public static var kind: MessageKind { .requests }
  /// The identifier of the frame.
  public let id: StandardID
  /// The data of the frame.
  public let payload: ClassicPayload
  /// What the dialect calls the two force charge bits.
  public let layout: Layout

  /// What a dialect calls the force charge bits of ``Requests``.
  public struct Layout: Hashable, Sendable {
    /// The names of bit 5 and bit 4.
    public var forceCharge: ForceChargeNames

    /// Describes a layout.
    ///
    /// - Parameter forceCharge: The names of bit 5 and bit 4.
    public init(forceCharge: ForceChargeNames) {
      self.forceCharge = forceCharge
    }
  }

  /// The kinds of force charge, by the numbers that a dialect gives them.
  @nonexhaustive
  public enum ForceChargeNames: UInt8, Sendable {
    /// Bit 5 is "I" and bit 4 is "II" (Pylontech).
    case bit5IsFirst
  }

  /// Reads a payload as requests.
  ///
  /// - Parameters:
  ///   - payload: The data of the frame.
  ///   - id: The identifier of the frame.
  ///   - layout: What the dialect calls the force charge bits.
  public init(
    payload: ClassicPayload, id: StandardID = .requests, layout: Layout
  ) {
    self.id = id
    self.payload = payload
    self.layout = layout
  }

  /// Builds the message, two bytes long, from what it is to say.
  ///
  /// - Parameters:
  ///   - chargeEnabled: Whether the battery may be charged.
  ///   - dischargeEnabled: Whether the battery may be discharged.
  ///   - forceChargeBit5: Whether bit 5 is set.
  ///   - forceChargeBit4: Whether bit 4 is set.
  ///   - fullCharge: Whether the battery wants a full charge.
  ///   - id: The identifier of the frame.
  ///   - layout: What the dialect calls the force charge bits.
  public init(
    chargeEnabled: Bool,
    dischargeEnabled: Bool,
    forceChargeBit5: Bool = false,
    forceChargeBit4: Bool = false,
    fullCharge: Bool = false,
    id: StandardID = .requests,
    layout: Layout
  ) {
    var bits: UInt32 = 0
    if chargeEnabled { bits |= 0x80 }
    if dischargeEnabled { bits |= 0x40 }
    if forceChargeBit5 { bits |= 0x20 }
    if forceChargeBit4 { bits |= 0x10 }
    if fullCharge { bits |= 0x08 }
    var bytes = PayloadBuilder(count: 2)
    bytes.set(bits, at: 0)
    self.init(payload: bytes.payload, id: id, layout: layout)
  }

  /// Whether the battery may be charged.
  public var chargeEnabled: Reading<Bool> { bit(7) }

  /// Whether the battery may be discharged.
  public var dischargeEnabled: Reading<Bool> { bit(6) }

  /// The force charge bit 5, whatever its dialect calls it.
  public var forceChargeBit5: Reading<Bool> { bit(5) }

  /// The force charge bit 4, whatever its dialect calls it.
  public var forceChargeBit4: Reading<Bool> { bit(4) }

  /// Whether the battery must be charged at once.
  public var forceCharge: Reading<Bool> {
    bits(0x30)
  }

  /// What the dialect calls the force charge that is asked for; "not available"
  /// when none is.
  public var forceChargeKind: Reading<ForceChargeKind> {
    guard payload.count > 0 else { return .absent }
    return switch (layout.forceCharge, payload[0] & 0x30) {
    case (_, 0x30): .value(.both)
    case (.bit5IsFirst, 0x20): .value(.first)
    case (.bit5IsFirst, 0x10): .value(.second)
    default: .notAvailable
    }
  }

  /// Whether the battery wants a full charge, to correct its SOC.
  public var fullCharge: Reading<Bool> { bit(3) }

  private func bit(_ index: UInt8) -> Reading<Bool> {
    bits(1 << index)
  }

  private func bits(_ mask: UInt8) -> Reading<Bool> {
    payload.count > 0 ? .value(payload[0] & mask != 0) : .absent
  }

  /// Hands every signal to a visitor.
  ///
  /// - Parameter visitor: What takes the signals.
  @inlinable  // Specialised for each visitor: a third less time for CSV.
  public func visitFields<Visitor: FieldVisitor & ~Copyable>(
    _ visitor: inout Visitor
  ) {
    visitor.visit(.chargeEnabled, chargeEnabled)
    visitor.visit(.dischargeEnabled, dischargeEnabled)
    visitor.visit(.forceCharge, forceCharge)
    visitor.visit(.forceChargeKind, forceChargeKind)
    visitor.visit(.fullCharge, fullCharge)
  }
}
