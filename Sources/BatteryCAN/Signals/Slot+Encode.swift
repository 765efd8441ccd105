// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

extension Slot {
  /// The payload with nothing but this signal.
  ///
  /// - Parameters:
  ///   - reading: What the frame is to say. Whether it does say it is to be
  ///     checked by decoding: rules and neighbours are not looked at here.
  ///   - byteOrder: The byte order of the message.
  /// - Returns: The payload as a word.
  /// - Throws: ``MessageEncodingError`` if the value has no bits.
  func word(
    _ reading: Reading<FieldValue>, _ byteOrder: MessageLayout.ByteOrder
  ) throws(MessageEncodingError) -> UInt64 {
    guard coding.isInPayload else { return 0 }
    switch reading {
    case .absent: return 0
    case .undecided: break
    case .notAvailable: return word(bitsOfNotAvailable, byteOrder)
    case .value(.number(let number)):
      return word(try bits(of: number), byteOrder)
    case .value(.flag(let flag)):
      // A flag of several bits says that there is a kind, which sets them.
      if coding == .match {
        return flag
          ? word(UInt32(truncatingIfNeeded: offset), byteOrder) : 0
      }
      return flag && width == 1 ? word(1, byteOrder) : 0
    case .value(.code(let code)):
      guard code.table == codeTable else { break }
      return word(UInt32(code.number), byteOrder)
    case .value(.faults(let faults)):
      guard faults.table == faultTable else { break }
      return word(faults.bits, byteOrder)
    case .value(.text(let text)): return word(text)
    case .value(.version(let version)):
      return word(
        UInt32(version.major) | UInt32(version.minor) << 8, byteOrder)
    case .value(.time(let time)): return word(time)
    }
    throw MessageEncodingError(.notRepresentable, field)
  }

  private func word(
    _ bits: UInt32, _ byteOrder: MessageLayout.ByteOrder
  ) -> UInt64 {
    let word = UInt64(widening: bits & mask)
    if followsByteOrder, byteOrder == .bigEndian {
      let shift = 64 &- UInt32(byte) &* 8 &- UInt32(width)
      return (word &<< UInt64(widening: shift)).byteSwapped
    }
    return word &<< UInt64(widening: UInt32(byte) &* 8 &+ UInt32(bit))
  }

  private var bitsOfNotAvailable: UInt32 {
    switch (coding, rule) {
    case (_, .zeroIsNotAvailable), (_, .zeroIsNothing),
      (_, .blankIsNotAvailable), (_, .besideFineSOC), (_, .countOfCycles),
      (_, .eitherCellScale), (_, .onlyUsualVoltage), (.text, _):
      0
    // One of both bits alone.
    case (_, .disputedPair): bit == 0 ? 1 : 0
    default: sentinel ?? mask
    }
  }

  private func bits(
    of number: DecimalNumber
  ) throws(MessageEncodingError) -> UInt32 {
    var decimals = self.decimals
    if rule == .eitherVoltageScale, number.rescaled(to: decimals) == nil {
      decimals = decimals == 2 ? 1 : 2
    }
    guard let number = number.rescaled(to: decimals) else {
      throw MessageEncodingError(.notRepresentable, field)
    }
    let offset =
      Int64(widening: Int32(self.offset)) &* DecimalNumber.powerOfTen(decimals)
    let difference = number.significand.subtractingReportingOverflow(offset)
    var content = difference.partialValue
    if rule == .negated { content = 0 &- content }
    guard !difference.overflow, content >= -0x8000_0000,
      content <= 0xFFFF_FFFF
    else { throw MessageEncodingError(.notRepresentable, field) }
    let bits = UInt32(truncatingIfNeeded: content) & mask
    guard self.number(bits) == content else {
      throw MessageEncodingError(.notRepresentable, field)
    }
    return bits
  }

  /// All bits of the payload that the signal has.
  var payloadMask: UInt64 {
    guard coding.isInPayload, width > 0 else { return 0 }
    let ones = UInt64.max &>> UInt64(widening: 64 &- UInt32(width))
    return ones &<< UInt64(widening: UInt32(byte) &* 8 &+ UInt32(bit))
  }

  /// Text padded with blanks.
  private func word(_ text: WireText) -> UInt64 {
    var word: UInt64 = 0
    var index = 0
    while index < Int(width) / 8 {
      let blank = UInt8(ascii: " ")
      let character = index < text.count ? text[index] : blank
      let shift = UInt32(truncatingIfNeeded: index &+ Int(byte)) &* 8
      word |= UInt64(widening: UInt32(character)) &<< UInt64(widening: shift)
      index &+= 1
    }
    return word
  }

  private func word(_ time: CalendarTime) -> UInt64 {
    func put(_ number: UInt8, _ shift: UInt32) -> UInt64 {
      UInt64(widening: UInt32(number)) &<< UInt64(widening: shift)
    }
    let year = UInt8(truncatingIfNeeded: time.year &- 2000)
    let bits =
      if coding == .clock {
        put(time.second, 0) | put(time.minute, 8) | put(time.hour, 16)
          | put(time.day, 24) | put(time.month, 32) | put(year, 40)
      } else {
        put(time.second, 0) | put(time.minute, 6) | put(time.hour, 12)
          | put(time.day, 17) | put(time.month, 22) | put(year & 0x3F, 26)
      }
    return bits &<< UInt64(widening: UInt32(byte) &* 8)
  }
}
