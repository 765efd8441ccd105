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
    /// The dialect to decode with; nothing for frames that none decodes.
    let dialect: String?
    let id: String
    let data: String
    let message: String?
    let expected: [String: Cell]
    var testDescription: String { "\(set) \(id)#\(data)" }

    static let all: [Vector] = {
      let url = URL(fileURLWithPath: Files.fixture("vectors/frames.json"))
      guard let data = try? Data(contentsOf: url) else { return [] }
      return (try? JSONDecoder().decode([Vector].self, from: data)) ?? []
    }()
  }

  @Test func allAreThere() {
    #expect(Vector.all.count >= 198)
    #expect(Set(Vector.all.map(\.set)).count >= 31)
    #expect(Set(Vector.all.compactMap(\.dialect)).count >= 15)
  }

  @Test(arguments: Vector.all)
  func decodes(_ vector: Vector) throws {
    let frame = CANFrame(vector.id, vector.data)
    guard let name = vector.dialect else {
      for dialect in Dialect.all { #expect(dialect.decode(frame) == nil) }
      return
    }
    let dialect = try #require(Dialect(named: name))
    guard vector.message != nil else {
      #expect(dialect.decode(frame) == nil)
      return
    }
    let message = try #require(dialect.decode(frame))
    #expect(message.kind.name.description == vector.message)
    let cells = message.cells
    for (key, value) in vector.expected {
      #expect(cells.cells[key] == value, "\(key)")
    }
    #expect(message.frame == frame)
    #expect(dialect.decode(message.frame) == message)
  }
}

extension Dialect {
  static var all: [Dialect] {
    (0..<UInt8(count)).compactMap { Dialect(rawValue: $0) }
  }

  init?(named name: String) {
    guard let dialect = Self.all.first(where: { $0.name.description == name })
    else { return nil }
    self = dialect
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

/// The fields of a message by their names.
struct Cells {
  var cells: [String: Cell] = [:]
  var order: [Field] = []
  /// Fields that were absent, not just not available.
  var absent: Set<String> = []
}

extension BatteryMessage {
  var cells: Cells {
    var cells = Cells()
    for element in fields {
      let key = element.field.key.description
      cells.order.append(element.field)
      switch element.reading {
      case .value(let value): cells.cells[key] = Cell(value)
      case .notAvailable, .undecided: cells.cells[key] = Cell.none
      case .absent:
        cells.cells[key] = Cell.none
        cells.absent.insert(key)
      }
    }
    return cells
  }
}

extension Cell {
  init(_ value: FieldValue) {
    switch value {
    case .number(let number): self = .text(number.description)
    case .flag(let flag): self = .flag(flag)
    case .code(let code): self = .text(code.description)
    case .text(let text): self = .text(text.description)
    case .version(let version): self = .text(version.description)
    case .time(let time): self = .text(time.description)
    case .faults(let faults):
      self = .list(
        faults.map { entry in
          switch entry {
          case .fault(let fault): fault.name.description
          case .reserved(let bit): "reserved \(bit)"
          }
        })
    @unknown default: self = .none
    }
  }
}
