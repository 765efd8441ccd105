// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// Some dialects: those that are possible as far as one can tell, and the one
/// among them that is assumed, if one stands out.
public struct DialectSet: Hashable, Sendable {
  /// A bit for each dialect, by its raw value; above them one more than the raw
  /// value of the dialect that is assumed, or 0.
  private(set) var bits: UInt32 = 0

  /// How many dialects there is room for.
  static var capacity: Int { 24 }

  private static var members: UInt32 { 0xFF_FFFF }

  /// Creates an empty set.
  public init() {}

  init(bits: UInt32) { self.bits = bits }

  /// Creates a set of one dialect.
  ///
  /// - Parameter dialect: The dialect.
  public init(_ dialect: Dialect) { insert(dialect) }

  /// Adds a dialect.
  ///
  /// - Parameter dialect: The dialect.
  public mutating func insert(_ dialect: Dialect) {
    bits |= 1 &<< UInt32(dialect.rawValue)
  }

  /// Whether a dialect is in the set.
  ///
  /// - Parameter dialect: The dialect to look for.
  /// - Returns: Whether it is.
  public func contains(_ dialect: Dialect) -> Bool {
    bits & Self.members & (1 &<< UInt32(dialect.rawValue)) != 0
  }

  /// Whether there is none.
  public var isEmpty: Bool { bits == 0 }

  /// How many there are.
  public var count: Int { (bits & Self.members).nonzeroBitCount }

  /// Whether there is exactly one.
  var isSingle: Bool { bits != 0 && bits & (bits &- 1) == 0 }

  /// The dialect, if it is the only one.
  public var only: Dialect? {
    guard isSingle else { return nil }
    return Dialect(
      rawValue: UInt8(truncatingIfNeeded: bits.trailingZeroBitCount))
  }

  /// The dialect that stands out among several: what they read differently is
  /// read by it.
  public var assumed: Dialect? {
    let place = bits &>> 24
    return place == 0
      ? nil : Dialect(rawValue: UInt8(truncatingIfNeeded: place &- 1))
  }

  /// The dialect that messages are read by: the only one, or the one that stands
  /// out.
  public var reading: Dialect? { only ?? assumed }

  /// The same dialects, one of which is assumed.
  ///
  /// - Parameter dialect: The dialect that stands out; it becomes one of the set.
  /// - Returns: The set.
  public func assuming(_ dialect: Dialect) -> DialectSet {
    var result = DialectSet(bits: bits & Self.members)
    result.insert(dialect)
    if !result.isSingle {
      result.bits |= (UInt32(dialect.rawValue) &+ 1) &<< 24
    }
    return result
  }

  /// The layout by which a message is read.
  ///
  /// - Parameter id: An identifier.
  /// - Returns: The layout of the only dialect or of the one that stands out. If
  ///   there is none such, the part on which all agree that have the identifier;
  ///   `nil` if no dialect has it or two mean different messages by it.
  public func layout(of id: StandardID) -> MessageLayout? {
    if let only { return only.readingLayout(of: id) }
    if let assumed, let layout = assumed.readingLayout(of: id) { return layout }
    return agreedLayout(of: id)
  }

  /// The part of a message on which all dialects agree that have it.
  func agreedLayout(of id: StandardID) -> MessageLayout? {
    var agreed: MessageLayout?
    var dialects = makeIterator()
    while let dialect = dialects.next() {
      guard let layout = dialect.readingLayout(of: id) else { continue }
      guard let earlier = agreed else {
        agreed = layout
        continue
      }
      guard let both = earlier.agreement(with: layout) else { return nil }
      agreed = both
    }
    return agreed
  }

  /// What all dialects read as the same value, those aside that do not have the
  /// field.
  ///
  /// A dialect that has something else in its place, and not zeros, is against it.
  func reading(
    of field: Field, _ payload: ClassicPayload, _ id: StandardID
  ) -> Reading<FieldValue> {
    var agreed = Reading<FieldValue>.absent
    var hasAgreed = false
    var place: Slot?
    var rest = makeIterator()
    while let dialect = rest.next() {
      guard let layout = dialect.readingLayout(of: id) else { continue }
      let view = MessageView(payload, layout)
      guard let slot = view.layout.slot(of: field), slot.coding != .absent
      else { continue }
      let reading = view.read(slot)
      if hasAgreed, !reading.saysTheSame(as: agreed) { return .undecided }
      agreed = reading
      hasAgreed = true
      place = slot
    }
    guard let place, payload.word & place.payloadMask != 0 else {
      return agreed
    }
    rest = makeIterator()
    while let dialect = rest.next() {
      guard let layout = dialect.readingLayout(of: id) else { continue }
      let other = layout.resolved(payload)
      let slot = other.slot(of: field)
      if slot == nil || slot?.coding == .absent, other.uses(place) {
        return .undecided
      }
    }
    return agreed
  }

  /// Whether a dialect of the set reads something of a message differently from
  /// the one that is assumed.
  func isContested(_ payload: ClassicPayload, _ id: StandardID) -> Bool {
    guard let assumed, let layout = assumed.readingLayout(of: id) else {
      return false
    }
    let mine = MessageView(payload, layout)
    var rest = makeIterator()
    while let dialect = rest.next() {
      guard dialect != assumed, let layout = dialect.readingLayout(of: id)
      else {
        continue
      }
      let other = MessageView(payload, layout)
      if mine.kind != other.kind || mine.differs(from: other) { return true }
    }
    return false
  }

  /// Whether two dialects of the set may read a message differently.
  func mayBeContested(_ id: StandardID) -> Bool {
    guard let assumed, let layout = assumed.readingLayout(of: id) else {
      return false
    }
    var rest = makeIterator()
    while let dialect = rest.next() {
      if let other = dialect.readingLayout(of: id), other != layout {
        return true
      }
    }
    return false
  }
}

extension MessageView {
  /// Whether a field has another value than in another view of the same payload.
  fileprivate func differs(from other: MessageView) -> Bool {
    let slots = layout.span
    var index = 0
    while index < slots.count {
      let slot = slots[index]
      index &+= 1
      guard slot.coding != .absent, slot.coding != .constant,
        let otherSlot = other.layout.slot(of: slot.field)
      else { continue }
      if otherSlot.coding == .absent {
        // It has something else in its place.
        if payload.word & slot.payloadMask != 0, other.layout.uses(slot) {
          return true
        }
        continue
      }
      if !read(slot).saysTheSame(as: other.read(otherSlot)) { return true }
    }
    return false
  }
}

extension Reading where Value == FieldValue {
  /// Whether another reading is the same value, faults by their names.
  fileprivate func saysTheSame(as other: Reading) -> Bool {
    if case .value(.faults(let mine)) = self,
      case .value(.faults(let others)) = other
    {
      return mine.isSubset(of: others) && others.isSubset(of: mine)
    }
    return self == other
  }
}

extension FaultSet {
  fileprivate func isSubset(of other: FaultSet) -> Bool {
    var mine = makeIterator()
    while let entry = mine.next() {
      var isThere = false
      var others = other.makeIterator()
      while let another = others.next() {
        if another == entry { isThere = true }
      }
      if !isThere { return false }
    }
    return true
  }
}

extension DialectSet {
  /// Goes through the dialects.
  public func makeIterator() -> Iterator { Iterator(self) }

  /// A walk through a set.
  public struct Iterator: IteratorProtocol, Sendable {
    private var bits: UInt32

    init(_ dialects: DialectSet) { bits = dialects.bits & DialectSet.members }

    /// The next dialect, or `nil` at the end.
    public mutating func next() -> Dialect? {
      guard bits != 0 else { return nil }
      let position = UInt8(truncatingIfNeeded: bits.trailingZeroBitCount)
      bits &= bits &- 1
      return Dialect(rawValue: position)
    }
  }
}

#if !hasFeature(Embedded)
extension DialectSet: Sequence {}
#endif
