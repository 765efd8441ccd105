// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// The short cut to a number whose bits mean what they are.
///
/// What a signal means by its coding and rule differs from the number that its
/// bits form only outside of some range: the bits that stand for "not available",
/// a voltage of no battery. So a number in that range is read without looking at
/// any of that, which is done once for many messages; all else is left to
/// ``ClassicPayload/read(_:_:isBlank:soc:)``.
struct PlainNumber {
  private var low: Int64 = 1
  private var high: Int64 = 0
  /// How far the word is shifted to the left, to be rid of what lies above.
  private var left: UInt8 = 0
  /// How far it is shifted back to the right then.
  private var right: UInt8 = 0
  private var isSigned = false
  private var isBigEndian = false
  private var decimals: UInt8 = 0
  /// How many bytes a payload must have for it.
  private(set) var end: Int = .max
  /// Whether zero means that the sender does not know.
  private var isBlankAtZero = false

  /// None at all.
  init() {}

  init(_ slot: Slot, _ order: MessageLayout.ByteOrder) {
    guard slot.coding == .unsigned || slot.coding == .signed, slot.offset == 0
    else { return }
    isSigned = slot.coding == .signed
    isBigEndian = slot.followsByteOrder && order == .bigEndian
    decimals = slot.decimals
    end = slot.end
    isBlankAtZero = slot.rule == .besideFineSOC
    right = 64 &- slot.width
    left = isBigEndian ? slot.byte &* 8 : right &- slot.byte &* 8 &- slot.bit
    let greatest = Int64(bitPattern: UInt64(widening: slot.mask))
    // The lowest signed number and the greatest unsigned one of 16 and more bits
    // stand for "not available".
    let isShort = slot.width < 16
    var first: Int64 = 0
    var last = isShort ? greatest : greatest &- 1
    if isSigned {
      last = greatest &>> 1
      first = isShort ? 0 &- last &- 1 : 0 &- last
    }
    let one = DecimalNumber.powerOfTen(decimals)
    switch slot.rule {
    case .none, .zeroIsNothing, .withSecondWord: break
    case .magnitude: first = 0
    case .zeroIsNotAvailable, .countOfCycles: first = 1
    case .atMost100: last = min(last, 100 &* one)
    case .eitherVoltageScale, .usualVoltageScale, .onlyUsualVoltage:
      first = 20 &* one
      last = min(last, 70 &* one)
    case .eitherCellScale: first = 451
    case .negated, .agreesWithSOC, .blankIsNotAvailable, .disputedPair,
      .besideFineSOC:
      return
    }
    if slot.rule == .countOfCycles { last = min(last, Slot.mostCycles) }
    if let usual = slot.field.plausible {
      first = max(first, usual.lowest &* one)
      last = min(last, usual.highest &* one)
    }
    low = first
    high = last
  }

  /// Whether there is no number in a payload that has it.
  @inline(__always)
  func isBlank(_ word: UInt64) -> Bool {
    let above = word &<< UInt64(widening: UInt32(left))
    return isBlankAtZero && above &>> UInt64(widening: UInt32(right)) == 0
  }

  /// The number in a payload, if it has it and means what it is.
  @inline(__always)
  func read(_ word: UInt64, count: Int) -> DecimalNumber? {
    guard count >= end else { return nil }
    let above =
      (isBigEndian ? word.byteSwapped : word)
      &<< UInt64(widening: UInt32(left))
    let distance = UInt64(widening: UInt32(right))
    let number =
      isSigned
      ? Int64(bitPattern: above) &>> Int64(bitPattern: distance)
      : Int64(bitPattern: above &>> distance)
    guard number >= low, number <= high else { return nil }
    return DecimalNumber(number, decimals: decimals)
  }
}
