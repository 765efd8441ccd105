// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

extension CandumpLog {
  /// Reads a line of the shape that nearly all lines have, eight bytes a step.
  ///
  ///     (1436509052.249713) can0 351#1402740E740ECC01
  ///     0         1         2
  ///     012345678901234567890
  ///
  /// That is ten digits, a point and six digits of time, an interface of up to
  /// seven characters, and a classic data frame without a suffix.
  ///
  /// - Parameters:
  ///   - line: The line without its end.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether the line had that shape. If not, `frame` may have
  ///   changed, and ``parseAny(_:into:)`` has to decide.
  func parseUsual(_ line: Span<UInt8>, into frame: inout CANFrame) -> Bool {
    guard line.count >= 28,
      line[0] == UInt8(ascii: "("), line[11] == UInt8(ascii: "."),
      line[18] == UInt8(ascii: ")"), line[19] == UInt8(ascii: " ")
    else { return false }

    // Interface: up to the next blank.
    let nameWord = line.word(at: 20)
    let nameLength = ASCIIWord(nameWord).lengthBeforeBlank
    guard nameLength > 0, nameLength < 8 else { return false }
    let idStart = 21 &+ nameLength
    guard line.count >= idStart &+ 4 else { return false }

    // Time: digits 1 to 8, and 9 to 16 with the point taken out.
    let low16 = UInt64(widening: UInt32(line[10]) &<< 8 | UInt32(line[9]))
    let secondHalf = line.word(at: 10) & ~0xFFFF | low16
    guard let high = ASCIIWord(line.word(at: 1)).decimal,
      let low = ASCIIWord(secondHalf).decimal,
      high < 92_233_720  // later times do not fit in 63 bits of nanoseconds
    else { return false }

    // Identifier: eight digits, or three whose word is filled up with zeros.
    let dataStart: Int
    if line[idStart &+ 3] == UInt8(ascii: "#") {
      let digits = line.word(at: idStart &- 5) & ~0xFF_FFFF_FFFF
      guard let id = ASCIIWord(digits | 0x30_3030_3030).hexNumber,
        id <= StandardID.maximum
      else { return false }
      frame.id = .standard(StandardID(truncating: id))
      dataStart = idStart &+ 4
    } else {
      guard line.count > idStart &+ 8, line[idStart &+ 8] == UInt8(ascii: "#"),
        let id = ASCIIWord(line.word(at: idStart)).hexNumber,
        id <= ExtendedID.maximum
      else { return false }
      frame.id = .extended(ExtendedID(truncating: id))
      dataStart = idStart &+ 9
    }

    // Data: the sixteen bytes at the end of the line, shifted until the data
    // comes first and filled up with zeros behind it.
    let digits = line.count &- dataStart
    guard digits <= 16, digits & 1 == 0 else { return false }
    var first = line.word(at: line.count &- 16)
    var second = line.word(at: line.count &- 8)
    if digits < 16 {
      (first, second) = ASCIIWord.lastDigits(digits, of: first, second)
    }
    guard let head = ASCIIWord(first).hexBytes,
      let tail = ASCIIWord(second).hexBytes
    else { return false }
    let word = UInt64(widening: head) | UInt64(widening: tail) &<< 32
    frame.payload.assign(ClassicPayload(word: word, count: digits &>> 1))

    let microseconds =
      UInt64(widening: high) &* 100_000_000 &+ UInt64(widening: low)
    frame.timestamp = Timestamp(
      checkedNanoseconds: Int64(bitPattern: microseconds &* 1000),
      fractionDigits: 6, notation: .seconds)
    frame.interface = InterfaceName(word: nameWord, count: nameLength)
    frame.kind = .data
    frame.dlc = UInt8(truncatingIfNeeded: digits &>> 1)
    frame.direction = .unknown
    return true
  }
}
