// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN

extension Field {
  /// All fields, in the order of the columns of CSV.
  static var all: [Field] {
    (0..<UInt8(Field.count)).compactMap { Field(rawValue: $0) }
  }
}

extension StaticString {
  /// The text as bytes.
  var bytes: [UInt8] { Array(description.utf8) }
}

extension FaultSet {
  /// The names of all faults, with reserved bits by their number.
  var names: [String] {
    var names: [String] = []
    var cursor = Cursor()
    while let entry = next(&cursor) {
      switch entry {
      case .fault(let fault): names.append(fault.name.description)
      case .reserved(let bit): names.append("reserved_bit_\(bit)")
      }
    }
    return names
  }
}
