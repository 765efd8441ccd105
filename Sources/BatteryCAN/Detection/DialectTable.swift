// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What detection needs of all definitions, made once.
///
/// A definition is large, and most of it is not needed to weigh a frame. Everything
/// here follows from the definitions.
struct DialectTable: Sendable {
  private var rows = InlineArray<24, Row>(repeating: Row())
  private var inverters = ClueSet()
  private var signsOfLife = DialectSet()
  /// The traits that look at a frame of their own, by identifier.
  private var entries = InlineArray<128, Entry>(repeating: Entry())
  private var count = 0
  /// The first entry of each identifier, or `none`.
  private var first = InlineArray<2048, UInt8>(repeating: 0xFF)
  /// How many bytes all traits of an identifier ask for, or `anyLength`.
  private var lengths = InlineArray<2048, UInt8>(repeating: Self.anyLength)

  private static var anyLength: UInt8 { 0xFF }

  private static let all = DialectTable()

  /// What is needed of one dialect.
  struct Row: Sendable {
    /// The clues that it can show; anything else speaks against it.
    ///
    /// Which messages it has follows from its layouts, and so does whether it minds
    /// the trait of another one. Only shapes are said extra.
    fileprivate(set) var known = ClueSet()
    fileprivate(set) var usual = FormSet()
    fileprivate(set) var frequency = 0
    fileprivate(set) var isExtension = false
    /// Whether it lists a frame of the inverter.
    fileprivate(set) var expectsInverter = false
    fileprivate(set) var answersAnyBattery = true
    fileprivate(set) var limitsTimeout: LinkTimeout?
    fileprivate(set) var inverterTimeout: LinkTimeout?
    /// A bit for each trait that is needed, and for each frame of the inverter.
    fileprivate(set) var needed: UInt8 = 0
    fileprivate(set) var ofInverter: UInt8 = 0
    fileprivate var weights = InlineArray<8, UInt8>(repeating: 0)
    /// The form of a trait, or `own`.
    fileprivate var forms = InlineArray<8, UInt8>(repeating: Self.own)

    fileprivate static var own: UInt8 { 0xFF }

    /// The form that a trait looks at, or `nil` if it has a frame of its own.
    func form(_ index: Int) -> Form? { Form(rawValue: forms[index]) }

    /// The traits that are among clues, a bit each.
    func traits(in clues: ClueSet, of dialect: UInt8) -> UInt8 {
      var seen = clues.traits(of: dialect)
      var index = 0
      while index < Traits.capacity {
        let form = forms[index]
        if form != Self.own,
          clues.forms.bits & (1 &<< UInt64(widening: UInt32(form))) != 0
        {
          seen |= 1 &<< UInt8(truncatingIfNeeded: index)
        }
        index &+= 1
      }
      return seen
    }

    /// The points of traits.
    func points(of seen: UInt8) -> Int {
      var points = 0
      var rest = seen
      while rest != 0 {
        points &+= Int(weights[rest.trailingZeroBitCount])
        rest &= rest &- 1
      }
      return points
    }
  }

  /// A trait that looks at a frame of its own, or one of its names.
  struct Entry: Sendable {
    fileprivate(set) var id = UInt16.max
    fileprivate(set) var dialect: UInt8 = 0
    fileprivate(set) var index: UInt8 = 0
    /// How many bytes the frame must have, or 255.
    fileprivate(set) var length = UInt8.max
    fileprivate(set) var kind = Kind.predicate
    /// Whether others do not send such a frame, if it has that content.
    fileprivate(set) var isTelling = false
    fileprivate(set) var word: UInt64 = 0
    fileprivate(set) var mask: UInt64 = 0

    /// What decides whether a frame has it.
    enum Kind: UInt8 {
      /// The trait itself.
      case predicate
      /// Some of its bits.
      case word
      /// Some of the letters of its name.
      case name
      /// Its layout.
      case layout
    }
  }

  /// What is needed of a dialect.
  @inline(__always)
  static func row(of dialect: Dialect) -> Row {
    all.rows[Int(dialect.rawValue)]
  }

  /// What inverters show.
  static var ofInverters: ClueSet { all.inverters }

  /// The dialects that mean nothing by 0x305 but that the inverter is there.
  static var ofSignsOfLife: DialectSet { all.signsOfLife }

  /// The place of the first trait of an identifier, or `nil` if there is none.
  @inline(__always)
  static func place(of id: UInt16) -> Int? {
    let place = all.first[Int(id & 0x7FF)]
    return place == 0xFF ? nil : Int(place)
  }

  /// Whether a frame may have a trait of its identifier, as far as its length says.
  @inline(__always)
  static func mayHaveTrait(_ id: UInt16, length: Int) -> Bool {
    let needed = all.lengths[Int(id & 0x7FF)]
    return needed == anyLength || Int(needed) == length
  }

  /// The trait at a place, if it is one of an identifier.
  @inline(__always)
  static func entry(_ place: Int, of id: UInt16) -> Entry? {
    place < all.count && all.entries[place].id == id ? all.entries[place] : nil
  }

  /// How many identifiers the traits of clues are of.
  static func countOfIdentifiers(in clues: ClueSet) -> Int {
    if clues.hasNoTraits { return 0 }
    var count = 0
    var latest = UInt16.max
    var place = 0
    while place < all.count {
      let id = all.entries[place].id
      let traits = clues.traits(of: all.entries[place].dialect)
      let bit: UInt8 = 1 &<< all.entries[place].index
      place &+= 1
      // They are in the order of their identifiers.
      if traits & bit != 0, id != latest {
        count &+= 1
        latest = id
      }
    }
    return count
  }

  private init() {
    inverters.insert(.keepAlive)
    inverters.insert(.measuringInverter)
    var place: UInt8 = 0
    while let dialect = Dialect(rawValue: place) {
      takeRow(dialect)
      place &+= 1
    }
    place = 0
    while let dialect = Dialect(rawValue: place) {
      takeKnown(dialect)
      place &+= 1
    }
    takeForeignTraits()
    var entry = 0
    while entry < count {
      let id = Int(entries[entry].id)
      if first[id] == 0xFF {
        first[id] = UInt8(truncatingIfNeeded: entry)
        lengths[id] = entries[entry].length
      } else if lengths[id] != entries[entry].length {
        lengths[id] = Self.anyLength
      }
      entry &+= 1
    }
  }

  private mutating func takeRow(_ dialect: Dialect) {
    let place = Int(dialect.rawValue)
    dialect.with { definition in
      rows[place].usual = definition.usual
      rows[place].frequency = definition.frequency
      rows[place].isExtension = definition.isExtension
      rows[place].limitsTimeout = definition.limitsTimeout
      rows[place].inverterTimeout = definition.inverterTimeout
      rows[place].answersAnyBattery = definition.answersAnyBattery
      if definition.layout(0x305)?.isSignOfLife == true {
        signsOfLife.insert(dialect)
      }
      var id: UInt16 = 0x300
      while id <= 0x307 {
        if definition.layout(id) != nil { rows[place].expectsInverter = true }
        id &+= 1
      }
      rows[place].known = ClueSet(definition.shapes)
      var index = 0
      while index < Traits.capacity, !definition.traits[index].isNone {
        take(definition.traits[index], index, dialect)
        index &+= 1
      }
    }
  }

  private mutating func take(_ trait: Trait, _ index: Int, _ dialect: Dialect) {
    let place = Int(dialect.rawValue)
    let bit: UInt8 = 1 &<< UInt8(truncatingIfNeeded: index)
    rows[place].weights[index] = UInt8(truncatingIfNeeded: trait.weight)
    if trait.isNeeded { rows[place].needed |= bit }
    if trait.isOfInverter { rows[place].ofInverter |= bit }
    if case .form(let form) = trait.subject {
      rows[place].forms[index] = form.rawValue
    }
    guard let id = trait.id else { return }
    if trait.isOfInverter {
      inverters.insert(trait: index, of: dialect.rawValue)
    }
    var entry = Entry()
    entry.id = id
    entry.dialect = dialect.rawValue
    entry.index = UInt8(truncatingIfNeeded: index)
    if let length = trait.length {
      entry.length = UInt8(truncatingIfNeeded: length)
    }
    entry.isTelling = trait.isTelling
    switch trait.subject {
    case .layout: entry.kind = .layout
    case .inverterConstant(_, let word):
      entry.kind = .word
      entry.word = word
      entry.mask = .max
    case .name(let names):
      entry.kind = .name
      var place = 0
      while place < 8, let name = names[place] {
        entry.word = name.word
        entry.mask = name.mask
        insert(entry)
        place &+= 1
      }
      return
    default: break
    }
    insert(entry)
  }

  /// Keeps the order of the identifiers.
  private mutating func insert(_ entry: Entry) {
    guard count < 128 else { return }
    var place = count
    while place > 0, entries[place &- 1].id > entry.id {
      entries[place] = entries[place &- 1]
      place &-= 1
    }
    entries[place] = entry
    count &+= 1
  }

  /// Adds the messages that a dialect has.
  private mutating func takeKnown(_ dialect: Dialect) {
    let place = Int(dialect.rawValue)
    var number: UInt8 = 0
    while let form = Form(rawValue: number) {
      number &+= 1
      guard let message = form.message else { continue }
      if dialect.listedLayout(of: message.id)?.kind == message.kind {
        rows[place].known.insert(form)
      }
    }
    rows[place].known = rows[place].known.union(inverters)
  }

  /// Adds the traits of other dialects that a dialect does not mind: names, and
  /// frames that are the same message in both.
  private mutating func takeForeignTraits() {
    var entry = 0
    while entry < count {
      let (id, owner) = (entries[entry].id, entries[entry].dialect)
      let index = Int(entries[entry].index)
      entry &+= 1
      guard let other = Dialect(rawValue: owner) else { continue }
      let trait = other.trait(index)
      let kind = other.listedLayout(of: id)?.kind
      var place: UInt8 = 0
      while let dialect = Dialect(rawValue: place) {
        if place == owner || !trait.excludesOthers
          || (kind != nil && dialect.listedLayout(of: id)?.kind == kind)
        {
          rows[Int(place)].known.insert(trait: index, of: owner)
        }
        place &+= 1
      }
    }
  }
}

extension MessageLayout {
  /// Whether it says nothing but that the sender is there.
  fileprivate var isSignOfLife: Bool { kind == .keepAlive && count == 0 }
}
