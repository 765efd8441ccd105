// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// A message between a BMS and a PCS.
///
/// A message is a view of its payload, read the way its dialect means it. Nothing
/// of the frame is lost by decoding it, and a signal is worked out when it is
/// asked for:
///
///     guard let message = Dialect.pylontech.decode(frame) else { return }
///     if case .value(let voltage) = message[.chargeVoltageLimit] {
///       print("charge to \(voltage)")
///     }
public struct BatteryMessage: Equatable, Sendable {
  // In this order they take the fewest words.
  /// The data of the frame.
  public let payload: ClassicPayload
  /// The identifier, by its 11 bits; see ``frameID``.
  public let id: StandardID
  /// The dialects that it was decoded by; more than one only while it is not
  /// known which.
  public let dialects: DialectSet
  /// What the stream adds to the notes of the message itself.
  private(set) var streamNotes = NoteSet()

  init(
    _ payload: ClassicPayload, id: StandardID, dialects: DialectSet,
    streamNotes: NoteSet = NoteSet()
  ) {
    self.id = id
    self.payload = payload
    self.dialects = dialects
    self.streamNotes = streamNotes
  }

  /// Where the signals are.
  public var layout: MessageLayout { view.layout }

  /// Which message it is.
  public var kind: MessageKind { layout.kind }

  /// The identifier as it was sent: with 29 bits if the message has the note
  /// ``Note/extendedIdentifier``.
  public var frameID: FrameID {
    streamNotes.contains(.extendedIdentifier)
      ? .extended(ExtendedID(truncating: UInt32(id.rawValue))) : .standard(id)
  }

  /// The message as the frame it is sent in.
  public var frame: CANFrame {
    CANFrame(id: frameID, payload: Payload(payload))
  }

  /// What the message says about a signal.
  ///
  /// - Parameter signal: The signal.
  /// - Returns: The value, or why there is none; absent if the message is not one
  ///   that has it.
  @inlinable  // Unspecialised it would need memory for its type.
  public subscript<Value>(signal: Signal<Value>) -> Reading<Value> {
    switch self[field: signal.field] {
    case .value(let value): Value(value).map { .value($0) } ?? .absent
    case .notAvailable: .notAvailable
    case .absent: .absent
    case .undecided: .undecided
    }
  }

  /// What the message says about a field, whatever its type.
  ///
  /// - Parameter field: The field.
  public subscript(field field: Field) -> Reading<FieldValue> {
    let view = self.view
    guard let slot = view.layout.slot(of: field) else { return .absent }
    return view.read(slot)
  }

  /// What was tolerated in the frame, or is to be known about it.
  public var notes: NoteSet { view.notes }

  /// The same message with a note.
  func noting(_ note: Note) -> BatteryMessage {
    var copy = self
    copy.streamNotes.insert(note)
    return copy
  }

  /// The message with its layout looked up, for many questions.
  public var view: MessageView {
    MessageView(
      payload, dialects.layout(of: id) ?? MessageLayout(.keepAlive),
      streamNotes: streamNotes, possible: dialects, id: id)
  }
}

extension BatteryMessage {
  /// All fields of the message, present or not, always in one order.
  public var fields: Fields { Fields(view) }

  /// A walk through the fields of a message.
  public struct Fields: IteratorProtocol, Sendable {
    private let view: MessageView
    private var index = 0

    init(_ view: MessageView) { self.view = view }

    /// A field and what the message says about it.
    public struct Element: Equatable, Sendable {
      /// The field.
      public let field: Field
      /// What the message says about it.
      public let reading: Reading<FieldValue>
    }

    /// The next field, or `nil` at the end.
    public mutating func next() -> Element? {
      guard index < view.count else { return nil }
      defer { index &+= 1 }
      return view[index]
    }
  }
}

#if !hasFeature(Embedded)
// `Sequence` has methods that return arrays, so that Embedded Swift without
// allocations refuses it; there, call `next()`.
extension BatteryMessage.Fields: Sequence {}
#endif
