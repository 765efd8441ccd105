// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// How far the battery lets itself be charged and discharged.
///
///     0x351   0-1  charge voltage limit       0.1 V
///             2-3  charge current limit       0.1 A
///             4-5  discharge current limit    0.1 A
///             6-7  discharge cut-off voltage  0.1 V
///
/// Charging or discharging is forbidden when its current limit is 0. Pylontech
/// V1.0 ends after byte 5; V1.2 leaves bytes 6 and 7 blank, but its batteries
/// fill them. Some senders negate the discharge current limit. Source:
/// Pylontech CAN protocol V1.2 (2018-04-08); captures of US2000C and US5000.
public struct Limits: Message {
  /// Which message it is.
  public static var kind: MessageKind { .limits }
  /// The identifier of the frame.
  public let id: StandardID
  /// The data of the frame.
  public let payload: ClassicPayload
  /// Where the dialect puts each signal.
  public let layout: Layout

  /// Where a dialect puts the signals of ``Limits``.
  public struct Layout: Hashable, Sendable {
    /// The highest voltage to charge with.
    public var chargeVoltageLimit: Signal<Units.Volts>
    /// The highest current to charge with.
    public var chargeCurrentLimit: Signal<Units.Amperes>
    /// The highest current to discharge with.
    public var dischargeCurrentLimit: Signal<Units.Amperes>
    /// The voltage at which discharging has to end.
    public var dischargeVoltageLimit: Signal<Units.Volts>

    /// Describes a layout.
    ///
    /// - Parameters:
    ///   - chargeVoltageLimit: The highest voltage to charge with.
    ///   - chargeCurrentLimit: The highest current to charge with.
    ///   - dischargeCurrentLimit: The highest current to discharge with.
    ///   - dischargeVoltageLimit: The voltage at which discharging has to end.
    public init(
      chargeVoltageLimit: Signal<Units.Volts>,
      chargeCurrentLimit: Signal<Units.Amperes>,
      dischargeCurrentLimit: Signal<Units.Amperes>,
      dischargeVoltageLimit: Signal<Units.Volts>
    ) {
      self.chargeVoltageLimit = chargeVoltageLimit
      self.chargeCurrentLimit = chargeCurrentLimit
      self.dischargeCurrentLimit = dischargeCurrentLimit
      self.dischargeVoltageLimit = dischargeVoltageLimit
    }

    /// The layout that every dialect with 0x351 shares.
    public static var common: Layout {
      Layout(
        chargeVoltageLimit: Signal(.u16, at: 0, decimals: 1),
        chargeCurrentLimit: Signal(.s16, at: 2, decimals: 1, .magnitude),
        dischargeCurrentLimit: Signal(.s16, at: 4, decimals: 1, .magnitude),
        dischargeVoltageLimit: Signal(
          .u16, at: 6, decimals: 1, .zeroIsNotAvailable)
      )
    }
  }

  /// Reads a payload as limits.
  ///
  /// - Parameters:
  ///   - payload: The data of the frame.
  ///   - id: The identifier of the frame.
  ///   - layout: Where the dialect puts each signal.
  public init(
    payload: ClassicPayload, id: StandardID = .limits,
    layout: Layout = .common
  ) {
    self.id = id
    self.payload = payload
    self.layout = layout
  }

  /// Builds the message from what it is to say.
  ///
  /// - Parameters:
  ///   - chargeVoltageLimit: The highest voltage to charge with.
  ///   - chargeCurrentLimit: The highest current to charge with.
  ///   - dischargeCurrentLimit: The highest current to discharge with.
  ///   - dischargeVoltageLimit: The discharge cut-off voltage; if absent, the
  ///     frame ends before it.
  ///   - id: The identifier of the frame.
  ///   - layout: Where the dialect puts each signal.
  /// - Throws: ``MessageEncodingError`` if a value cannot be sent as it is.
  public init(
    chargeVoltageLimit: Reading<Voltage>,
    chargeCurrentLimit: Reading<Current>,
    dischargeCurrentLimit: Reading<Current>,
    dischargeVoltageLimit: Reading<Voltage>,
    id: StandardID = .limits,
    layout: Layout = .common
  ) throws(MessageEncodingError) {
    let hasCutOff = dischargeVoltageLimit != .absent
    var bytes = PayloadBuilder(count: hasCutOff ? 8 : 6)
    try layout.chargeVoltageLimit.write(
      chargeVoltageLimit, as: .chargeVoltageLimit, to: &bytes)
    try layout.chargeCurrentLimit.write(
      chargeCurrentLimit, as: .chargeCurrentLimit, to: &bytes)
    try layout.dischargeCurrentLimit.write(
      dischargeCurrentLimit, as: .dischargeCurrentLimit, to: &bytes)
    try layout.dischargeVoltageLimit.write(
      dischargeVoltageLimit, as: .dischargeVoltageLimit, to: &bytes)
    self.init(payload: bytes.payload, id: id, layout: layout)
  }

  /// The highest voltage to charge with (CVL).
  public var chargeVoltageLimit: Reading<Voltage> {
    layout.chargeVoltageLimit.read(payload)
  }

  /// The highest current to charge with (CCL); 0 forbids charging.
  public var chargeCurrentLimit: Reading<Current> {
    layout.chargeCurrentLimit.read(payload)
  }

  /// The highest current to discharge with (DCL); 0 forbids discharging.
  public var dischargeCurrentLimit: Reading<Current> {
    layout.dischargeCurrentLimit.read(payload)
  }

  /// The discharge cut-off voltage (DVL): discharging has to end there.
  public var dischargeVoltageLimit: Reading<Voltage> {
    layout.dischargeVoltageLimit.read(payload)
  }

  /// Hands every signal to a visitor.
  ///
  /// - Parameter visitor: What takes the signals.
  @inlinable  // Specialised for each visitor: a third less time for CSV.
  public func visitFields<Visitor: FieldVisitor & ~Copyable>(
    _ visitor: inout Visitor
  ) {
    visitor.visit(.chargeVoltageLimit, chargeVoltageLimit)
    visitor.visit(.chargeCurrentLimit, chargeCurrentLimit)
    visitor.visit(.dischargeCurrentLimit, dischargeCurrentLimit)
    visitor.visit(.dischargeVoltageLimit, dischargeVoltageLimit)
  }
}
