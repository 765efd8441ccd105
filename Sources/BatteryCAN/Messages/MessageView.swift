// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// A message with its layout looked up.
///
/// ``BatteryMessage`` is small and looks its layout up for each question. Whoever
/// has many questions, such as all of its fields, asks its view.
public struct MessageView: Sendable {
  let payload: ClassicPayload
  /// Where the signals are.
  public let layout: MessageLayout
  /// What was found out about the layout.
  private(set) var layoutNotes: NoteSet
  /// What the stream adds to that.
  private let streamNotes: NoteSet
  /// Whether the sender does not know its measurements yet.
  private let isBlank: Bool
  /// The dialects that are possible, if there are several, and the identifier.
  private let possible: DialectSet
  private let id: StandardID

  /// Which message it is.
  public var kind: MessageKind { layout.kind }

  /// How many fields there are.
  public var count: Int { layout.count }

  /// A field and what the message says about it.
  ///
  /// - Parameter index: 0 to ``count`` - 1.
  public subscript(index: Int) -> BatteryMessage.Fields.Element {
    let slot = layout[index]
    return BatteryMessage.Fields.Element(
      field: slot.field, reading: read(slot))
  }

  init(
    _ payload: ClassicPayload, _ layout: MessageLayout,
    streamNotes: NoteSet = NoteSet(), possible: DialectSet = DialectSet(),
    id: StandardID = StandardID(truncating: 0)
  ) {
    self.payload = payload
    self.streamNotes = streamNotes
    self.possible = possible
    self.id = id
    // Ones are ones in every order of bytes.
    isBlank = payload.isBlank(layout)
    layoutNotes = layout.note.map { NoteSet($0) } ?? NoteSet()
    if !possible.isSingle, possible.isContested(payload, id) {
      layoutNotes.insert(.assumed)
    }
    if streamNotes.contains(.wrongScale) {
      self.layout = layout.inHundredths
      return
    }
    switch layout.alternative {
    case .markedAlarms, .alarmsOfAnyTable, .configuration:
      self.layout = layout.resolved(payload)
      if let note = self.layout.note { layoutNotes.insert(note) }
      return
    case .availableCapacity:
      self.layout =
        streamNotes.contains(.presentCapacity) ? .availableInfo : layout
      return
    case .none:
      // What the frame itself cannot tell, others of the stream have.
      guard streamNotes.contains(.otherByteOrder) else { break }
      self.layout = layout.reversed
      return
    case .otherByteOrder, .otherByteOrderExchanged:
      var other = layout.reversed
      if layout.alternative == .otherByteOrderExchanged {
        other = other.exchanged
      }
      let isOther =
        !Self.isPlausible(payload, layout)
        && Self.isPlausible(payload, other, inEitherScale: false)
      // Without the signal that tells the order nothing else can be read.
      if layout.isDisputed && isOther || layout.hasUndecidedRange {
        layoutNotes.insert(.undecided)
        self.layout = layout.withNothingDecided
        return
      }
      guard isOther else { break }
      layoutNotes.insert(.otherByteOrder)
      if layout.alternative == .otherByteOrderExchanged {
        layoutNotes.insert(.exchangedLimits)
      }
      self.layout = other
      return
    case .requests:
      guard payload.looksLikeRequests else {
        self.layout = payload.hasPrefix(["D", "Y"]) ? layout : .manufacturer
        return
      }
      layoutNotes.insert(.requestsAs35E)
      self.layout = .pylontechRequests
      return
    }
    self.layout = layout
  }

  /// Whether the voltage or SOC of a layout is in its usual range.
  static func isPlausible(
    _ payload: ClassicPayload, _ layout: MessageLayout,
    inEitherScale: Bool = true
  ) -> Bool {
    var index = 0
    while index < layout.count {
      let slot = layout[index]
      index &+= 1
      guard slot.field.hasUsualRange, slot.width > 8,
        case .value(.number(let number)) = payload.read(
          slot, layout.byteOrder, isBlank: payload.isBlank(layout), soc: nil)
      else { continue }
      // One thing to be tolerated at a time.
      if !inEitherScale, number.decimals != slot.decimals { return false }
      return slot.field.isUsual(number)
    }
    return false
  }

  /// What the payload says about a signal of the layout.
  func read(_ slot: Slot) -> Reading<FieldValue> {
    if streamNotes.contains(.neverCleared), slot.isForceCharge {
      return .notAvailable
    }
    if slot.coding == .undecided, payload.count > 0 {
      return possible.reading(of: slot.field, payload, id)
    }
    let soc = slot.dependsOnSOC ? layout.slot(of: .soc) : nil
    return payload.read(slot, layout.byteOrder, isBlank: isBlank, soc: soc)
  }

  /// What was tolerated in the frame, or is to be known about it.
  public var notes: NoteSet {
    var notes = layoutNotes.union(streamNotes)
    let slots = layout.span
    var index = 0
    while index < slots.count {
      if let note = payload.note(slots[index], layout.byteOrder) {
        notes.insert(note)
      }
      if slots[index].coding == .undecided, read(slots[index]) == .undecided {
        notes.insert(.undecided)
      }
      index &+= 1
    }
    return notes
  }
}

extension MessageLayout {
  /// Whether the signal is undecided that tells the order of the bytes.
  fileprivate var hasUndecidedRange: Bool {
    var index = 0
    while index < count {
      if self[index].coding == .undecided, self[index].field.hasUsualRange {
        return true
      }
      index &+= 1
    }
    return false
  }
}

extension Field {
  /// What a battery can have, in the unit of the field; `nil` where any number is
  /// possible.
  var plausible: (lowest: Int64, highest: Int64)? {
    switch self {
    case .chargeVoltageLimit, .dischargeVoltageLimit: (10, 70)
    case .voltage: (10, 70)
    case .temperature, .temperatureMax, .temperatureMin: (-60, 125)
    case .soc: (0, 100)
    case .soh: (0, 110)
    case .cellVoltageMax, .cellVoltageMin, .cellVoltageAverage: (1, 5)
    default: nil
    }
  }

  /// Whether ``isUsual(_:)`` can tell.
  fileprivate var hasUsualRange: Bool {
    switch self {
    case .chargeVoltageLimit, .voltage, .cellVoltageMax, .soc: true
    default: false
    }
  }

  /// Whether a number is one that a battery of the 48 V class can have.
  ///
  /// The range is wide enough for 24 V systems: 20 to 70 V, and 2 to 4.5 V for a
  /// cell.
  func isUsual(_ number: DecimalNumber) -> Bool {
    switch self {
    case .chargeVoltageLimit, .dischargeVoltageLimit, .voltage:
      number >= DecimalNumber(20) && number <= DecimalNumber(70)
    case .cellVoltageMax, .cellVoltageMin, .cellVoltageAverage:
      number >= DecimalNumber(2)
        && number <= DecimalNumber(45, decimals: 1)
    case .soc, .soh:
      number >= DecimalNumber(0) && number <= DecimalNumber(100)
    default: true
    }
  }
}

extension MessageView {
  /// What the payload says about a field.
  func read(_ field: Field) -> Reading<FieldValue> {
    layout.slot(of: field).map { read($0) } ?? .absent
  }
}
