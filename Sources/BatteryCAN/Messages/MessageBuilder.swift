// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// Builds a message from what it is to say.
///
///     guard var limits = MessageBuilder(.pylontech, id) else { return }
///     limits[.chargeVoltageLimit] = .value(Voltage(576, decimals: 1))
///     limits[.chargeCurrentLimit] = .value(Current(50))
///     let frame = try limits.message().frame
///
/// What is not set is zero on the wire, or what its dialect always has there.
public struct MessageBuilder: Sendable {
  private let id: StandardID
  private let dialect: Dialect
  private let layout: MessageLayout
  private let length: Int
  private var readings = InlineArray<14, Reading<FieldValue>?>(repeating: nil)
  private var unknownField: Field?

  /// Starts a message, or `nil` if the dialect does not have the identifier.
  ///
  /// - Parameters:
  ///   - dialect: The dialect.
  ///   - id: The identifier of the frame.
  ///   - length: How many bytes the frame has, at most 8; as many as the dialect
  ///     says by default.
  public init?(_ dialect: Dialect, _ id: StandardID, length: Int? = nil) {
    guard let layout = dialect.layout(of: id) else { return nil }
    self.id = id
    self.dialect = dialect
    self.layout = layout
    self.length = max(0, min(length ?? Int(layout.length), 8))
  }

  /// What the message is to say about a signal.
  ///
  /// - Parameter signal: The signal.
  @inlinable  // Unspecialised it would need memory for its type.
  public subscript<Value>(signal: Signal<Value>) -> Reading<Value> {
    get {
      guard case .value(let value)? = self[field: signal.field] else {
        return self[field: signal.field] == .notAvailable
          ? .notAvailable : .absent
      }
      return Value(value).map { .value($0) } ?? .absent
    }
    set { self[field: signal.field] = newValue.map { $0.fieldValue } }
  }

  /// What the message is to say about a field; `nil` if that is not said.
  ///
  /// - Parameter field: The field.
  public subscript(field field: Field) -> Reading<FieldValue>? {
    get { index(of: field).flatMap { readings[$0] } }
    set {
      if let index = index(of: field) {
        readings[index] = newValue
      } else if newValue != nil, newValue != .absent {
        unknownField = field
      }
    }
  }

  private func index(of field: Field) -> Int? {
    var index = 0
    while index < layout.count {
      if layout[index].field == field { return index }
      index &+= 1
    }
    return nil
  }

  /// The message.
  ///
  /// - Throws: ``MessageEncodingError`` if decoding it would not give what was set.
  public func message() throws(MessageEncodingError) -> BatteryMessage {
    if let unknownField {
      throw MessageEncodingError(.unknownField, unknownField)
    }
    var word = layout.template
    var index = 0
    while index < layout.count {
      if let reading = readings[index] {
        let slot = layout[index]
        // Text takes the place of what its dialect always has there.
        if slot.coding == .text { word &= ~slot.payloadMask }
        word |= try slot.word(reading, layout.byteOrder)
      }
      index &+= 1
    }
    let message = BatteryMessage(
      ClassicPayload(word: word, count: length), id: id,
      dialects: DialectSet(dialect))
    // What it is read as: alarms may be taken for those of another table.
    let view = message.view
    index = 0
    while index < layout.count {
      let slot = layout[index]
      if let reading = readings[index], view.read(slot.field) != reading {
        throw MessageEncodingError(
          error(reading, slot), slot.field)
      }
      index &+= 1
    }
    return message
  }

  private func error(
    _ reading: Reading<FieldValue>, _ slot: Slot
  ) -> MessageEncodingError.Reason {
    if reading == .absent { return .missing }
    return length < slot.end ? .payloadTooShort : .notRepresentable
  }
}
