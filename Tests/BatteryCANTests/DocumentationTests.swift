// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

@testable import BatteryCAN
import CANBus
import Foundation
import TestSupport
import Testing

/// The pages about dialects, whose tables are made from the code.
///
/// `UPDATE_DOCUMENTATION=1 swift test --filter DocumentationTests` writes them.
@Suite struct DocumentationTests {
  private static let marker =
    "<!-- The rest of this page is made from the code. -->"
  private static let folder =
    Files.package.path + "/Sources/BatteryCAN/BatteryCAN.docc/"

  private func check(_ page: String, _ generated: String) throws {
    let path = Self.folder + page
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let parts = text.components(separatedBy: Self.marker)
    try #require(parts.count == 2)
    let expected = parts[0] + Self.marker + "\n\n" + generated
    if ProcessInfo.processInfo.environment["UPDATE_DOCUMENTATION"] != nil {
      try expected.write(toFile: path, atomically: true, encoding: .utf8)
    } else {
      #expect(text == expected, "\(page) is not what the code says")
    }
  }

  @Test(arguments: Dialect.all)
  func pages(_ dialect: Dialect) throws {
    try check("Dialects/\(dialect.name).md", dialect.page)
  }

  @Test func fields() throws {
    var table = "| key | unit | in text |\n|---|---|---|\n"
    for index in 0..<UInt8(Field.count) {
      let field = try #require(Field(rawValue: index))
      table += "| `\(field.key)` | \(field.unit) | \(field.label) |\n"
    }
    try check("Fields.md", table)
  }

  @Test func notes() throws {
    var list = ""
    for index in 0..<UInt8(Note.count) {
      let note = try #require(Note(rawValue: index))
      list += "- `\(note.name)`: ``Note/\(note)``\n"
    }
    try check("Tolerance.md", list)
  }

  @Test func rules() throws {
    var text = ""
    let rules = try (0..<UInt8(Rule.count)).map {
      try #require(Rule(rawValue: $0))
    }
    for rule in rules {
      text += "### \(rule.name)\n\n\(rule.title). \(rule.why)\n\n"
      text += "Source: \(rule.source). It takes \(rule.needs).\n\n"
    }
    text += "## All numbers\n\n| number | default"
    let profiles = try (0..<UInt8(BatteryProfile.count)).map {
      try #require(BatteryProfile(rawValue: $0))
    }
    text += profiles.map { " | \($0.name)" }.joined() + " |\n"
    text += "|---|---" + profiles.map { _ in "|---" }.joined() + "|\n"
    let parameters = rules.flatMap { rule in
      (0..<4).compactMap { rule.parameter(at: $0) }
    }
    for parameter in parameters {
      let numbers = [parameter.standard] + profiles.map { $0[parameter] }
      let cells = numbers.map { $0.map { "\($0)" } ?? "" }
      text += "| `\(parameter.rule.name).\(parameter.key)` | "
      text += cells.joined(separator: " | ") + " |\n"
    }
    text += "\n"
    for profile in profiles {
      text += "- `\(profile.name)`: \(profile.title); \(profile.source)\n"
    }
    try check("Rules.md", text)
  }

  @Test func exampleIsTheOneThatCompiles() throws {
    let source = try String(
      contentsOfFile: Files.package.path
        + "/Tests/BatteryCANTests/AddADialectExample.swift", encoding: .utf8)
    let code = try #require(
      source.components(separatedBy: "BatteryCAN\n\n").last)
    let page = try String(
      contentsOfFile: Self.folder + "AddADialect.md", encoding: .utf8)
    #expect(page.contains("```swift\n\(code)```"))
    #expect(DialectDefinition.example.name.description == "example")
  }

  /// No page without a dialect, and every dialect in the list.
  @Test func nothingIsLeftOver() throws {
    let pages = try FileManager.default
      .contentsOfDirectory(atPath: Self.folder + "Dialects").sorted()
    #expect(pages == Dialect.all.map { "\($0.name).md" }.sorted())
    let list = try String(
      contentsOfFile: Self.folder + "BatteryCAN.md", encoding: .utf8)
    for dialect in Dialect.all {
      #expect(list.contains("<doc:\(dialect.name)>"))
    }
  }
}

extension Dialect {
  /// The part of its page that is made from the code.
  fileprivate var page: String {
    let definition = self.definition
    var lines = [
      "## How sure it is", "",
      "\(definition.reliability.name.description.capitalized). "
        + "Sources: \(definition.sources)", "",
      "## How it is recognised", "",
      "Points for what is seen; four of them and nothing against it are a",
      "proof:", "",
    ]
    lines += definition.documentedTraits
    lines += [
      "", "## Identifiers", "",
      "| id | bytes | message | signals |", "|---|---|---|---|",
    ]
    var latest = ""
    for id in UInt32(0)...0x7FF {
      guard let layout = layout(of: StandardID(truncating: id)) else {
        continue
      }
      let name = String(id, radix: 16, uppercase: true)
      let padded = String(repeating: "0", count: 3 - name.count) + name
      let signals = (0..<layout.count).compactMap { index in
        layout[index].isDocumented
          ? layout[index].documentation(layout.byteOrder) : nil
      }.joined(separator: "; ")
      // A row for the first of many modules stands for all.
      let row = "| \(layout.length) | `\(layout.kind.name)` | \(signals) |"
      if row == latest, layout.slot(of: .module) != nil { continue }
      latest = layout.slot(of: .module) == nil ? "" : row
      lines.append("| `\(padded)`\(latest.isEmpty ? "" : " …") \(row)")
    }
    for id in UInt32(0)...0x7FF {
      let id = StandardID(truncating: id)
      guard let layout = layout(of: id) else { continue }
      for index in 0..<layout.count {
        guard let table = layout[index].faultTable else { continue }
        let name = String(id.rawValue, radix: 16, uppercase: true)
        lines += ["", "### \(name) \(layout[index].field.key)", ""]
        lines += table.documentation(from: layout[index].byte)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension DialectDefinition {
  /// A line for each trait, with its points; inverters' give none.
  fileprivate var documentedTraits: [String] {
    (0..<Traits.capacity).compactMap { index in
      let trait = traits[index]
      guard !trait.isNone, trait.weight > 0 else { return nil }
      let needed = trait.isNeeded ? ", or another one like it" : ""
      return "- \(trait.weight): \(trait.text)\(needed)"
    }
  }
}

extension FaultTable {
  /// A line for each bit or pair of bits with a meaning.
  fileprivate func documentation(from first: UInt8) -> [String] {
    let lines = (0..<entryCount).compactMap { entry -> String? in
      guard let fault = fault(entry) else { return nil }
      let bit = hasPairs ? entry * 2 : entry
      let place =
        hasPairs ? "bits \(bit % 8 + 1)-\(bit % 8)" : "bit \(bit % 8)"
      return "- byte \(first + bit / 8) \(place): `\(fault.name)`"
    }
    return lines.isEmpty ? ["The bits are not known."] : lines
  }
}

extension Slot {
  fileprivate var isDocumented: Bool { coding != .absent && field != .module }

  /// What the table says about a signal.
  fileprivate func documentation(
    _ byteOrder: MessageLayout.ByteOrder
  ) -> String {
    let words = [place, form(byteOrder), ruleText].filter { !$0.isEmpty }
    return "`\(field.key)` " + words.joined(separator: ", ")
  }

  private var place: String {
    if coding == .constant { return "\(offset)" }
    if width < 8 {
      let last = bit + width - 1
      return width == 1
        ? "byte \(byte) bit \(bit)" : "byte \(byte) bits \(last)-\(bit)"
    }
    let last = byte + width / 8 - 1
    return byte == last ? "byte \(byte)" : "bytes \(byte)-\(last)"
  }

  private func form(_ byteOrder: MessageLayout.ByteOrder) -> String {
    switch coding {
    case .unsigned, .signed:
      var text = coding == .signed ? "signed" : ""
      if width > 8, byteOrder == .bigEndian { text += " big-endian" }
      let step = DecimalNumber(1, decimals: decimals)
      if decimals > 0 || !field.unit.description.isEmpty {
        text += " in steps of \(step) \(field.unit)"
      }
      if offset != 0 { text += " less \(-offset)" }
      return text.trimmingCharacters(in: .whitespaces)
    case .match: return "is \(offset)"
    case .code: return "a code"
    case .faults:
      return faultTable?.hasPairs == true ? "a pair of bits each" : "a bit each"
    case .text: return "text"
    case .version: return "major and minor"
    case .clock, .packedClock: return "a date and time"
    default: return ""
    }
  }

  private var ruleText: String {
    switch rule {
    case .none, .zeroIsNothing: ""
    case .withSecondWord: "or in the four bytes behind them"
    case .magnitude: "without its sign"
    case .negated: "with its sign turned around"
    case .zeroIsNotAvailable: "0 is not available"
    case .blankIsNotAvailable: "0 and blanks are not available"
    case .besideFineSOC: "behind a SOC in 0.01 % or FFFF; 0 is not available"
    case .countOfCycles: "0 and above 30000 are not available"
    case .onlyUsualVoltage: "outside 20 to 70 V not available"
    case .eitherCellScale: "200 to 450 in steps of 0.01 V; 0 is not available"
    case .disputedPair: "if the other of bits 0 and 1 is the same"
    case .atMost100: "all ones are not available"
    case .agreesWithSOC: "if it agrees with the SOC"
    case .usualVoltageScale: "in the scale that gives 20 to 70 V"
    case .eitherVoltageScale: "in the other scale if only that gives 20 to 70 V"
    @unknown default: ""
    }
  }
}
