// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

extension ClassicPayload {
  /// What the payload says about a signal.
  ///
  /// - Parameters:
  ///   - slot: The signal.
  ///   - order: The order of the bytes of the message.
  ///   - isBlank: What ``isBlank(_:)`` says.
  ///   - soc: The signal that one has to agree with which says so.
  /// - Returns: The value, or why there is none.
  @inline(__always)
  func read(
    _ slot: Slot, _ order: MessageLayout.ByteOrder, isBlank: Bool, soc: Slot?
  ) -> Reading<FieldValue> {
    switch slot.coding {
    case .unsigned, .signed:
      guard count >= slot.end else { return .absent }
      if slot.coding == .signed, isBlank { return .notAvailable }
      let bits = self.bits(slot, order)
      switch slot.rule {
      case .agreesWithSOC:
        if !agreesWithSOC(slot.number(bits), slot.decimals, soc, order) {
          return .notAvailable
        }
      case .besideFineSOC:
        guard bits != 0, isBesideFineSOC(soc, order) else {
          return .notAvailable
        }
      default: break
      }
      return number(slot, bits)
    default: return readOther(slot, order)
    }
  }

  /// What the payload says about a signal that is no number, or always the same.
  ///
  /// It stands for itself so that numbers, which most signals are, are read
  /// where they are asked for.
  @inline(never)
  private func readOther(
    _ slot: Slot, _ order: MessageLayout.ByteOrder
  ) -> Reading<FieldValue> {
    switch slot.coding {
    case .constant:
      return .value(.number(DecimalNumber(Int64(widening: Int32(slot.offset)))))
    case .absent: return .absent
    case .undecided: return count > 0 ? .undecided : .absent
    case .text: return text(slot)
    default: break
    }
    guard count >= slot.end else { return .absent }
    let bits = self.bits(slot, order)
    switch slot.coding {
    case .flag where slot.rule == .disputedPair:
      return switch lowestBits(slot) {
      case 0: .absent
      case 3: .value(.flag(true))
      default: .notAvailable
      }
    case .flag: return .value(.flag(bits != 0))
    case .match:
      return .value(.flag(bits == UInt32(truncatingIfNeeded: slot.offset)))
    case .code:
      guard let table = slot.codeTable else { return .absent }
      switch slot.rule {
      case .zeroIsNothing
      where bits == 0
        || (slot.field == .forceChargeKind
          && table.name(UInt8(truncatingIfNeeded: bits)) == nil):
        return .notAvailable
      case .blankIsNotAvailable where bits == 0 || bits == 0x20:
        return .notAvailable
      default: break
      }
      return .value(.code(Code(UInt8(truncatingIfNeeded: bits), in: table)))
    case .faults:
      guard let table = slot.faultTable else { return .absent }
      let second =
        slot.rule == .withSecondWord
        ? UInt32(truncatingIfNeeded: word &>> 32) : 0
      return .value(.faults(FaultSet(bits: bits | second, table: table)))
    case .version:
      return .value(
        .version(
          Version(
            UInt8(truncatingIfNeeded: bits),
            UInt8(truncatingIfNeeded: bits >> 8))))
    case .clock: return time(slot.clock(word))
    case .packedClock: return time(slot.packedClock(word))
    default: return .absent
    }
  }

  /// The bits of a signal, the lowest one first.
  @inline(__always)
  func bits(_ slot: Slot, _ byteOrder: MessageLayout.ByteOrder) -> UInt32 {
    let shift: UInt32
    let word: UInt64
    if slot.followsByteOrder, byteOrder == .bigEndian {
      word = self.word.byteSwapped
      shift = 64 &- UInt32(slot.byte) &* 8 &- UInt32(slot.width)
    } else {
      word = self.word
      shift = UInt32(slot.byte) &* 8 &+ UInt32(slot.bit)
    }
    let bits = UInt32(truncatingIfNeeded: word &>> UInt64(widening: shift))
    return bits & slot.mask
  }

  /// The two lowest bits of the byte of a signal.
  private func lowestBits(_ slot: Slot) -> UInt8 {
    word.byte(Int(slot.byte)) & 3
  }

  /// Whether the voltage of measurements is nothing but ones: what a sender has
  /// that does not know them yet.
  func isBlank(_ layout: MessageLayout) -> Bool {
    layout.kind == .measurements
      && isBlank(layout.slot(of: .voltage), layout.byteOrder)
  }

  /// The same of a signal, if there is one.
  @inline(__always)
  func isBlank(
    _ voltage: Slot?, _ order: MessageLayout.ByteOrder
  ) -> Bool {
    guard let slot = voltage, slot.hasVoltageRule, count >= slot.end else {
      return false
    }
    return bits(slot, order) == slot.mask
  }

  @inline(__always)
  private func number(_ slot: Slot, _ bits: UInt32) -> Reading<FieldValue> {
    if slot.isSentinel(bits) { return .notAvailable }
    var number = slot.number(bits)
    var decimals = slot.decimals
    // Most numbers are what they are.
    if slot.rule == .none, slot.offset == 0 {
      return .value(.number(DecimalNumber(number, decimals: decimals)))
    }
    switch slot.rule {
    case .none, .zeroIsNothing, .agreesWithSOC, .withSecondWord: break
    case .countOfCycles:
      if number == 0 || number > Slot.mostCycles { return .notAvailable }
    case .onlyUsualVoltage:
      if !Slot.isUsualVoltage(number, decimals) { return .notAvailable }
    case .eitherCellScale:
      if number == 0 { return .notAvailable }
      if slot.hasOtherCellScale(number) { decimals = decimals &- 1 }
    case .blankIsNotAvailable:
      // Blanks of a name that is longer than it should be.
      if bits == 0 || bits == 0x2020_2020 & slot.mask { return .notAvailable }
    case .magnitude: if number < 0 { number = 0 &- number }
    case .disputedPair: break
    case .negated: number = 0 &- number
    case .zeroIsNotAvailable, .besideFineSOC:
      if number == 0 { return .notAvailable }
    case .atMost100: if bits == slot.mask { return .notAvailable }
    case .usualVoltageScale:
      if slot.hasOtherVoltageScale(number) {
        decimals = 1
      } else if !Slot.isUsualVoltage(number, decimals) {
        return .undecided
      }
    case .eitherVoltageScale:
      if slot.hasOtherVoltageScale(number) { decimals = decimals == 2 ? 1 : 2 }
    }
    if slot.offset != 0 {
      number =
        number &+ Int64(widening: Int32(slot.offset))
        &* DecimalNumber.powerOfTen(decimals)
    }
    return .value(.number(DecimalNumber(number, decimals: decimals)))
  }

  /// Whether a fine SOC says the same as the SOC of whole percents.
  ///
  /// Zero beside another SOC is what senders put there that have none.
  @inline(never)
  private func agreesWithSOC(
    _ fine: Int64, _ decimals: UInt8, _ soc: Slot?,
    _ order: MessageLayout.ByteOrder
  ) -> Bool {
    guard let soc, count >= soc.end,
      case .value(.number(let soc)) = number(soc, bits(soc, order)),
      let coarse = soc.rescaled(to: decimals)?.significand
    else { return false }
    // What a US5000 has there, whatever its SOC is.
    if word &>> 32 == 0x000F_0009 { return false }
    let one = DecimalNumber.powerOfTen(decimals)
    if fine > 100 &* one || (fine == 0 && coarse != 0) { return false }
    let difference = fine &- coarse
    return difference >= 0 &- one && difference <= one
  }

  /// Whether bytes 4 and 5 are FFFF or a fine SOC, so that there may be more
  /// behind them.
  @inline(never)
  private func isBesideFineSOC(
    _ soc: Slot?, _ order: MessageLayout.ByteOrder
  ) -> Bool {
    let fine = Slot.u16(.socHighResolution, at: 4, decimals: 2)
    let bits = self.bits(fine, order)
    return bits == fine.mask
      || agreesWithSOC(fine.number(bits), fine.decimals, soc, order)
  }

  private func text(_ slot: Slot) -> Reading<FieldValue> {
    guard count > Int(slot.byte) else { return .absent }
    let text = WireText(part(from: slot.byte, count: slot.width / 8))
    return text.isEmpty ? .notAvailable : .value(.text(text))
  }

  /// Some bytes of the payload, as far as it has them.
  private func part(from first: UInt8, count: UInt8) -> ClassicPayload {
    let shift = UInt64(widening: UInt32(first) &* 8)
    return ClassicPayload(
      word: word &>> shift,
      count: min(max(self.count &- Int(first), 0), Int(count)))
  }

  private func time(_ time: CalendarTime?) -> Reading<FieldValue> {
    time.map { .value(.time($0)) } ?? .notAvailable
  }

  /// What was tolerated to read a signal, or is to be known about it.
  @inline(__always)
  func note(_ slot: Slot, _ order: MessageLayout.ByteOrder) -> Note? {
    toleration(slot, order) ?? doubt(slot, order)
  }

  /// Whether the value of a signal is one that no battery has.
  private func doubt(
    _ slot: Slot, _ order: MessageLayout.ByteOrder
  ) -> Note? {
    guard let usual = slot.field.plausible,
      slot.coding == .unsigned || slot.coding == .signed, count >= slot.end,
      case .value(.number(let value)) = number(slot, bits(slot, order)),
      value.significand != 0
    else { return nil }
    if value >= DecimalNumber(usual.lowest),
      value <= DecimalNumber(usual.highest)
    {
      return nil
    }
    let isTenfold =
      slot.isVoltageLimit && value >= DecimalNumber(200)
      && value <= DecimalNumber(700)
    return isTenfold ? .wrongScale : .implausible
  }

  /// What was tolerated to read a signal.
  @inline(__always)
  private func toleration(
    _ slot: Slot, _ order: MessageLayout.ByteOrder
  ) -> Note? {
    switch (slot.coding, slot.rule) {
    case (.signed, .magnitude), (.signed, .eitherVoltageScale):
      guard count >= slot.end else { return nil }
      let bits = self.bits(slot, order)
      guard !slot.isSentinel(bits) else { return nil }
      let number = slot.number(bits)
      if slot.rule == .magnitude { return number < 0 ? .negativeLimit : nil }
      return slot.hasOtherVoltageScale(number) ? .otherVoltageScale : nil
    case (.signed, .usualVoltageScale):
      // Each dialect would say something else.
      guard count >= slot.end else { return nil }
      let bits = self.bits(slot, order)
      let isRead = number(slot, bits) != .undecided
      return isRead || slot.isSentinel(bits) ? nil : .undecided
    case (.faults, _):
      guard count >= slot.end else { return nil }
      return slot.faultTable?.note(bits(slot, order))
    case (.flag, .disputedPair):
      guard count >= slot.end else { return nil }
      let pair = lowestBits(slot)
      return pair == 1 || pair == 2 ? .disputed : nil
    case (.text, _):
      let part = part(from: slot.byte, count: slot.width / 8)
      return WireText.isWide(part) ? .wideText : nil
    default: return nil
    }
  }

  /// Whether 0x359 has a mark of two letters in bytes 5 and 6.
  var hasAlarmMark: Bool {
    func isLetter(_ byte: Int) -> Bool {
      let letter = word.byte(byte)
      return letter >= UInt8(ascii: "A") && letter <= UInt8(ascii: "Z")
    }
    return count >= 7 && isLetter(5) && isLetter(6)
  }

  /// Whether 0x359 has bit pairs: many of them are 2, "cleared".
  ///
  /// Of the bits of other tables hardly two are set at once.
  var hasAlarmPairs: Bool {
    let lower: UInt64 = 0x5555_5555_5555_5555
    let twos = (word &>> 1 & ~word & lower).nonzeroBitCount
    let others = (word & lower).nonzeroBitCount
    return count == 8 && twos >= 6 && twos > 2 &* others
  }

  /// Whether 0x359 has the capacity in place of a mark.
  var hasCapacityInAlarms: Bool {
    let capacity =
      UInt16(word.byte(5)) | UInt16(word.byte(6)) << 8
    return count >= 7 && capacity >= 10 && capacity <= 3000
      && word.byte(7) == 0 && !hasAlarmPairs
  }

  /// Whether 0x359 has numbers of packs, modules and cells, and no alarms: more
  /// cells in series than the bits of alarms can be.
  var hasConfiguration: Bool {
    let cells = word.byte(3)
    return count == 8 && word &>> 32 == 0 && word.byte(0) >= 1
      && word.byte(0) <= 64 && word.byte(1) <= 64 && word.byte(2) <= 16
      && cells & 0x76 != 0
  }

  /// Whether the content is that of 0x35C and no text.
  ///
  /// The lowest three bits and the next byte are always zero there.
  var looksLikeRequests: Bool {
    count > 0 && self[0] >= 0x80 && self[0] & 0x07 == 0
      && (count < 2 || word &>> 8 == 0)
  }
}

extension Slot {
  /// Whether ``ClassicPayload/note(_:_:)`` may have something to say.
  var isNotable: Bool {
    switch coding {
    case .signed:
      rule == .magnitude || hasVoltageRule || field.plausible != nil
    case .unsigned: field.plausible != nil
    case .flag: rule == .disputedPair
    case .faults, .text, .undecided: true
    default: false
    }
  }

  /// Whether it counts only beside a SOC that agrees.
  @inline(__always)
  var dependsOnSOC: Bool { rule == .agreesWithSOC || rule == .besideFineSOC }

  /// Whether it is a limit of the voltage.
  var isVoltageLimit: Bool {
    field == .chargeVoltageLimit || field == .dischargeVoltageLimit
  }

  /// Whether it is what 0x360 asks for.
  @inline(__always)
  var isForceCharge: Bool { field == .forceCharge || field == .forceChargeKind }

  /// Whether the order of bytes makes a difference to the signal.
  @inline(__always)
  var followsByteOrder: Bool {
    switch coding {
    case .unsigned, .signed, .match: width > 8
    default: false
    }
  }

  /// One for each bit of the signal.
  @inline(__always)
  var mask: UInt32 {
    width >= 32 ? .max : (1 &<< UInt32(width)) &- 1
  }

  /// The content that stands for "not available", if there is one.
  ///
  /// All bits of unsigned numbers of 16 and more bits, and the lowest of signed
  /// ones (SMA FSS-ConnectingBat-TI-en-10).
  @inline(__always)
  public var sentinel: UInt32? {
    guard width >= 16 else { return nil }
    return coding == .signed ? mask &- mask >> 1 : mask
  }

  /// Whether a content stands for "not available".
  ///
  /// A limit of -0.1 A or a voltage of -0.01 V is none: its sender fills
  /// everything with ones.
  @inline(__always)
  func isSentinel(_ bits: UInt32) -> Bool {
    if bits == sentinel { return true }
    return bits == mask && width >= 16
      && (rule == .magnitude || hasVoltageRule)
  }

  /// Whether the number is the voltage of a 48 V battery.
  @inline(__always)
  var hasVoltageRule: Bool {
    rule == .eitherVoltageScale || rule == .usualVoltageScale
  }

  /// The number that bits form, before rules and offset.
  @inline(__always)
  func number(_ bits: UInt32) -> Int64 {
    guard coding == .signed else {
      return Int64(bitPattern: UInt64(widening: bits))
    }
    let unused = UInt32(32 &- width)
    return Int64(
      widening: Int32(bitPattern: bits &<< unused) &>> Int32(bitPattern: unused)
    )
  }

  /// More charge cycles than any battery of its kind lives.
  static var mostCycles: Int64 { 30_000 }

  /// Whether a number in 0.001 V is the voltage of a cell only in 0.01 V.
  @inline(__always)
  func hasOtherCellScale(_ number: Int64) -> Bool {
    number >= 200 && number <= 450
  }

  /// Whether a voltage is one of a 48 V battery only in the other scale.
  @inline(__always)
  func hasOtherVoltageScale(_ number: Int64) -> Bool {
    Self.isUsualOnlyInOtherScale(number, decimals)
  }

  private static func isUsualOnlyInOtherScale(
    _ number: Int64, _ decimals: UInt8
  ) -> Bool {
    !isUsualVoltage(number, decimals)
      && isUsualVoltage(number, decimals == 2 ? 1 : 2)
  }

  /// ``Field/isUsual(_:)`` of a voltage, without a ``DecimalNumber``.
  @inline(__always)
  static func isUsualVoltage(_ number: Int64, _ decimals: UInt8) -> Bool {
    let one = DecimalNumber.powerOfTen(decimals)
    return number >= 20 &* one && number <= 70 &* one
  }

  /// The time in six bytes.
  fileprivate func clock(_ word: UInt64) -> CalendarTime? {
    let first = Int(byte)
    return CalendarTime(
      year: 2000 &+ UInt16(word.byte(first &+ 5)),
      month: word.byte(first &+ 4), day: word.byte(first &+ 3),
      hour: word.byte(first &+ 2), minute: word.byte(first &+ 1),
      second: word.byte(first))
  }

  /// The time in the bits of four bytes.
  fileprivate func packedClock(_ word: UInt64) -> CalendarTime? {
    let shift = UInt64(widening: UInt32(byte) &* 8)
    let bits = UInt32(truncatingIfNeeded: word &>> shift)
    func part(_ shift: UInt32, _ width: UInt32) -> UInt8 {
      UInt8(truncatingIfNeeded: bits &>> shift) & (1 << width &- 1)
    }
    return CalendarTime(
      year: 2000 &+ UInt16(part(26, 6)), month: part(22, 4), day: part(17, 5),
      hour: part(12, 5), minute: part(6, 6), second: part(0, 6))
  }
}
