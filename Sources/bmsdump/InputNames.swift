// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The names of inputs that are read as one, and which of them a record is in.
struct InputNames {
  private let names: [String]

  init(_ names: [String]) { self.names = names }

  /// All names, for people.
  var joined: String { names.joined(separator: ", ") }

  /// Where a record is: its line, and if there are several inputs, which one.
  func place(of number: UInt64) -> String {
    let number = RecordNumber(rawValue: number)
    let line = "line \(number.record)"
    return names.count > 1
      ? "\(line) of \(names[number.input].printable)" : line
  }

  /// The name of the input that a record is in; of all without a record.
  func name(of number: UInt64?) -> String {
    guard let number, names.count > 1 else { return joined }
    return names[RecordNumber(rawValue: number).input]
  }
}

/// The number of a record and that of its input, in one number.
struct RecordNumber {
  let rawValue: UInt64

  private static let recordBits: UInt64 = 48

  init(rawValue: UInt64) { self.rawValue = rawValue }

  init(_ record: UInt64, of input: Int) {
    rawValue = record | UInt64(input) << Self.recordBits
  }

  /// The number of the record within its input, from 1.
  var record: UInt64 { rawValue & (1 << Self.recordBits - 1) }

  /// The place of the input, from 0.
  var input: Int { Int(rawValue >> Self.recordBits) }
}
