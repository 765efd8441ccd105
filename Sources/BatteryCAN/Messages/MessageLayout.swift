// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What a dialect sends with an identifier: which message, and where its signals
/// are.
///
/// A layout is data, and decoding, encoding, the tables of the documentation and
/// the DBC files are all made from it.
public struct MessageLayout: Sendable {
  /// Which message it is.
  public let kind: MessageKind
  /// The order of the bytes of its numbers.
  public let byteOrder: ByteOrder
  /// How many bytes a frame has by the document of the dialect.
  public let length: UInt8
  /// What a frame holds beside its signals.
  let template: UInt64
  /// What it may be instead, if its content says so.
  private(set) var alternative: Alternative
  /// Whether not all dialects have that alternative.
  private(set) var isDisputed = false
  /// What is to be known about every such frame.
  let note: Note?
  /// What earlier frames of the stream have to say.
  let memory: Memory
  /// How many signals there are.
  public private(set) var count: Int
  private var slots: InlineArray<14, Slot>

  /// The order of the bytes of a number.
  @nonexhaustive
  public enum ByteOrder: UInt8, Sendable {
    /// The lowest byte is first.
    case littleEndian
    /// The highest byte is first.
    case bigEndian
  }

  /// What a frame may be instead of what its layout says.
  enum Alternative: UInt8 {
    /// Nothing.
    case none
    /// The same in the opposite byte order, if only that makes the first signal
    /// plausible.
    case otherByteOrder
    /// The same, and with the second and third signal exchanged.
    case otherByteOrderExchanged
    /// Permissions and requests, if there is no text.
    case requests
    /// Alarms by another table, if a mark or bit pairs tell so.
    case markedAlarms
    /// The same, or by the tables without a mark or with a capacity in its place.
    case alarmsOfAnyTable
    /// Alarms by a marked table or bit pairs, or no alarms but how the battery is
    /// configured.
    case configuration
    /// The same with the capacity that is left, if the stream tells so.
    case availableCapacity

    /// Whether the content of alarms decides by which table they are read.
    var isOfAlarms: Bool {
      switch self {
      case .markedAlarms, .alarmsOfAnyTable, .configuration: true
      default: false
      }
    }
  }

  /// What earlier frames of the stream have to say about a message.
  enum Memory: UInt8 {
    /// Nothing.
    case none
    /// A request counts only once it has been seen cleared.
    case untilCleared
    /// It shows the order of the bytes of those that cannot.
    case showsOrder
    /// The order of its bytes is that of those that show it.
    case followsOrder
  }

  init(
    _ kind: MessageKind, byteOrder: ByteOrder = .littleEndian,
    length: UInt8 = 8, template: UInt64 = 0,
    or alternative: Alternative = .none,
    note: Note? = nil, memory: Memory = .none,
    _ s0: Slot? = nil, _ s1: Slot? = nil, _ s2: Slot? = nil, _ s3: Slot? = nil,
    _ s4: Slot? = nil, _ s5: Slot? = nil, _ s6: Slot? = nil, _ s7: Slot? = nil,
    _ s8: Slot? = nil, _ s9: Slot? = nil, _ s10: Slot? = nil,
    _ s11: Slot? = nil,
    _ s12: Slot? = nil, _ s13: Slot? = nil
  ) {
    self.kind = kind
    self.byteOrder = byteOrder
    self.length = length
    self.template = template
    self.alternative = alternative
    self.note = note
    self.memory = memory
    let slots: InlineArray<14, Slot?> = [
      s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12,
      s13,
    ]
    let filler = Slot.absent(.chargeVoltageLimit)
    self.slots = InlineArray(repeating: filler)
    count = 0
    var index = 0
    while index < 14, let slot = slots[index] {
      self.slots[index] = slot
      index &+= 1
    }
    count = index
  }

  /// All signals, for walks that would otherwise copy them at each step.
  var span: Span<Slot> {
    @_lifetime(borrow self)
    get { slots.span.extracting(first: count) }
  }

  /// A signal.
  ///
  /// - Parameter index: 0 to ``count`` - 1, in the order of the fields.
  public subscript(index: Int) -> Slot {
    precondition(index < count)
    return slots[index]
  }

  /// Where a field stands, or `nil` if the message does not have it.
  ///
  /// - Parameter field: The field.
  /// - Returns: The slot.
  public func slot(of field: Field) -> Slot? {
    let slots = self.slots.span  // One copy, and not one for each of them.
    var index = 0
    while index < count {
      if slots[index].field == field { return slots[index] }
      index &+= 1
    }
    return nil
  }
}

extension MessageLayout: Equatable {
  /// Whether two layouts give the same message for every payload.
  public static func == (a: MessageLayout, b: MessageLayout) -> Bool {
    guard a.kind == b.kind, a.byteOrder == b.byteOrder,
      a.alternative == b.alternative, a.isDisputed == b.isDisputed,
      a.note == b.note, a.count == b.count
    else { return false }
    var index = 0
    while index < a.count {
      if a.slots[index] != b.slots[index] { return false }
      index &+= 1
    }
    return true
  }
}

extension MessageLayout {
  /// The part of two layouts that is the same in both.
  ///
  /// What differs stays as a field without a value. `nil` if they are not even
  /// the same message.
  func agreement(with other: MessageLayout) -> MessageLayout? {
    if self == other { return self }
    guard kind == other.kind, byteOrder == other.byteOrder, note == other.note
    else { return nil }
    var result = self
    result.count = 0
    let isOfAlarms = alternative.isOfAlarms && other.alternative.isOfAlarms
    if isOfAlarms {
      // What decides there is the content, whatever the dialect.
      if alternative != other.alternative { result.alternative = .markedAlarms }
    } else if alternative != other.alternative {
      guard alternative == .none || other.alternative == .none else {
        return nil
      }
      if alternative == .none { result.alternative = other.alternative }
      result.isDisputed = true
    }
    var (mine, theirs) = (0, 0)
    // Both are in the order of their fields.
    while mine < count || theirs < other.count {
      let first = mine < count ? slots[mine] : nil
      let second = theirs < other.count ? other.slots[theirs] : nil
      let slot: Slot
      switch (first, second) {
      case (let a?, let b?) where a.field == b.field:
        slot = a.agreement(with: b, in: self, and: other)
        mine &+= 1
        theirs &+= 1
      case (let a?, let b) where b.map { a.field < $0.field } ?? true:
        slot = Slot(a.field, .undecided)
        mine &+= 1
      case (_, let b?):
        slot = Slot(b.field, .undecided)
        theirs &+= 1
      default: return nil
      }
      guard result.count < 14 else { return nil }
      result.slots[result.count] = slot
      result.count &+= 1
    }
    // Each dialect reads such a frame by the table that it takes the content for.
    return isOfAlarms ? result.withNothingDecided : result
  }

  /// Whether a signal stands where another one does.
  func uses(_ slot: Slot) -> Bool {
    var index = 0
    while index < count {
      if slots[index].payloadMask & slot.payloadMask != 0 {
        return true
      }
      index &+= 1
    }
    return false
  }

  /// The same message without a single value.
  var withNothingDecided: MessageLayout {
    var result = self
    var index = 0
    while index < count {
      result.slots[index] = Slot(slots[index].field, .undecided)
      index &+= 1
    }
    return result
  }

  /// The same message as one that it is instead by its content.
  func resolved(_ payload: ClassicPayload) -> MessageLayout {
    guard alternative.isOfAlarms else { return self }
    if payload.hasAlarmMark { return .pylontechAlarms }
    if payload.hasAlarmPairs { return .sunnyIslandAlarmsAs359 }
    switch alternative {
    case .configuration:
      return payload.hasConfiguration ? .sofarConfiguration : self
    case .alarmsOfAnyTable:
      return payload.hasCapacityInAlarms ? .alarmsWithCapacity : .plainAlarms
    default: return self
    }
  }

  /// The same message with the bytes of its numbers in the opposite order.
  var reversed: MessageLayout {
    MessageLayout(
      copying: self,
      byteOrder: byteOrder == .littleEndian ? .bigEndian : .littleEndian)
  }

  /// The same limits with the voltages in 0.01 V.
  var inHundredths: MessageLayout {
    var result = self
    var index = 0
    while index < count {
      if slots[index].isVoltageLimit {
        result.slots[index] = slots[index].inTenthSteps
      }
      index &+= 1
    }
    return result
  }

  /// The same message with the second and third signal exchanged.
  var exchanged: MessageLayout {
    var result = self
    result.slots[1] = slots[2].renamed(slots[1].field)
    result.slots[2] = slots[1].renamed(slots[2].field)
    return result
  }

  private init(copying other: MessageLayout, byteOrder: ByteOrder) {
    kind = other.kind
    self.byteOrder = byteOrder
    length = other.length
    template = other.template
    alternative = .none
    note = other.note
    memory = other.memory
    count = other.count
    slots = other.slots
    // The bits of a status change their byte with the order.
    var index = 0
    while index < count {
      if kind == .limits, slots[index].width < 8 {
        slots[index] = slots[index].inOtherByte
      }
      index &+= 1
    }
  }
}

extension Slot {
  /// What two dialects agree on.
  ///
  /// Who does not have a field has nothing against it, unless he has another one
  /// in its place.
  fileprivate func agreement(
    with other: Slot, in layout: MessageLayout, and otherLayout: MessageLayout
  ) -> Slot {
    if self == other { return self }
    if other.coding == .absent, !otherLayout.uses(self) { return self }
    if coding == .absent, !layout.uses(other) { return other }
    if hasVoltageRule, other.hasVoltageRule, byte == other.byte,
      coding == other.coding
    {
      return Slot(
        field, coding, byte: byte, width: width, decimals: 2,
        rule: .usualVoltageScale)
    }
    return Slot(field, .undecided)
  }

  /// The same bits in the other byte of their pair.
  fileprivate var inOtherByte: Slot {
    Slot(
      field, coding, byte: byte ^ 1, bit: bit, width: width,
      decimals: decimals, offset: offset, rule: rule, table: table)
  }

  /// The same number in steps of a tenth.
  fileprivate var inTenthSteps: Slot {
    Slot(
      field, coding, byte: byte, bit: bit, width: width,
      decimals: decimals &+ 1, offset: offset, rule: rule, table: table)
  }

  fileprivate func renamed(_ field: Field) -> Slot {
    Slot(
      field, coding, byte: byte, bit: bit, width: width, decimals: decimals,
      offset: offset, rule: rule, table: table)
  }
}
