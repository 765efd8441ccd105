// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// What the BMS protects its battery from, and what it warns of.
///
///     0x359   0-1  protections, a bit each: the battery is cut off
///             2-3  alarms, a bit each: a limit is near
///             4    number of modules in parallel
///             5-6  "PN", or what else the maker puts there
///
/// Pylontech V1.0 calls the two levels "alarm" and "warning"; the bits are the
/// same. ``FaultTable`` lists the bits. Source: Pylontech CAN protocol
/// V1.0 (2016-11-03) and V1.2 (2018-04-08).
public struct Alarms: Message {
  /// Which message it is.
  public static var kind: MessageKind { .alarms }
  /// The identifier of the frame.
  public let id: StandardID
  /// The data of the frame.
  public let payload: ClassicPayload
  /// Where the dialect puts each signal.
  public let layout: Layout

  /// Where a dialect puts the signals of ``Alarms``.
  public struct Layout: Hashable, Sendable {
    /// The bits from byte 0 on.
    public var protections: FaultTable
    /// The bits behind those of the protections.
    public var alarms: FaultTable
    /// The number of modules.
    public var moduleCount: Signal<Units.Count>

    /// Describes a layout.
    ///
    /// - Parameters:
    ///   - protections: The bits from byte 0 on.
    ///   - alarms: The bits behind those of the protections.
    ///   - moduleCount: The number of modules.
    public init(
      protections: FaultTable, alarms: FaultTable,
      moduleCount: Signal<Units.Count>
    ) {
      self.protections = protections
      self.alarms = alarms
      self.moduleCount = moduleCount
    }
  }

  /// Reads a payload as alarms.
  ///
  /// - Parameters:
  ///   - payload: The data of the frame.
  ///   - id: The identifier of the frame.
  ///   - layout: Where the dialect puts each signal.
  public init(
    payload: ClassicPayload, id: StandardID = .alarms, layout: Layout
  ) {
    self.id = id
    self.payload = payload
    self.layout = layout
  }

  /// Builds the message from what it is to say.
  ///
  /// - Parameters:
  ///   - protections: What has cut the battery off, in the layout's table.
  ///   - alarms: What the BMS warns of, in the layout's table.
  ///   - moduleCount: The number of modules.
  ///   - mark: Bytes 5 and 6, the first one lowest: 0x4E50 is "PN".
  ///   - id: The identifier of the frame.
  ///   - layout: Where the dialect puts each signal.
  /// - Throws: ``MessageEncodingError`` if a table is not the layout's or the number
  ///   of modules does not fit.
  public init(
    protections: FaultSet,
    alarms: FaultSet,
    moduleCount: Reading<Count>,
    mark: UInt16 = 0x4E50,
    id: StandardID = .alarms,
    layout: Layout
  ) throws(MessageEncodingError) {
    guard protections.table == layout.protections else {
      throw MessageEncodingError(.notRepresentable, .protections)
    }
    guard alarms.table == layout.alarms else {
      throw MessageEncodingError(.notRepresentable, .alarms)
    }
    var bytes = PayloadBuilder(count: 7)
    bytes.set(protections.bits, at: 0)
    bytes.set(alarms.bits, at: Int(layout.protections.byteCount))
    try layout.moduleCount.write(moduleCount, as: .moduleCount, to: &bytes)
    bytes.set(UInt32(mark), at: 5)
    self.init(payload: bytes.payload, id: id, layout: layout)
  }

  /// What has cut the battery off.
  public var protections: Reading<FaultSet> {
    faults(layout.protections, at: 0)
  }

  /// What the BMS warns of.
  public var alarms: Reading<FaultSet> {
    faults(layout.alarms, at: layout.protections.byteCount)
  }

  /// How many modules work in parallel.
  public var moduleCount: Reading<Count> { layout.moduleCount.read(payload) }

  private func faults(
    _ table: FaultTable, at firstByte: UInt8
  ) -> Reading<FaultSet> {
    guard payload.count >= Int(firstByte &+ table.byteCount) else {
      return .absent
    }
    let shift = UInt64(widening: UInt32(firstByte) &* 8)
    let bits = UInt32(truncatingIfNeeded: payload.word &>> shift)
    return .value(FaultSet(bits: bits, table: table))
  }

  /// Hands every signal to a visitor.
  ///
  /// - Parameter visitor: What takes the signals.
  @inlinable  // Specialised for each visitor: a third less time for CSV.
  public func visitFields<Visitor: FieldVisitor & ~Copyable>(
    _ visitor: inout Visitor
  ) {
    visitor.visit(.protections, protections)
    visitor.visit(.alarms, alarms)
    visitor.visit(.moduleCount, moduleCount)
  }
}
