// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// How full the battery is, and how much of its capacity is left to it.
///
///     0x355   0-1  SOC                  1 %
///             2-3  SOH                  1 %
///             4-5  SOC, high resolution 0.01 %   in frames of 6 or 8 bytes
///
/// Above 100 % SOC stands for "not available". Bytes 4 and 5 are full of other
/// things in some batteries (zero, constants, cell voltages), so they count as
/// SOC only when they agree with bytes 0 and 1. Source: Pylontech CAN protocol
/// V1.2; SMA FSS-ConnectingBat-TI-en-10; captures of US5000 and BYD.
public struct StateOfCharge: Message {
  /// Which message it is.
  public static var kind: MessageKind { .stateOfCharge }
  /// The identifier of the frame.
  public let id: StandardID
  /// The data of the frame.
  public let payload: ClassicPayload
  /// Where the dialect puts each signal.
  public let layout: Layout

  /// Where a dialect puts the signals of ``StateOfCharge``.
  public struct Layout: Hashable, Sendable {
    /// State of charge.
    public var soc: Signal<Units.Percent>
    /// State of health.
    public var soh: Signal<Units.Percent>
    /// State of charge again with decimals, if the dialect has it.
    public var socHighResolution: Signal<Units.Percent>?

    /// Describes a layout.
    ///
    /// - Parameters:
    ///   - soc: State of charge.
    ///   - soh: State of health.
    ///   - socHighResolution: State of charge again with decimals.
    public init(
      soc: Signal<Units.Percent>, soh: Signal<Units.Percent>,
      socHighResolution: Signal<Units.Percent>?
    ) {
      self.soc = soc
      self.soh = soh
      self.socHighResolution = socHighResolution
    }

    /// The layout of Pylontech, SMA, and all who follow them.
    public static var common: Layout {
      Layout(
        soc: Signal(.u16, at: 0, decimals: 0, .atMost100),
        soh: Signal(.u16, at: 2, decimals: 0),
        socHighResolution: Signal(.u16, at: 4, decimals: 2, .atMost100)
      )
    }
  }

  /// Reads a payload as state of charge.
  ///
  /// - Parameters:
  ///   - payload: The data of the frame.
  ///   - id: The identifier of the frame.
  ///   - layout: Where the dialect puts each signal.
  public init(
    payload: ClassicPayload, id: StandardID = .stateOfCharge,
    layout: Layout = .common
  ) {
    self.id = id
    self.payload = payload
    self.layout = layout
  }

  /// Builds the message from what it is to say.
  ///
  /// - Parameters:
  ///   - soc: State of charge.
  ///   - soh: State of health.
  ///   - socHighResolution: State of charge with decimals; if absent, the frame
  ///     ends before it.
  ///   - id: The identifier of the frame.
  ///   - layout: Where the dialect puts each signal.
  /// - Throws: ``MessageEncodingError`` if a value cannot be sent as it is.
  public init(
    soc: Reading<Percentage>,
    soh: Reading<Percentage>,
    socHighResolution: Reading<Percentage> = .absent,
    id: StandardID = .stateOfCharge,
    layout: Layout = .common
  ) throws(MessageEncodingError) {
    let isFine = socHighResolution != .absent
    var bytes = PayloadBuilder(count: isFine ? 6 : 4)
    try layout.soc.write(soc, as: .soc, to: &bytes)
    try layout.soh.write(soh, as: .soh, to: &bytes)
    if let signal = layout.socHighResolution {
      try signal.write(socHighResolution, as: .socHighResolution, to: &bytes)
    }
    self.init(payload: bytes.payload, id: id, layout: layout)
    guard self.socHighResolution == socHighResolution else {
      throw MessageEncodingError(.notRepresentable, .socHighResolution)
    }
  }

  /// State of charge.
  public var soc: Reading<Percentage> { layout.soc.read(payload) }

  /// State of health: the capacity that is left, in percent of the original.
  public var soh: Reading<Percentage> { layout.soh.read(payload) }

  /// State of charge with decimals, if it agrees with ``soc`` to 1 %.
  public var socHighResolution: Reading<Percentage> {
    guard let signal = layout.socHighResolution else { return .absent }
    let fine = signal.read(payload)
    guard case .value(let fineSOC) = fine else { return fine }
    guard case .value(let coarseSOC) = soc,
      let hundredths = coarseSOC.number.rescaled(to: 2)?.significand,
      let fineHundredths = fineSOC.number.rescaled(to: 2)?.significand
    else { return .notAvailable }
    let isFilledWithZero = fineHundredths == 0 && hundredths != 0
    let difference = fineHundredths &- hundredths
    guard !isFilledWithZero, difference >= -100, difference <= 100 else {
      return .notAvailable
    }
    return fine
  }

  /// Hands every signal to a visitor.
  ///
  /// - Parameter visitor: What takes the signals.
  @inlinable  // Specialised for each visitor: a third less time for CSV.
  public func visitFields<Visitor: FieldVisitor & ~Copyable>(
    _ visitor: inout Visitor
  ) {
    visitor.visit(.soc, soc)
    visitor.visit(.soh, soh)
    visitor.visit(.socHighResolution, socHighResolution)
  }
}
