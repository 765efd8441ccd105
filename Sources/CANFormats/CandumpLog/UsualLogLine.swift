// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Reads lines of the shape that nearly all lines of candump logs have, eight
/// characters a step.
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
/// Most lines have the seconds and the interface of the line before, so that a
/// comparison is enough for these. ``CandumpLog`` is the specification: every
/// line that is read here, it reads as the same frame.
struct UsualLogLine: Sendable {
  /// `(1436509` and `6509052.` of the line before, and what it means.
  private var seconds: (UInt64, UInt64) = (0, 0)
  private var nanoseconds: Int64 = 0
  /// The interface of the line before, with the blank behind it; what no word
  /// can have under the mask, if there is none.
  private var name: UInt64 = 1
  private var nameMask: UInt64 = 0
  private var interface = InterfaceName()
  /// How long it is, 1 to 7 as soon as there is one.
  private var nameLength: UInt8 = 0

  /// How many bytes must be there from the start of a line on: the longest such
  /// line, and what the last step takes in beyond it.
  static var reach: Int { 64 }

  /// Reads a line.
  ///
  /// - Parameters:
  ///   - text: Lines, the last of which may be cut off.
  ///   - start: Where a line begins.
  ///   - frame: Where the frame goes.
  /// - Returns: Where the next line begins; `nil` if the line does not have that
  ///   shape or ``reach`` bytes are not there. Then `frame` may have changed.
  @inline(__always)
  mutating func parse(
    _ text: Span<UInt8>, at start: Int, into frame: inout CANFrame
  ) -> Int? {
    guard start >= 0, start <= text.count &- Self.reach else { return nil }
    // A length that is known leaves nothing to check of the loads below.
    let line = text.extracting(start..<(start &+ Self.reach))
    if line.word(at: 0) != seconds.0 || line.word(at: 4) != seconds.1 {
      guard learnSeconds(line) else { return nil }
    }

    // Six digits, `)` and a space; two zeros are put before the digits.
    let end = line.word(at: 12)
    let fraction = ASCIIWord(end &<< 16 | 0x3030)
    guard end &>> 48 == 0x2029, fraction.isDecimal else { return nil }

    let word = line.word(at: 20)
    if word & nameMask != name {
      guard learnName(word) else { return nil }
    }

    // Identifier: three digits, or eight.
    let idStart = 21 &+ Int(truncatingIfNeeded: nameLength & 7)
    let idWord = line.word(at: idStart)
    let dataStart: Int
    if idWord &>> 24 & 0xFF == 0x23 {  // `#`
      let digits = ASCIITriple(UInt32(truncatingIfNeeded: idWord))
      guard let id = digits.hexNumber, id <= 0x7FF else { return nil }
      frame.id = .standard(StandardID(truncating: id))
      dataStart = idStart &+ 4
    } else {
      guard line[idStart &+ 8] == UInt8(ascii: "#"),
        let id = ASCIIWord(idWord).hexNumber, id <= ExtendedID.maximum
      else { return nil }
      frame.id = .extended(ExtendedID(truncating: id))
      dataStart = idStart &+ 9
    }

    // Data: as many of sixteen characters as are digits, up to the line's end.
    let data = ASCIIWords(
      line.word(at: dataStart), line.word(at: dataStart &+ 8)
    ).leadingHex
    var next = dataStart &+ data.count
    if line[next] != UInt8(ascii: "\n") {
      guard line[next] == UInt8(ascii: "\r"),
        line[next &+ 1] == UInt8(ascii: "\n")
      else { return nil }
      next &+= 1
    }
    guard data.count & 1 == 0 else { return nil }

    let count = data.count &>> 1
    frame.payload.assign(ClassicPayload(word: data.bytes, count: count))
    let micros = UInt64(widening: fraction.decimalValue)
    frame.timestamp = Timestamp(
      checkedNanoseconds: nanoseconds &+ Int64(bitPattern: micros &* 1000),
      fractionDigits: 6, notation: .seconds)
    frame.interface = interface
    frame.kind = .data
    frame.dlc = UInt8(truncatingIfNeeded: count)
    frame.direction = .unknown
    return start &+ next &+ 1
  }

  /// Reads what stands before the data of a line whose data has another shape, if
  /// it begins as the line before does.
  ///
  ///     (1436509052.249713) can0 351#
  ///
  /// - Parameters:
  ///   - line: The line.
  ///   - frame: Where time, interface and identifier go.
  /// - Returns: Where the data begins; `nil` if the line begins otherwise, or is
  ///   too short.
  func head(of line: Span<UInt8>, into frame: inout CANFrame) -> Int? {
    guard line.count >= 36, line.word(at: 0) == seconds.0,
      line.word(at: 4) == seconds.1, line.word(at: 20) & nameMask == name
    else { return nil }
    let end = line.word(at: 12)
    let fraction = ASCIIWord(end &<< 16 | 0x3030)
    let idStart = 21 &+ Int(truncatingIfNeeded: nameLength & 7)
    let idWord = UInt32(truncatingIfNeeded: line.word(at: idStart))
    guard end &>> 48 == 0x2029, fraction.isDecimal, idWord &>> 24 == 0x23,
      let id = ASCIITriple(idWord).hexNumber, id <= 0x7FF,
      line[idStart &+ 6] != UInt8(ascii: ":")  // CAN XL
    else { return nil }
    let micros = UInt64(widening: fraction.decimalValue)
    frame.id = .standard(StandardID(truncating: id))
    frame.kind = .data
    frame.interface = interface
    frame.timestamp = Timestamp(
      checkedNanoseconds: nanoseconds &+ Int64(bitPattern: micros &* 1000),
      fractionDigits: 6, notation: .seconds)
    return idStart &+ 4
  }

  /// Reads `(1436509052.`, which differs from that of the line before.
  @inline(never)
  private mutating func learnSeconds(_ line: Span<UInt8>) -> Bool {
    // Two zeros are put in the place of `1436509`, and of the point.
    let high = ASCIIWord(line.word(at: 1))
    let low = ASCIIWord(line.word(at: 3) & ~0xFF | 0x30)
    guard line[0] == UInt8(ascii: "("), high.isDecimal, low.isDecimal,
      line[11] == UInt8(ascii: ".")
    else { return false }
    let value =
      UInt64(widening: high.decimalValue) &* 100
      &+ UInt64(widening: low.decimalValue % 100)
    guard value < 9_223_372_000 else { return false }  // too late for 63 bits
    seconds = (line.word(at: 0), line.word(at: 4))
    nanoseconds = Int64(bitPattern: value &* 1_000_000_000)
    return true
  }

  /// Reads `can0 `, which differs from that of the line before.
  @inline(never)
  private mutating func learnName(_ word: UInt64) -> Bool {
    let length = ASCIIWord(word).lengthBeforeControl
    guard length > 0, length < 8, word.byte(length).isBlank else {
      return false
    }
    let unused = UInt64(widening: UInt32(truncatingIfNeeded: 7 &- length) &* 8)
    nameMask = UInt64.max &>> unused
    name = word & nameMask
    nameLength = UInt8(truncatingIfNeeded: length)
    interface = InterfaceName(word: word, count: length)
    return true
  }
}
