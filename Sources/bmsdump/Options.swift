// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN
internal import CANBus

/// The values of `--format`.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text, jsonl, csv, none
}

/// The values of `--time`.
enum TimeStyle: String, ExpressibleByArgument, CaseIterable {
  case absolute, iso, relative, delta

  /// Whether the time of a row is told from that of another one.
  var dependsOnOthers: Bool { self == .relative || self == .delta }
}

/// The values of `--color`.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  func applies(toColorTerminal isColorTerminal: Bool) -> Bool {
    switch self {
    case .auto: isColorTerminal
    case .always: true
    case .never: false
    }
  }
}

/// The value of `--dialect`.
enum DialectChoice: ExpressibleByArgument {
  case auto
  case named(Dialect)

  init?(argument: String) {
    if argument == "auto" {
      self = .auto
      return
    }
    let named = Dialect.all.first { $0.name.description == argument }
    guard let named else { return nil }
    self = .named(named)
  }

  /// What finds out the dialect of one interface, or knows it.
  var detector: DialectDetector {
    switch self {
    case .auto: DialectDetector()
    case .named(let dialect): DialectDetector(dialect)
    }
  }

  /// The state of one interface, whose dialect is found out or known.
  var link: BatteryLink {
    switch self {
    case .auto: BatteryLink()
    case .named(let dialect): BatteryLink(dialect)
    }
  }

  var isAutomatic: Bool {
    if case .auto = self { true } else { false }
  }

  static var allValueStrings: [String] {
    ["auto"] + Dialect.all.map { $0.name.description }
  }

  var defaultValueDescription: String { "auto" }
}

/// The value of `--id`: identifiers as candump writes them, up to three digits
/// for 11 bits and eight for 29.
struct IdentifierList: ExpressibleByArgument {
  private(set) var identifiers: [FrameID] = []

  init?(argument: String) {
    for word in argument.split(separator: ",", omittingEmptySubsequences: false)
    {
      let digits = word.hasPrefix("0x") ? word.dropFirst(2) : word
      guard digits.allSatisfy({ $0.isHexDigit }),
        let number = UInt32(digits, radix: 16)
      else { return nil }
      switch digits.count {
      case 1...3:
        guard let id = StandardID(UInt16(number)) else { return nil }
        identifiers.append(.standard(id))
      case 8:
        guard let id = ExtendedID(number) else { return nil }
        identifiers.append(.extended(id))
      default:
        return nil
      }
    }
  }
}
