// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// How a printed line looks, whatever its numbers: lines of one program have one
/// form.
struct PrintedForm: Equatable {
  /// What separates the identifier from what follows.
  enum Separator: UInt8 {
    case blank, tab, colon, hyphen, comma, pipe, equals, other
  }

  /// How the length is written.
  enum Length: UInt8 {
    case none, bare, bracketed, labelled
  }

  var separator = Separator.blank
  var length = Length.none
  /// Whether the identifier begins with `0x`.
  var isPrefixed = false
  /// Whether a number stands before the identifier.
  var hasNumber = false
  /// Whether words say what the numbers are.
  var isLabelled = false
  /// Whether all data is in one word.
  var isJoined = false

  /// A number below 512 that no other form has.
  var index: Int {
    var bits = UInt32(separator.rawValue) | UInt32(length.rawValue) &<< 3
    if isPrefixed { bits |= 1 &<< 5 }
    if hasNumber { bits |= 1 &<< 6 }
    if isLabelled { bits |= 1 &<< 7 }
    if isJoined { bits |= 1 &<< 8 }
    return Int(bits)
  }
}

/// What the lines of a capture have shown about their forms.
///
/// A line that neither states its length nor says what it is can be a frame only
/// if its form repeats and no line of that form breaks it.
struct PrintedEvidence: Equatable, Sendable {
  /// Forms with a digit from A to F in some data.
  private var lettered = FormSet()
  /// Forms whose identifiers have grown, and have become smaller: those of a bus
  /// do both, and the numbers of lines, registers and addresses only grow.
  private var ascending = FormSet()
  private var descending = FormSet()
  /// Forms with a line that is a frame alone.
  private var anchored = FormSet()
  private var broken = FormSet()
  private var decimal = FormSet()
  private var hexIdentifiers = FormSet()
  /// Forms whose bytes are decimal.
  private var decimalBytes = FormSet()
  /// Forms with identifiers of four digits that are 11 bits.
  private var padded = FormSet()
  /// Forms of which a line with an identifier of three digits or more has stated
  /// its length or said what it is.
  private var stated = FormSet()
  /// The form of the last line without a length, its identifier, and what the next
  /// line would have if they were a dump of memory.
  private var lastForm: Int = -1
  private var lastID: UInt32 = 0
  private var nextAddress: UInt32 = 0
  /// How many lines in a row have been like a dump.
  private var dumpLines = 0

  /// Whether a line of the form has proved its numbers decimal.
  ///
  /// A single broken line proves nothing against identifiers such as 35E.
  func isDecimal(_ form: PrintedForm) -> Bool {
    decimal.contains(form.index) && !hasHexIdentifiers(form)
  }

  /// Whether an identifier of the form has had a digit above 9.
  func hasHexIdentifiers(_ form: PrintedForm) -> Bool {
    hexIdentifiers.contains(form.index)
  }

  /// Whether a line of the form has more data than a frame, or is one of a dump
  /// of memory.
  func isBroken(_ form: PrintedForm) -> Bool { broken.contains(form.index) }

  /// Whether the numbers of the form are not decimal.
  func isLettered(_ form: PrintedForm) -> Bool { lettered.contains(form.index) }

  /// Whether the form has repeated as that of frames does.
  func isProved(_ form: PrintedForm) -> Bool {
    let index = form.index
    // So many words are like joined data that eight bytes have to be among them.
    let isBus =
      anchored.contains(index)
      || (!form.isJoined && ascending.contains(index)
        && descending.contains(index))
    return isBus && lettered.contains(index) && !broken.contains(index)
  }

  /// Whether any line has been a frame for certain.
  var hasStatedForms: Bool { stated != FormSet() }

  /// Whether a line of the form has been a frame for certain.
  func isStated(_ form: PrintedForm) -> Bool { stated.contains(form.index) }

  mutating func noteStated(_ form: PrintedForm, hasLetter: Bool) {
    stated.insert(form.index)
    if hasLetter { lettered.insert(form.index) }
  }

  mutating func noteDecimal(_ form: PrintedForm) { decimal.insert(form.index) }
  mutating func noteHexIdentifier(_ form: PrintedForm) {
    hexIdentifiers.insert(form.index)
  }

  /// Whether identifiers of 11 bits have had four digits.
  func isPadded(_ form: PrintedForm) -> Bool { padded.contains(form.index) }

  mutating func notePadded(_ form: PrintedForm) { padded.insert(form.index) }

  /// Whether a line of the form has had a byte of three decimal digits.
  func hasDecimalBytes(_ form: PrintedForm) -> Bool {
    decimalBytes.contains(form.index)
  }

  mutating func noteDecimalBytes(_ form: PrintedForm) {
    decimalBytes.insert(form.index)
  }

  mutating func noteBroken(_ form: PrintedForm) { broken.insert(form.index) }

  /// Takes note of a line without a length.
  ///
  /// - Parameters:
  ///   - form: Its form.
  ///   - id: Its identifier.
  ///   - count: How many bytes it has.
  ///   - hasLetter: Whether a digit of the data is above 9.
  ///   - isAnchor: Whether it is a frame alone.
  mutating func note(
    _ form: PrintedForm, id: UInt32, count: Int, hasLetter: Bool,
    isAnchor: Bool
  ) {
    let index = form.index
    if hasLetter { lettered.insert(index) }
    if isAnchor { anchored.insert(index) }
    let count = UInt32(truncatingIfNeeded: count)
    if index == lastForm {
      // The same identifier again is what a bus has.
      if id >= lastID { ascending.insert(index) }
      if id <= lastID { descending.insert(index) }
      // Addresses grow by what is at them, and the numbers of lines by one.
      let isDump = id == nextAddress || (id == lastID &+ 1 && lastID < 16)
      dumpLines = isDump ? dumpLines &+ 1 : 0
      let isAligned = id % 8 == 0 && count > 0 && id % count == 0
      if dumpLines > 1 || (isDump && isAligned) { broken.insert(index) }
    } else {
      dumpLines = 0
    }
    lastForm = index
    lastID = id
    nextAddress = id &+ count
  }

  /// Forgets the last line, when the lines are read again from the first one.
  mutating func beginAnew() {
    lastForm = -1
    dumpLines = 0
  }
}

/// A set of forms.
private struct FormSet: Equatable, Sendable {
  private var words = InlineArray<8, UInt64>(repeating: 0)

  static func == (left: FormSet, right: FormSet) -> Bool {
    for index in left.words.indices
    where left.words[index] != right.words[index] { return false }
    return true
  }

  func contains(_ index: Int) -> Bool {
    words[index &>> 6] & Self.bit(index) != 0
  }

  mutating func insert(_ index: Int) {
    words[index &>> 6] |= Self.bit(index)
  }

  private static func bit(_ index: Int) -> UInt64 {
    1 &<< UInt64(widening: UInt32(truncatingIfNeeded: index & 63))
  }
}
