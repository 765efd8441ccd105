// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Where a signal stands in a payload, and how it is coded there.
///
/// One value describes both directions: what decodes also encodes. Positions are
/// given by byte, as in the documents of the makers; the byte order is that of
/// the message.
public struct Slot: Hashable, Sendable {
  /// What the signal is called.
  public let field: Field
  /// How bits become a value.
  public let coding: SlotCoding
  /// The first of its bytes.
  public let byte: UInt8
  /// The lowest of its bits in that byte.
  public let bit: UInt8
  /// How many bits it has.
  public let width: UInt8
  /// How many decimals a number has: 1 when it counts tenths.
  public let decimals: UInt8
  /// What is added to a number, in its unit; what a flag or constant is.
  public let offset: Int16
  /// What else is to be known about it.
  public let rule: SlotRule
  /// The raw value of a ``CodeTable`` or ``FaultTable``.
  let table: UInt8

  init(
    _ field: Field, _ coding: SlotCoding, byte: UInt8 = 0, bit: UInt8 = 0,
    width: UInt8 = 0, decimals: UInt8 = 0, offset: Int16 = 0,
    rule: SlotRule = .none, table: UInt8 = 0
  ) {
    self.field = field
    self.coding = coding
    self.byte = byte
    self.bit = bit
    self.width = width
    self.decimals = decimals
    self.offset = offset
    self.rule = rule
    self.table = table
  }

  /// How long a payload must be to have the signal.
  public var end: Int {
    coding.isInPayload ? Int(byte) &+ (Int(bit) &+ Int(width) &+ 7) / 8 : 0
  }

  /// What the numbers of a ``SlotCoding/code`` mean.
  public var codeTable: CodeTable? {
    coding == .code ? CodeTable(rawValue: table) : nil
  }

  /// What the bits of ``SlotCoding/faults`` mean.
  public var faultTable: FaultTable? {
    coding == .faults ? FaultTable(rawValue: table) : nil
  }
}

/// How the bits of a signal become a value.
@nonexhaustive
public enum SlotCoding: UInt8, Sendable {
  /// A number without a sign.
  case unsigned
  /// A number in two's complement.
  case signed
  /// Yes if any of the bits is set.
  case flag
  /// Yes if the number is the slot's offset.
  case match
  /// A number that stands for something.
  case code
  /// A bit or a pair of bits for each fault.
  case faults
  /// Printable characters.
  case text
  /// Two numbers, the one before the point first.
  case version
  /// Six bytes: second, minute, hour, day, month, and year after 2000.
  case clock
  /// Four bytes, from the lowest bit on: six bits of seconds and of minutes,
  /// five of hours and of days, four of months, six of years after 2000.
  case packedClock
  /// The slot's offset, whatever the payload.
  case constant
  /// Nothing: the message has the field in other dialects.
  case absent
  /// Something that is not decided, because the dialect is not.
  case undecided

  /// Whether the value stands in the payload at all.
  var isInPayload: Bool {
    switch self {
    case .constant, .absent, .undecided: false
    default: true
    }
  }
}

/// What is to be known about a signal beyond its bits.
@nonexhaustive
public enum SlotRule: UInt8, Sendable {
  /// Nothing.
  case none
  /// The sign has no meaning: some senders negate a limit.
  case magnitude
  /// The sign is the other way round than in every output.
  case negated
  /// Zero means that the sender does not know.
  case zeroIsNotAvailable
  /// More than 100 percent means that the sender does not know.
  case atMost100
  /// Counts only if it agrees with the SOC of the same message to 1 %.
  case agreesWithSOC
  /// Voltage of a battery of the 48 V class, in 0.01 V or in 0.1 V: whichever
  /// gives 20 to 70 V, since no number gives both.
  case eitherVoltageScale
  /// The same where the dialect is not known: neither, if neither gives that.
  case usualVoltageScale
  /// Zero stands for nothing that has a name.
  case zeroIsNothing
  /// Zeros and blanks mean that the sender has put something else there.
  case blankIsNotAvailable
  /// Counts only behind a SOC in 0.01 % that agrees, or behind FFFF; zero means that
  /// the sender does not know.
  case besideFineSOC
  /// Zero, and more charge cycles than a battery lives, mean that the sender does
  /// not know.
  case countOfCycles
  /// Voltage of a battery of the 48 V class: anything else is a fault of the sender.
  case onlyUsualVoltage
  /// Voltage of a cell in 0.001 V, or in 0.01 V where only that is one; zero means
  /// that the sender does not know.
  case eitherCellScale
  /// Faults of which any may stand in the four bytes behind them instead.
  case withSecondWord
  /// One of the two lowest bits of a byte, of which sources differ in which is
  /// which: both are a yes, none means that the sender does not use them, and one
  /// alone says nothing.
  case disputedPair
}

extension Slot {
  /// A number of one byte.
  static func u8(
    _ field: Field, at byte: UInt8, decimals: UInt8 = 0, offset: Int16 = 0,
    _ rule: SlotRule = .none
  ) -> Slot {
    Slot(
      field, .unsigned, byte: byte, width: 8, decimals: decimals,
      offset: offset, rule: rule)
  }

  /// A number of two bytes.
  static func u16(
    _ field: Field, at byte: UInt8, decimals: UInt8 = 0, offset: Int16 = 0,
    _ rule: SlotRule = .none
  ) -> Slot {
    Slot(
      field, .unsigned, byte: byte, width: 16, decimals: decimals,
      offset: offset, rule: rule)
  }

  /// A number of one byte with a sign.
  static func s8(_ field: Field, at byte: UInt8) -> Slot {
    Slot(field, .signed, byte: byte, width: 8)
  }

  /// A number of two bytes with a sign.
  static func s16(
    _ field: Field, at byte: UInt8, decimals: UInt8 = 0,
    _ rule: SlotRule = .none
  ) -> Slot {
    Slot(
      field, .signed, byte: byte, width: 16, decimals: decimals, rule: rule)
  }

  /// A number of four bytes.
  static func u32(
    _ field: Field, at byte: UInt8, decimals: UInt8 = 0
  ) -> Slot {
    Slot(field, .unsigned, byte: byte, width: 32, decimals: decimals)
  }

  /// A number of some bits of one byte.
  static func bits(
    _ field: Field, at byte: UInt8, from bit: UInt8 = 0, count: UInt8
  ) -> Slot {
    Slot(field, .unsigned, byte: byte, bit: bit, width: count)
  }

  /// A yes or no: whether one of some bits of a byte is set.
  static func flag(
    _ field: Field, at byte: UInt8, bit: UInt8, count: UInt8 = 1
  ) -> Slot {
    Slot(field, .flag, byte: byte, bit: bit, width: count)
  }

  /// A yes or no: one of the two lowest bits of a byte that count together.
  static func disputedFlag(
    _ field: Field, at byte: UInt8, bit: UInt8
  ) -> Slot {
    Slot(
      field, .flag, byte: byte, bit: bit, width: 1, rule: .disputedPair)
  }

  /// A yes or no: whether a number is the given one.
  static func match(
    _ field: Field, at byte: UInt8, width: UInt8, _ value: Int16
  ) -> Slot {
    Slot(field, .match, byte: byte, width: width, offset: value)
  }

  /// A number that stands for something.
  static func code(
    _ field: Field, at byte: UInt8, bit: UInt8 = 0, count: UInt8 = 8,
    _ table: CodeTable, _ rule: SlotRule = .none
  ) -> Slot {
    Slot(
      field, .code, byte: byte, bit: bit, width: count, rule: rule,
      table: table.rawValue)
  }

  /// Faults.
  static func faults(
    _ field: Field, at byte: UInt8, _ table: FaultTable,
    _ rule: SlotRule = .none
  ) -> Slot {
    Slot(
      field, .faults, byte: byte, width: table.byteCount &* 8, rule: rule,
      table: table.rawValue)
  }

  /// Printable characters, as many of them as the payload has.
  static func text(
    _ field: Field, at byte: UInt8 = 0, count: UInt8 = 8
  ) -> Slot {
    Slot(field, .text, byte: byte, width: count &* 8)
  }

  /// A version of two bytes.
  static func version(_ field: Field, at byte: UInt8) -> Slot {
    Slot(field, .version, byte: byte, width: 16)
  }

  /// A number that the identifier says, not the payload.
  static func constant(_ field: Field, _ number: Int16) -> Slot {
    Slot(field, .constant, offset: number)
  }

  /// A field that the message has in other dialects.
  static func absent(_ field: Field) -> Slot { Slot(field, .absent) }
}
