// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN

/// Adds up all that messages say, so that every part of them has to be read.
struct Adder {
  /// The sum of numbers, flags, and the characters of texts and names.
  private(set) var sum: Int64 = 0
  /// How many notes there were.
  private(set) var notes = 0
  /// How many requests there were.
  private(set) var requests = 0

  /// Whether there was something of everything.
  var isComplete: Bool { sum != 0 && notes > 0 && requests > 0 }

  /// Adds a message.
  ///
  /// - Parameter message: The message.
  /// - Returns: How many of its readings have a value.
  mutating func add(_ message: BatteryMessage) -> Int {
    var readings = 0
    var fields = message.fields
    while let element = fields.next() {
      guard case .value(let value) = element.reading else { continue }
      readings += 1
      sum += Self.sum(of: value)
    }
    var number: UInt8 = 0
    while let note = Note(rawValue: number) {
      number += 1
      if message.notes.contains(note) { notes += 1 }
    }
    var requests = message.requests
    while let request = requests.next() {
      self.requests += 1
      sum += Int64(request.bit) + Self.sum(of: request.name)
    }
    let limit: Reading<Voltage> = message[.chargeVoltageLimit]
    if case .value(let voltage) = limit { sum += voltage.number.significand }
    return readings
  }

  private static func sum(of value: FieldValue) -> Int64 {
    switch value {
    case .number(let number):
      return number.significand + Int64(number.decimals)
    case .flag(let flag): return flag ? 1 : 0
    case .code(let code):
      return code.name.map { sum(of: $0) } ?? Int64(code.number)
    case .faults(let faults): return sum(of: faults)
    case .text(let text):
      var sum: Int64 = 0
      for index in 0..<text.count { sum += Int64(text[index]) }
      return sum
    case .version(let version):
      return Int64(version.major) + Int64(version.minor)
    case .time(let time):
      return Int64(time.year) + Int64(time.month) + Int64(time.day)
        + Int64(time.hour) + Int64(time.minute) + Int64(time.second)
    @unknown default: return 0
    }
  }

  private static func sum(of faults: FaultSet) -> Int64 {
    var sum: Int64 = 0
    var entries = faults.makeIterator()
    while let entry = entries.next() {
      switch entry {
      case .fault(let fault): sum += Self.sum(of: fault.name)
      case .reserved(let bit): sum += Int64(bit)
      }
    }
    return sum
  }

  private static func sum(of name: StaticString) -> Int64 {
    name.withUTF8Buffer { characters in
      var sum: Int64 = 0
      for character in characters { sum += Int64(character) }
      return sum
    }
  }
}
