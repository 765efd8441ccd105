// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Something that a dialect is recognised by, and how strongly.
///
/// It is a form of a frame that others have as well, or something of the dialect's
/// own: an identifier with a certain content. Only what a layout cannot tell needs
/// a predicate.
struct Trait: Sendable {
  /// What is looked at.
  let subject: Subject
  /// The trait in words.
  let text: StaticString
  /// How strongly it speaks for the dialect.
  ///
  /// 1 is a hint, and 4 together are a proof. 0 if inverters send it, of whatever
  /// battery.
  let weight: Int
  /// Whether the dialect extends another one, which it is without any such trait.
  let isNeeded: Bool
  /// How many bytes the frame must have, if that is a part of the trait.
  let length: Int?

  /// What a trait looks at.
  enum Subject: Sendable {
    /// A form, whatever its frame.
    case form(Form)
    /// A frame that only such batteries send if it has certain content.
    case telling(UInt16, @Sendable (ClassicPayload) -> Bool)
    /// A frame that others send as well.
    case common(UInt16, @Sendable (ClassicPayload) -> Bool)
    /// One of some names in 0x35E, which speak against no other dialect.
    case name(InlineArray<8, Letters?>)
    /// A frame of the inverter.
    case inverter(UInt16, @Sendable (ClassicPayload) -> Bool)
    /// A frame of the inverter that always has the same data.
    case inverterConstant(UInt16, UInt64)
    /// A frame that is read by the layout of its identifier, and whose voltage or
    /// SOC is one of a 48 V battery.
    case layout(UInt16)
    /// Nothing: the place of a trait is empty.
    case nothing
  }

  /// What an empty place has. (An optional would make the runtime allocate.)
  static let none = Trait(.nothing, "", 0, false)

  /// Whether the place is empty.
  var isNone: Bool {
    if case .nothing = subject { true } else { false }
  }

  private init(
    _ subject: Subject, _ text: StaticString, _ weight: Int, _ isNeeded: Bool,
    length: Int? = nil
  ) {
    self.subject = subject
    self.text = text
    self.weight = weight
    self.isNeeded = isNeeded
    self.length = length
  }

  /// A form that others may have as well.
  static func form(
    _ form: Form, _ weight: Int = 1, isNeeded: Bool = false
  ) -> Trait {
    Trait(.form(form), form.text, weight, isNeeded)
  }

  /// A frame that only such batteries send.
  static func telling(
    _ id: UInt16, _ text: StaticString, _ weight: Int, isNeeded: Bool = true,
    length: Int? = nil, _ isSeen: @escaping @Sendable (ClassicPayload) -> Bool
  ) -> Trait {
    Trait(.telling(id, isSeen), text, weight, isNeeded, length: length)
  }

  /// A frame that others send as well.
  static func common(
    _ id: UInt16, _ text: StaticString, _ weight: Int, isNeeded: Bool = true,
    length: Int,
    _ isSeen: @escaping @Sendable (ClassicPayload) -> Bool = { _ in true }
  ) -> Trait {
    Trait(.common(id, isSeen), text, weight, isNeeded, length: length)
  }

  /// A name in 0x35E, by its first letters, or one of some.
  static func name(
    _ text: StaticString, _ weight: Int, isNeeded: Bool = false,
    _ n0: Letters, _ n1: Letters? = nil, _ n2: Letters? = nil,
    _ n3: Letters? = nil, _ n4: Letters? = nil, _ n5: Letters? = nil,
    _ n6: Letters? = nil, _ n7: Letters? = nil
  ) -> Trait {
    Trait(
      .name([n0, n1, n2, n3, n4, n5, n6, n7]), text, weight, isNeeded)
  }

  /// A frame of the inverter.
  static func inverter(
    _ id: UInt16, _ text: StaticString, length: Int,
    _ isSeen: @escaping @Sendable (ClassicPayload) -> Bool
  ) -> Trait {
    Trait(.inverter(id, isSeen), text, 0, false, length: length)
  }

  /// A frame of the inverter that always has the same 8 bytes.
  static func inverter(
    _ id: UInt16, _ text: StaticString, constant: UInt64
  ) -> Trait {
    Trait(.inverterConstant(id, constant), text, 0, false, length: 8)
  }

  /// A frame that its layout recognises.
  static func layout(
    _ id: UInt16, _ text: StaticString, _ weight: Int
  ) -> Trait {
    Trait(.layout(id), text, weight, true)
  }

  /// The identifier that it looks at, or `nil` if that is a form.
  var id: UInt16? {
    switch subject {
    case .form, .nothing: nil
    case .telling(let id, _), .common(let id, _), .inverter(let id, _),
      .inverterConstant(let id, _), .layout(let id):
      id
    case .name: 0x35E
    }
  }

  /// Whether only such batteries send its frame.
  var isTelling: Bool {
    switch subject {
    case .telling, .layout: true
    default: false
    }
  }

  /// Whether a frame has what it looks for, if that takes a look by itself.
  func isSeen(_ payload: ClassicPayload) -> Bool {
    switch subject {
    case .telling(_, let isSeen), .common(_, let isSeen),
      .inverter(_, let isSeen):
      isSeen(payload)
    default: false
    }
  }

  /// Whether it is a frame of the inverter.
  var isOfInverter: Bool {
    switch subject {
    case .inverter, .inverterConstant: true
    case .form(let form): form == .measuringInverter
    default: false
    }
  }

  /// Whether another dialect that does not have its identifier has something
  /// against it.
  var excludesOthers: Bool {
    switch subject {
    case .telling, .common, .layout: true
    default: false
    }
  }
}

/// The first letters of a name, at most eight, as they stand in a frame.
struct Letters: Sendable {
  private(set) var word: UInt64 = 0
  private(set) var mask: UInt64 = 0

  init<let length: Int>(_ letters: InlineArray<length, Unicode.Scalar>) {
    var index = 0
    while index < length, index < 8 {
      let shift = UInt64(widening: UInt32(truncatingIfNeeded: index) &* 8)
      word |= UInt64(widening: letters[index].value & 0xFF) &<< shift
      mask |= 0xFF &<< shift
      index &+= 1
    }
  }
}

/// The traits of a dialect, at most eight.
struct Traits: Sendable {
  private let places: InlineArray<8, Trait>

  init(
    _ t0: Trait, _ t1: Trait = .none, _ t2: Trait = .none,
    _ t3: Trait = .none, _ t4: Trait = .none, _ t5: Trait = .none,
    _ t6: Trait = .none, _ t7: Trait = .none
  ) {
    places = [t0, t1, t2, t3, t4, t5, t6, t7]
  }

  static var capacity: Int { 8 }

  subscript(index: Int) -> Trait { places[index] }
}
