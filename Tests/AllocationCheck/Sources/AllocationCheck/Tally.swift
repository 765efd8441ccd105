// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN

/// What decoding has found, to compare with what there is.
struct Tally: Equatable {
  /// Lines or records that hold a frame.
  var frames = 0
  /// Frames that the dialect knows.
  var messages = 0
  /// Readings of these messages that have a value.
  var readings = 0
  /// Lines that plainly are no frame.
  var noise = 0
  /// Lines or records that cannot be read.
  var malformed = 0

  /// How many lines or records there are in all.
  var records: Int { frames + noise + malformed }

  mutating func add(_ outcome: Outcome) {
    switch outcome {
    case .message(let readings):
      frames += 1
      messages += 1
      self.readings += readings
    case .frame: frames += 1
    case .noise: noise += 1
    case .malformed: malformed += 1
    }
  }
}

/// Adds up all that a message says, so that every part of it has to be read.
struct Adder: FieldVisitor {
  /// How many readings had a value.
  private(set) var readings = 0
  /// The sum of numbers, flags, and the characters of texts and names.
  private(set) var sum: Int64 = 0

  mutating func visit(_ field: Field, _ number: Reading<DecimalNumber>) {
    add(number) { $0.significand + Int64($0.decimals) }
  }

  mutating func visit(_ field: Field, _ flag: Reading<Bool>) {
    add(flag) { $0 ? 1 : 0 }
  }

  mutating func visit(_ field: Field, _ text: Reading<WireText>) {
    add(text) { text in
      var sum: Int64 = 0
      for index in 0..<text.count { sum += Int64(text[index]) }
      return sum
    }
  }

  mutating func visit(_ field: Field, _ kind: Reading<ForceChargeKind>) {
    add(kind) { Self.sum(of: $0.name) }
  }

  mutating func visit(_ field: Field, _ faults: Reading<FaultSet>) {
    add(faults) { faults in
      var sum: Int64 = 0
      for entry in faults {
        switch entry {
        case .fault(let fault): sum += Self.sum(of: fault.name)
        case .reserved(let bit): sum += Int64(bit)
        }
      }
      return sum
    }
  }

  private mutating func add<Value>(
    _ reading: Reading<Value>, _ number: (Value) -> Int64
  ) {
    guard case .value(let value) = reading else { return }
    readings += 1
    sum += number(value)
  }

  private static func sum(of name: StaticString) -> Int64 {
    name.withUTF8Buffer { characters in
      var sum: Int64 = 0
      for character in characters { sum += Int64(character) }
      return sum
    }
  }
}
