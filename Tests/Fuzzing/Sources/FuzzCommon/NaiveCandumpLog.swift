// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// Reads a line of `candump -l` word by word, as simply as can be, to compare
/// with the parser.
public enum NaiveCandumpLog {
  /// What a line is.
  public enum Result: Equatable {
    /// It is a frame.
    case frame(CANFrame)
    /// It is none.
    case none
    /// It has a date or a remark, which are not read here.
    case unknown
  }

  /// Reads a line.
  ///
  /// - Parameter line: The line without its end.
  /// - Returns: What it is.
  public static func parse(_ line: [UInt8]) -> Result {
    var words = line.split { $0 == 0x20 || $0 == 0x09 }.map { [UInt8]($0) }
    var frame = CANFrame()
    if let first = words.first, first[0] == UInt8(ascii: "(") {
      if first.contains(UInt8(ascii: "-")) { return .unknown }
      guard words.count >= 3, let time = time(first) else { return .none }
      frame.timestamp = time
      let name = words[1]
      frame.interface = InterfaceName(name.span)
      words.removeFirst(2)
    }
    guard let word = words.first else { return .none }
    guard read(word, into: &frame) else {
      return word.contains(where: isRemarkMark) ? .unknown : .none
    }
    if words.count > 2 { return .unknown }
    if words.count == 2 {
      switch words[1] {
      case [UInt8(ascii: "R")]: frame.direction = .received
      case [UInt8(ascii: "T")]: frame.direction = .transmitted
      default: return .unknown
      }
    }
    return .frame(frame)
  }

  /// Reads `(seconds.fraction)`.
  private static func time(_ word: [UInt8]) -> Timestamp? {
    guard word.last == UInt8(ascii: ")") else { return nil }
    let parts = word.dropFirst().dropLast().split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 1 || parts.count == 2,
      parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isDigit) }),
      let seconds = Int64(String(decoding: parts[0], as: UTF8.self))
    else { return nil }
    let fraction = parts.count == 2 ? [UInt8](parts[1]) : []
    guard fraction.count <= 9 else { return nil }
    let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: 9 - fraction.count)
    guard let rest = Int64(String(decoding: fraction + zeros, as: UTF8.self))
    else { return nil }
    let whole = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let sum = whole.partialValue.addingReportingOverflow(rest)
    guard !whole.overflow, !sum.overflow else { return nil }
    return Timestamp(
      nanoseconds: sum.partialValue, fractionDigits: UInt8(fraction.count),
      notation: .seconds)
  }

  /// Reads identifier, kind and data.
  private static func read(_ word: [UInt8], into frame: inout CANFrame) -> Bool
  {
    guard let mark = word.firstIndex(of: UInt8(ascii: "#")),
      mark == 3 || mark == 8, word[..<mark].allSatisfy(isHexDigit),
      let id = UInt32(String(decoding: word[..<mark], as: UTF8.self), radix: 16)
    else { return false }
    if mark == 3 {
      guard let id = StandardID(UInt16(id)) else { return false }
      frame.id = .standard(id)
    } else {
      if id & 0x4000_0000 != 0 { return false }
      frame.id = .extended(ExtendedID(truncating: id))
      if id & 0x2000_0000 != 0 { frame.kind = .error }
    }
    var rest = [UInt8](word[(mark + 1)...])
    switch rest.first {
    case UInt8(ascii: "#"):
      guard frame.kind == .data, rest.count > 1,
        let flags = hexValue(rest[1]), let data = data(rest.dropFirst(2)),
        let payload = Payload(data.span)
      else { return false }
      frame.kind = .flexibleData(FDFlags(linuxBits: flags))
      frame.payload = payload
      frame.dlc = CANFrame.lengthCode(for: data.count)
      return true
    case UInt8(ascii: "R"), UInt8(ascii: "r"):
      guard frame.kind == .data else { return false }
      frame.kind = .remote
      frame.dlc = 0
      rest.removeFirst()
      if let digit = rest.first, isDigit(digit) {
        guard digit <= UInt8(ascii: "8") else { return false }
        frame.dlc = digit - UInt8(ascii: "0")
        rest.removeFirst()
      }
    default:
      let end = rest.firstIndex(of: UInt8(ascii: "_")) ?? rest.count
      guard let data = data(rest[..<end]), data.count <= 8,
        let payload = Payload(data.span),
        end == rest.count || rest.prefix(end).last != UInt8(ascii: ".")
      else { return false }
      frame.payload = payload
      frame.dlc = UInt8(data.count)
      rest.removeFirst(end)
    }
    if rest.isEmpty { return true }
    guard rest.count == 2, rest[0] == UInt8(ascii: "_"), frame.dlc == 8,
      let code = hexValue(rest[1]), code > 8
    else { return false }
    frame.dlc = code
    return true
  }

  /// Reads pairs of digits with single points before, between and behind them.
  private static func data(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var rest = text
    while !rest.isEmpty {
      if rest.first == UInt8(ascii: ".") { rest.removeFirst() }
      if rest.isEmpty { break }
      guard let high = rest.popFirst().flatMap(hexValue),
        let low = rest.popFirst().flatMap(hexValue)
      else { return nil }
      bytes.append(high * 16 + low)
    }
    return bytes
  }

  private static func isRemarkMark(_ byte: UInt8) -> Bool {
    "\"'`*_)]}|,;<~\\.".utf8.contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte)
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    hexValue(byte) != nil
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    Character(Unicode.Scalar(byte)).isASCII
      ? Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) } : nil
  }
}
