// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Reads the fields of many messages, one message after the other.
///
/// It says the same as ``BatteryMessage/fields`` and ``BatteryMessage/notes``, in
/// less time: the layouts of the last identifiers stay where they are, so that
/// none is looked up, put together or copied again.
///
///     var reader = MessageReader()
///     while let message = ... {
///       reader.begin(message)
///       while let field = reader.next() { ... }
///     }
public struct MessageReader: Sendable {
  /// Which message it is.
  public private(set) var kind = MessageKind.keepAlive
  /// What was tolerated in the message, or is to be known about it.
  public private(set) var notes = NoteSet()

  /// How many fields there are.
  public private(set) var count = 0

  /// Each identifier has its place; the last one is for layouts that depend on
  /// the data.
  private var layouts = InlineArray<33, KnownLayout>(repeating: KnownLayout())
  private var place = 0
  private var index = 0
  private var payload = ClassicPayload(word: 0, count: 0)
  private var id = StandardID(truncating: 0)
  private var possible = DialectSet()
  private var isBlank = false
  /// Whether what 0x360 asks for is not to be believed.
  private var hidesForceCharge = false
  /// Whether no number is read by its short cut: if any of both is so, or the layout
  /// depends on the data.
  private var isSpecial = false

  /// A layout, and whose it is.
  private struct KnownLayout {
    var id: UInt16 = 0
    /// Never those of a message before it is known.
    var dialects = DialectSet()
    var layout = MessageLayout(.keepAlive)
    /// The short cut to each signal.
    var plainNumbers = InlineArray<14, PlainNumber>(repeating: PlainNumber())
    /// The notes of every such message.
    var notes = NoteSet()
    /// Whether other dialects that are possible may read it differently.
    var isContested = false
    /// A bit for each signal that may have a note.
    var notable: UInt16 = 0
    /// Where the voltage is that says whether a message is blank, or a place
    /// beyond all signals.
    var voltage = Int.max
  }

  private static var placeOfOthers: Int { 32 }

  /// Starts with no message.
  public init() {}

  /// Takes the message to be read next.
  ///
  /// - Parameter message: The message.
  public mutating func begin(_ message: BatteryMessage) {
    let id = message.id.rawValue
    place = StandardID.place(of: id)
    if layouts[place].id != id || layouts[place].dialects != message.dialects {
      lookUp(message, id)
    }
    payload = message.payload
    self.id = message.id
    possible = message.dialects
    let isContested =
      layouts[place].isContested && possible.isContested(payload, message.id)
    let streamNotes = message.streamNotes
    hidesForceCharge = streamNotes.contains(.neverCleared)
    index = 0
    if layouts[place].layout.alternative != .none
      || streamNotes.contains(.otherByteOrder)
      || streamNotes.contains(.wrongScale)
    {
      beginOther(streamNotes, possible)
    } else {
      notes = layouts[place].notes.union(streamNotes)
    }
    if isContested { notes.insert(.assumed) }
    kind = layouts[place].layout.kind
    count = layouts[place].layout.count
    isBlank = false
    isSpecial = hidesForceCharge
    var notable = layouts[place].notable
    let voltage = layouts[place].voltage
    if voltage < count {
      if !isSpecial, plainNumber(voltage) != nil {
        // There is nothing to be known about it.
        notable &= ~(1 &<< UInt16(truncatingIfNeeded: voltage))
      } else {
        let slot = layouts[place].layout[voltage]
        isBlank = payload.isBlank(slot, layouts[place].layout.byteOrder)
        isSpecial = isSpecial || isBlank
      }
    }
    if notable != 0 { takeNotes(notable) }
  }

  private mutating func lookUp(
    _ message: BatteryMessage, _ id: UInt16
  ) {
    let layout = message.dialects.layout(of: message.id)
    layouts[place] = KnownLayout(
      id: id, dialects: message.dialects,
      layout: layout ?? MessageLayout(.keepAlive))
    layouts[place].notes =
      layouts[place].layout.note.map { NoteSet($0) } ?? NoteSet()
    layouts[place].isContested = message.dialects.mayBeContested(message.id)
    layouts[place].notable = layouts[place].layout.notableSlots
    layouts[place].voltage = layouts[place].layout.placeOfBlank
    takePlainNumbers()
  }

  /// Prepares the short cuts to the numbers of a layout.
  private mutating func takePlainNumbers() {
    let order = layouts[place].layout.byteOrder
    var index = 0
    while index < layouts[place].layout.count {
      let slot = layouts[place].layout[index]
      layouts[place].plainNumbers[index] = PlainNumber(slot, order)
      index &+= 1
    }
  }

  /// Takes a message whose layout depends on its data.
  private mutating func beginOther(
    _ streamNotes: NoteSet, _ possible: DialectSet
  ) {
    let view = MessageView(
      payload, layouts[place].layout, streamNotes: streamNotes)
    place = Self.placeOfOthers
    layouts[place].layout = view.layout
    layouts[place].dialects = possible
    layouts[place].notable = view.layout.notableSlots
    layouts[place].voltage = view.layout.placeOfBlank
    notes = view.layoutNotes.union(streamNotes)
  }

  /// Looks at the signals that may have a note.
  @inline(never)
  private mutating func takeNotes(_ notable: UInt16) {
    var left = notable
    while left != 0 {
      let index = left.trailingZeroBitCount
      left &= left &- 1
      // A number that means what it is has nothing to be known about.
      if !isSpecial, plainNumber(index) != nil { continue }
      let slot = layouts[place].layout[index]
      if slot.coding == .undecided {
        let reading = layouts[place].dialects.reading(
          of: slot.field, payload, id)
        if payload.count > 0, reading == .undecided { notes.insert(.undecided) }
        continue
      }
      let order = layouts[place].layout.byteOrder
      if let note = payload.note(slot, order) { notes.insert(note) }
    }
  }

  /// The next field and what the message says about it, or `nil` at the end.
  public mutating func next() -> BatteryMessage.Fields.Element? { readNext() }

  /// The same for who has many messages read.
  @inline(__always)
  mutating func readNext() -> BatteryMessage.Fields.Element? {
    guard index < count else { return nil }
    let place = index
    index &+= 1
    return BatteryMessage.Fields.Element(
      field: layouts[self.place].layout[place].field, reading: read(place))
  }

  /// What the message says about a field.
  ///
  /// - Parameter field: The field.
  /// - Returns: The value, or why there is none.
  public mutating func reading(of field: Field) -> Reading<FieldValue> {
    index(of: field).map { read($0) } ?? .absent
  }

  /// Whether another dialect that is possible reads a field differently.
  ///
  /// - Parameter field: The field.
  /// - Returns: Whether its value rests on the dialect that is assumed.
  public func isAssumed(_ field: Field) -> Bool {
    notes.contains(.assumed)
      && possible.reading(of: field, payload, id) == .undecided
  }

  /// What was tolerated to read a field.
  mutating func note(of field: Field) -> Note? {
    guard let index = index(of: field) else { return nil }
    return payload.note(
      layouts[place].layout[index], layouts[place].layout.byteOrder)
  }

  /// Where a field stands.
  @inline(__always)
  private mutating func index(of field: Field) -> Int? {
    var index = 0
    while index < count {
      if layouts[place].layout[index].field == field { return index }
      index &+= 1
    }
    return nil
  }

  /// Reads the signal at a place.
  @inline(__always)
  private mutating func read(_ index: Int) -> Reading<FieldValue> {
    if !isSpecial {
      if let number = plainNumber(index) { return .value(.number(number)) }
      let end = layouts[place].plainNumbers[index].end
      if payload.count < end, end <= 8 { return .absent }
      if layouts[place].plainNumbers[index].isBlank(payload.word) {
        return .notAvailable
      }
    }
    return readOther(index)
  }

  /// The number at a place, if there is one and it means what it is.
  @inline(__always)
  private mutating func plainNumber(_ index: Int) -> DecimalNumber? {
    layouts[place].plainNumbers[index].read(
      payload.word, count: payload.count)
  }

  /// Reads what is no number, or does not mean what it is.
  @inline(never)
  private mutating func readOther(_ index: Int) -> Reading<FieldValue> {
    let slot = layouts[place].layout[index]
    if hidesForceCharge, slot.isForceCharge { return .notAvailable }
    if slot.coding == .undecided, payload.count > 0 {
      return layouts[place].dialects.reading(of: slot.field, payload, id)
    }
    let soc =
      slot.dependsOnSOC
      ? self.index(of: .soc).map { layouts[place].layout[$0] } : nil
    return payload.read(
      slot, layouts[place].layout.byteOrder, isBlank: isBlank, soc: soc)
  }
}

extension MessageLayout {
  /// Where the voltage is that says whether a message is blank, or a place beyond
  /// all signals.
  fileprivate var placeOfBlank: Int {
    guard kind == .measurements else { return .max }
    var index = 0
    while index < count {
      if self[index].field == .voltage {
        return self[index].hasVoltageRule ? index : .max
      }
      index &+= 1
    }
    return .max
  }

  /// A bit for each signal that may have a note.
  fileprivate var notableSlots: UInt16 {
    var result: UInt16 = 0
    var index = 0
    while index < count {
      if self[index].isNotable {
        result |= 1 &<< UInt16(truncatingIfNeeded: index)
      }
      index &+= 1
    }
    return result
  }
}
