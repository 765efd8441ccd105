// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN

/// A signal of a DBC file.
struct DBCSignal {
  /// The name: the key of the field in JSON, and a word for the part of it.
  let name: String
  /// The position of the lowest bit, or of the highest one where the highest
  /// byte is first.
  private let start: Int
  private let width: Int
  private var isBigEndian = false
  private var isSigned = false
  private var factor = "1"
  private var offset = "0"
  private var range = ""
  private var unit = ""
  /// What numbers stand for.
  private(set) var meanings: [(Int64, String)] = []
  /// What is to be known beyond the bits.
  private(set) var comment = ""

  fileprivate init(_ name: String, start: Int, width: Int) {
    self.name = name
    self.start = start
    self.width = width
    range = "0|\((1 << width) - 1)"
  }

  /// `SG_` and all that follows but for the receiver.
  var definition: String {
    "SG_ \(shortName) : \(start)|\(width)@\(isBigEndian ? 0 : 1)"
      + "\(isSigned ? "-" : "+") (\(factor),\(offset)) [\(range)] \"\(unit)\" "
  }

  /// The name in the 32 characters that the format has room for.
  var shortName: String {
    let abbreviations = [
      ("front_end", "afe"), ("protections", "prot"), ("discharge", "dis"),
      ("charge", "chg"), ("temperature", "temp"), ("communication", "comm"),
      ("current", "curr"), ("voltage", "volt"),
    ]
    var name = name
    for (word, short) in abbreviations where name.count > 32 {
      name = name.replacing(word, with: short)
    }
    precondition(name.count <= 32)
    return name
  }
}

// MARK: - From a slot

extension DBCSignal {
  /// The signals that a slot becomes; none if it does not stand in the payload,
  /// or if what it says is said by a code in the same place.
  static func signals(_ slot: Slot, _ layout: MessageLayout) -> [DBCSignal] {
    switch slot.coding {
    case .unsigned, .signed: [number(slot, layout)]
    case .flag: slot.isSingle(in: layout) ? [DBCSignal(slot)] : []
    case .code: [code(slot)]
    case .faults: faults(slot)
    case .text:
      (0..<Int(slot.width) / 8).map { slot.part("\($0 + 1)", $0 * 8, 8) }
    case .version: [slot.part("major", 0, 8), slot.part("minor", 8, 8)]
    case .clock: time(slot, widths: [8, 8, 8, 8, 8, 8])
    case .packedClock: time(slot, widths: [6, 6, 5, 5, 4, 6])
    case .match, .constant, .absent, .undecided: []
    @unknown default: fatalError("no signals for \(slot.coding)")
    }
  }

  private init(_ slot: Slot) {
    self.init(slot.key, start: slot.firstBit, width: Int(slot.width))
  }

  private static func number(_ slot: Slot, _ layout: MessageLayout) -> Self {
    let isBigEndian = layout.byteOrder == .bigEndian && slot.width > 8
    var signal = DBCSignal(
      slot.key, start: slot.firstBit + (isBigEndian ? 7 : 0),
      width: Int(slot.width))
    signal.isBigEndian = isBigEndian
    signal.isSigned = slot.coding == .signed
    signal.factor =
      (slot.rule == .negated ? "-" : "") + decimal(1, slot.decimals)
    signal.offset = "\(slot.offset)"
    signal.range = slot.range
    let unit = "\(slot.field.unit)"
    signal.unit = unit == "°C" ? "degC" : unit
    signal.comment = slot.comment
    signal.meanings = slot.numbersForNotAvailable.map { ($0, "not available") }
    return signal
  }

  private static func code(_ slot: Slot) -> Self {
    var signal = DBCSignal(slot)
    guard let table = slot.codeTable else { return signal }
    if slot.rule == .zeroIsNothing { signal.meanings = [(0, "nothing")] }
    for number in UInt8.min...UInt8.max {
      guard let name = table.name(number) else { continue }
      signal.meanings.append((Int64(number), "\(name)"))
    }
    return signal
  }

  /// A bit or a pair of bits for each fault that has a name.
  private static func faults(_ slot: Slot) -> [Self] {
    guard let table = slot.faultTable else { return [] }
    let entries = 0..<table.entryCount
    return entries.compactMap { entry in
      guard let fault = table.fault(entry) else { return nil }
      let isOnlyOne = entries.count(where: { table.fault($0) == fault }) == 1
      let name = "\(fault.name)" + (isOnlyOne ? "" : "_bit_\(entry)")
      let width = table.hasPairs ? 2 : 1
      var signal = slot.part(name, Int(entry) * width, width)
      if table.hasPairs {
        signal.meanings = [
          (0, "not supported"), (1, "raised"), (2, "cleared"),
          (3, "not supported"),
        ]
      }
      return signal
    }
  }

  private static func time(_ slot: Slot, widths: [Int]) -> [Self] {
    var first = 0
    let names = ["second", "minute", "hour", "day", "month", "year"]
    return zip(names, widths).map { name, width in
      var signal = slot.part(name, first, width)
      first += width
      if name == "year" {
        signal.offset = "2000"
        signal.range = "2000|\(1999 + (1 << width))"
      }
      return signal
    }
  }
}

extension Slot {
  fileprivate var key: String { "\(field.key)" }

  fileprivate var firstBit: Int { Int(byte) * 8 + Int(bit) }

  /// A signal for some of the bits.
  fileprivate func part(_ name: String, _ bit: Int, _ width: Int) -> DBCSignal {
    DBCSignal("\(key)_\(name)", start: firstBit + bit, width: width)
  }

  /// Whether the signal is one bit, of which no code says more.
  fileprivate func isSingle(in layout: MessageLayout) -> Bool {
    width == 1
      && !layout.slots.contains {
        $0.coding == .code && $0.firstBit <= firstBit
          && firstBit < $0.firstBit + Int($0.width)
      }
  }

  /// The numbers that stand for "not available", before factor and offset.
  fileprivate var numbersForNotAvailable: [Int64] {
    let zero: [Int64] = rule == .zeroIsNotAvailable ? [0] : []
    guard let sentinel else { return zero }
    let bits = Int64(sentinel)
    return zero + [coding == .signed ? bits - 1 << Int64(width) : bits]
  }

  /// The numbers that mean something, after factor and offset.
  fileprivate var range: String {
    if rule == .atMost100 || rule == .agreesWithSOC { return "0|100" }
    let all: Int64 = 1 << Int64(width)
    var (lowest, highest) =
      coding == .signed ? (1 - all / 2, all / 2 - 1) : (0, all - 1)
    if coding == .unsigned, sentinel != nil { highest -= 1 }
    if rule == .zeroIsNotAvailable { lowest = 1 }
    let offset = Int64(offset) * decimals.powerOfTen
    return
      "\(decimal(lowest + offset, decimals))|\(decimal(highest + offset, decimals))"
  }

  /// What the format has no word for.
  fileprivate var comment: String {
    let rule =
      switch self.rule {
      case .magnitude: "Negative from some senders: the magnitude counts."
      case .negated: "The sign is turned around: positive while charging."
      case .agreesWithSOC:
        "Counts only if it agrees with soc_percent to 1 %: many senders put "
          + "something else there."
      case .eitherVoltageScale:
        "If this is not 20 to 70 V, but ten times or a tenth of it is, the "
          + "sender counts in the other scale."
      default: ""
      }
    // Of the names that text has, those of the trade: "CVL", "T max".
    let label = "\(field.label)"
    let parts = [label.contains(where: \.isUppercase) ? label : "", rule]
    return parts.filter { !$0.isEmpty }.joined(separator: ". ")
  }
}

extension UInt8 {
  fileprivate var powerOfTen: Int64 { (0..<self).reduce(1) { n, _ in n * 10 } }
}

/// A decimal number without zeros at its end.
private func decimal(_ number: Int64, _ decimals: UInt8) -> String {
  var number = number
  var decimals = decimals
  while decimals > 0, number % 10 == 0 {
    number /= 10
    decimals -= 1
  }
  return DecimalNumber(number, decimals: decimals).description
}
