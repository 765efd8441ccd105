// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

extension CandumpLog {
  /// How many bytes must be there from the start of a line on for
  /// ``parseUsual(_:at:into:)``: the longest such line, and what the last step
  /// of eight bytes takes in beyond it.
  static var usualReach: Int { 64 }

  /// Reads a line of the shape that nearly all lines have, eight bytes a step.
  ///
  ///     (1436509052.249713) can0 351#1402740E740ECC01
  ///     0         1         2
  ///     012345678901234567890
  ///
  /// That is ten digits, a point and six digits of time, an interface of up to
  /// seven characters, and a classic data frame without a suffix. The end of the
  /// line need not be known: it is where the data ends, or the line is not of
  /// that shape. What comes behind the data is looked at and not used.
  ///
  /// - Parameters:
  ///   - text: Lines, the last of which may be cut off.
  ///   - start: Where a line begins.
  ///   - frame: Where the frame goes.
  /// - Returns: Where the next line begins; `nil` if the line does not have that
  ///   shape or ``usualReach`` bytes are not there. Then `frame` may have
  ///   changed, and ``parse(_:into:)`` has to decide.
  func parseUsual(
    _ text: Span<UInt8>, at start: Int, into frame: inout CANFrame
  ) -> Int? {
    guard start >= 0, start <= text.count &- Self.usualReach,
      text[start] == UInt8(ascii: "("), text[start &+ 11] == UInt8(ascii: ".")
    else { return nil }

    // Time: digits 1 to 8, and 9 to 16 with the point taken out.
    let fraction = text.word(at: start &+ 12)  // six digits, `)` and a space
    guard fraction &>> 48 == 0x2029 else { return nil }
    let lastSeconds = text.word(at: start &+ 9) & 0xFFFF
    let low = ASCIIWord(fraction &<< 16 | lastSeconds)
    let high = ASCIIWord(text.word(at: start &+ 1))
    guard high.isDecimal(with: low) else { return nil }
    let hundreds = high.decimalValue
    guard hundreds < 92_233_720 else { return nil }  // too late for 63 bits
    let microseconds =
      UInt64(widening: hundreds) &* 100_000_000
      &+ UInt64(widening: low.decimalValue)

    // Interface: up to the next blank.
    let name = text.word(at: start &+ 20)
    let nameLength = ASCIIWord(name).lengthBeforeControl
    let nameEnd = start &+ 20 &+ nameLength
    guard nameLength > 0, nameLength < 8, text[nameEnd].isBlank else {
      return nil
    }

    // Identifier: three digits whose word is filled up with zeros, or eight.
    let idWord = text.word(at: nameEnd &+ 1)
    let dataStart: Int
    if idWord &>> 24 & 0xFF == 0x23 {  // `#`
      let digits = ASCIIWord(idWord &<< 40 | 0x30_3030_3030)
      guard let id = digits.hexNumber, id <= 0x7FF else { return nil }
      frame.id = .standard(StandardID(truncating: id))
      dataStart = nameEnd &+ 5
    } else {
      guard text[nameEnd &+ 9] == UInt8(ascii: "#"),
        let id = ASCIIWord(idWord).hexNumber, id <= ExtendedID.maximum
      else { return nil }
      frame.id = .extended(ExtendedID(truncating: id))
      dataStart = nameEnd &+ 10
    }

    // Data: as many of sixteen characters as are digits, up to the line's end.
    let head = ASCIIWord(text.word(at: dataStart)).leadingHex
    let tail = ASCIIWord(text.word(at: dataStart &+ 8)).leadingHex
    let digits = head.count < 8 ? head.count : 8 &+ tail.count
    var end = dataStart &+ digits
    if text[end] == UInt8(ascii: "\r") { end &+= 1 }
    guard digits & 1 == 0, text[end] == UInt8(ascii: "\n") else { return nil }

    let word = UInt64(widening: head.bytes) | UInt64(widening: tail.bytes) &<< 32
    frame.payload.assign(ClassicPayload(word: word, count: digits &>> 1))
    frame.interface = InterfaceName(word: name, count: nameLength)
    frame.timestamp = Timestamp(
      checkedNanoseconds: Int64(bitPattern: microseconds &* 1000),
      fractionDigits: 6, notation: .seconds)
    frame.kind = .data
    frame.dlc = UInt8(truncatingIfNeeded: digits &>> 1)
    frame.direction = .unknown
    return end &+ 1
  }
}
