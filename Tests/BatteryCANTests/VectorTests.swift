// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import Foundation
import TestSupport
import Testing

/// Frames with published or constructed values, from Fixtures/vectors.
@Suite struct VectorTests {
  struct Vector: Decodable, CustomTestStringConvertible {
    let set: String
    let id: String
    let data: String
    let message: String
    let expected: [String: Cell]
    var testDescription: String { "\(set) \(id)#\(data)" }

    static let all: [Vector] = {
      let url = URL(fileURLWithPath: Files.fixture("vectors/pylontech.json"))
      guard let data = try? Data(contentsOf: url) else { return [] }
      return (try? JSONDecoder().decode([Vector].self, from: data)) ?? []
    }()
  }

  @Test func allAreThere() {
    #expect(Vector.all.count == 67)
    #expect(Set(Vector.all.map(\.message)).count == 7)
  }

  @Test(arguments: Vector.all)
  func decodes(_ vector: Vector) throws {
    let frame = CANFrame(vector.id, vector.data)
    let message = try #require(Dialect.pylontech.decode(frame))
    #expect(message.kind.name.description == vector.message)
    var cells = CellCollector()
    message.visitFields(&cells)
    for (key, value) in vector.expected {
      #expect(cells.cells[key] == value, "\(key)")
    }
  }

  @Test(arguments: Vector.all)
  func encodesBackToItsFrame(_ vector: Vector) throws {
    let frame = CANFrame(vector.id, vector.data)
    let message = try #require(Dialect.pylontech.decode(frame))
    #expect(message.frame == frame)
    #expect(Dialect.pylontech.decode(message.frame) == message)
  }
}

/// What an output shows of a field.
enum Cell: Equatable, Decodable {
  case none
  case flag(Bool)
  case text(String)
  case list([String])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .none
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else {
      self = .list(try container.decode([String].self))
    }
  }
}

/// Collects the fields of a message by their names.
struct CellCollector: FieldVisitor {
  var cells: [String: Cell] = [:]
  var order: [Field] = []
  /// Fields that were absent, not just not available.
  var absent: Set<String> = []

  private mutating func set<Value>(
    _ field: Field, _ reading: Reading<Value>, _ cell: (Value) -> Cell
  ) {
    order.append(field)
    let key = field.key.description
    switch reading {
    case .value(let value): cells[key] = cell(value)
    case .notAvailable: cells[key] = Cell.none
    case .absent:
      cells[key] = Cell.none
      absent.insert(key)
    }
  }

  mutating func visit(_ field: Field, _ number: Reading<DecimalNumber>) {
    set(field, number) { .text($0.description) }
  }

  mutating func visit(_ field: Field, _ flag: Reading<Bool>) {
    set(field, flag) { .flag($0) }
  }

  mutating func visit(_ field: Field, _ text: Reading<WireText>) {
    set(field, text) { .text($0.description) }
  }

  mutating func visit(_ field: Field, _ kind: Reading<ForceChargeKind>) {
    set(field, kind) { .text($0.name.description) }
  }

  mutating func visit(_ field: Field, _ faults: Reading<FaultSet>) {
    set(field, faults) { faults in
      let names = faults.map { entry in
        switch entry {
        case .fault(let fault): fault.name.description
        case .reserved(let bit): "reserved \(bit)"
        }
      }
      return .list(names)
    }
  }
}
