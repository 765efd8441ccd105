// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Writes the parts of a frame that text formats share.
///
/// Everything here is as simple as can be, since the parsers are measured by
/// it.
struct LineWriter {
  private(set) var bytes: [UInt8] = []

  mutating func text(_ text: String) { bytes += text.utf8 }

  /// Writes a number with zeros in front.
  mutating func number(
    _ value: some BinaryInteger, radix: Int = 10, digits: Int = 1
  ) {
    let number = String(value, radix: radix, uppercase: true)
    text(String(repeating: "0", count: max(0, digits - number.count)) + number)
  }

  mutating func interface(_ name: InterfaceName) {
    for index in 0..<name.count { bytes.append(name[index]) }
  }

  mutating func identifier(of frame: CANFrame) {
    switch frame.id {
    case .standard(let id): number(id.rawValue, radix: 16, digits: 3)
    case .extended(let id):
      let flag: UInt32 = frame.kind == .error ? 0x2000_0000 : 0
      number(id.rawValue | flag, radix: 16, digits: 8)
    }
  }

  mutating func data(_ payload: Payload, separator: String) {
    for index in 0..<payload.count {
      text(separator)
      number(payload[index], radix: 16, digits: 2)
    }
  }

  mutating func direction(_ direction: Direction) {
    text(direction == .received ? "Rx" : "Tx")
  }

  mutating func traceIdentifier(_ id: FrameID) {
    switch id {
    case .standard(let id): number(id.rawValue, radix: 16, digits: 4)
    case .extended(let id): number(id.rawValue, radix: 16, digits: 8)
    }
  }

  /// Writes a time as a number of units of 10^exponent nanoseconds.
  mutating func time(_ time: Timestamp?, exponent: Int) {
    guard let time else { return }
    var nanoseconds = LineWriter()
    nanoseconds.number(time.nanoseconds, digits: exponent + 1)
    let whole = nanoseconds.bytes.count - exponent
    bytes += nanoseconds.bytes.prefix(whole)
    let decimals = Int(time.fractionDigits) - (9 - exponent)
    guard decimals > 0 else { return }
    text(".")
    bytes += nanoseconds.bytes.dropFirst(whole).prefix(decimals)
  }

  /// Writes `"(" time ")"`.
  mutating func timestamp(_ time: Timestamp) {
    let seconds = time.nanoseconds / 1_000_000_000
    text("(")
    switch time.notation {
    case .seconds: number(seconds)
    case .calendar: date(seconds)
    }
    fraction(of: time)
    text(")")
  }

  /// Writes the fraction of a second, with its point, if there is one.
  mutating func fraction(of time: Timestamp) {
    guard time.fractionDigits > 0 else { return }
    var fraction = LineWriter()
    fraction.number(time.nanoseconds % 1_000_000_000, digits: 9)
    text(".")
    bytes += fraction.bytes.prefix(Int(time.fractionDigits))
  }

  /// The fraction of a second without its point, at least one digit.
  func fractionDigits(of time: Timestamp) -> [UInt8] {
    var fraction = LineWriter()
    fraction.number(time.nanoseconds % 1_000_000_000, digits: 9)
    return [UInt8](fraction.bytes.prefix(max(1, Int(time.fractionDigits))))
  }

  /// Writes a date and a time of day, with a `Z` if it is not local; or
  /// seconds, where they say as much.
  mutating func moment(_ time: Timestamp) {
    let seconds = time.nanoseconds / 1_000_000_000
    if time.notation == .seconds, time.fractionDigits > 0 {
      number(seconds)
      return fraction(of: time)
    }
    date(seconds)
    fraction(of: time)
    if time.notation == .seconds { text("Z") }
  }

  mutating func append(_ text: some Sequence<UInt8>) { bytes += text }

  /// Writes a date and a time of day, counting years and months one by one.
  mutating func date(_ seconds: Int64) {
    func isLeap(_ year: Int) -> Bool {
      year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }
    var (days, inDay) = Int(seconds).quotientAndRemainder(dividingBy: 86_400)
    var year = 1970
    while days >= (isLeap(year) ? 366 : 365) {
      days -= isLeap(year) ? 366 : 365
      year += 1
    }
    let lengths = [
      31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
    ]
    var month = 0
    while days >= lengths[month] {
      days -= lengths[month]
      month += 1
    }
    number(year, digits: 4)
    text("-")
    number(month + 1, digits: 2)
    text("-")
    number(days + 1, digits: 2)
    text(" ")
    number(inDay / 3600, digits: 2)
    inDay %= 3600
    text(":")
    number(inDay / 60, digits: 2)
    text(":")
    number(inDay % 60, digits: 2)
  }
}
