// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Shows the files of `Fixtures/evil`: nothing in them gets out that could do
/// harm to a terminal, a script or a spreadsheet.
@Suite struct EvilTests {
  @Test(arguments: EvilFile.all)
  func jsonLines(_ file: EvilFile) throws {
    if file.needsMissingProgram { return }
    let result = try Program.bmsdump(
      "--format", "jsonl", "--all", "--stats", "json", file.path)
    expectClean(result, file)
    let lines = result.output.split(separator: "\n")
    for line in lines { expectObject(line) }
    #expect(lines.count == file.frameCount)
    let reports = result.errors.split(separator: "\n")
    #expect(reports.count == 1)
    for report in reports {
      let object = expectObject(report)
      #expect(object?["frames"] as? Int == file.frameCount)
      #expect(object?["skipped"] as? Int == file.errorCount)
      #expect(
        object?["error"] as? String
          == (file.isCapture ? nil : file.expected?.last))
    }
  }

  @Test(arguments: EvilFile.all)
  func csv(_ file: EvilFile) throws {
    if file.needsMissingProgram { return }
    let result = try Program.bmsdump("--format", "csv", "--all", file.path)
    expectClean(result, file)
    let rows = result.output.split(separator: "\n").map { cells($0) }
    let formulas = Set("=+-@\t\r")
    for row in rows {
      #expect(row.count == rows.first?.count)
      let dangers = row.filter {
        formulas.contains($0.first ?? "x") && Double($0) == nil
      }
      #expect(dangers.isEmpty)
    }
    #expect(rows.count == (rows.isEmpty ? 0 : 1) + file.frameCount)
  }

  @Test(arguments: EvilFile.all)
  func text(_ file: EvilFile) throws {
    if file.needsMissingProgram { return }
    let result = try Program.bmsdump("--format", "text", "--all", file.path)
    expectClean(result, file)
    #expect(result.output.split(separator: "\n").count == file.frameCount)
  }

  private func expectClean(_ result: ProgramResult, _ file: EvilFile) {
    #expect(result.status == (file.isCapture ? 0 : 65))
    for text in [result.output, result.errors] {
      let harmful = text.unicodeScalars.filter {
        switch $0.properties.generalCategory {
        case .control: $0 != "\n"
        case .format, .lineSeparator, .paragraphSeparator, .surrogate: true
        default: false
        }
      }
      #expect(harmful.isEmpty, "\(harmful.map(\.value))")
    }
  }

  @discardableResult
  private func expectObject(_ line: Substring) -> [String: Any]? {
    let object = try? JSONSerialization.jsonObject(with: Data(line.utf8))
    #expect(object is [String: Any], "\(line)")
    return object as? [String: Any]
  }

  /// The cells of a row of CSV, as RFC 4180 has them.
  private func cells(_ row: Substring) -> [String] {
    var cells = [""]
    var isQuoted = false
    for character in row {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: cells.append("")
      default: cells[cells.count - 1].append(character)
      }
    }
    return cells
  }
}

extension EvilFile {
  /// How many frames it has.
  fileprivate var frameCount: Int {
    (expected?.count ?? 1) - 1 - errorCount
  }

  /// How many lines or packets of it are no frames.
  fileprivate var errorCount: Int {
    (expected ?? []).count {
      $0.hasPrefix("line ") || $0.hasPrefix("packet ")
    }
  }
}
