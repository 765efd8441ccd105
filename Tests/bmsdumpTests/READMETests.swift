// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// README shows only what runs.
@Suite struct READMETests {
  private func text(_ path: String) throws -> String {
    String(
      decoding: try Files.bytes(Files.package.path + "/" + path),
      as: UTF8.self)
  }

  @Test func exampleIsTheOneThatCompiles() throws {
    let source = try text("Tests/bmsdumpTests/READMEExample.swift")
    let code = source.split(separator: "\n\n", maxSplits: 1)
    #expect(try text("README.md").contains("```swift\n\(code[1])```"))
    try printChargeLimits(of: Files.fixture("captures/us5000.log"))
  }

  @Test func outputIsTheOneOfItsCommand() throws {
    let readme = try text("README.md")
    #expect(readme.contains("bmsdump Fixtures/captures/us5000.log\n"))
    let result = try Program.bmsdump(Files.fixture("captures/us5000.log"))
    #expect(readme.contains("```text\n\(result.output)```"))
  }

  @Test func findingsAreThoseOfTheirCommand() throws {
    let readme = try text("README.md")
    let line =
      "check --battery zsx5000s --packs 2 Fixtures/simulated/link-lost-victron.log"
    #expect(readme.contains("```sh\nbmsdump \(line)\n```\n"))
    let result = try Program.run(
      URL(fileURLWithPath: "/bin/bash"),
      [
        "-c",
        "cd '\(Files.package.path)' && '\(Program.bmsdumpURL.path)' \(line)",
      ])
    #expect(result.status == 1)
    #expect(readme.contains("```text\n\(result.output)```"))
  }

  @Test(arguments: ["events", "summary"])
  func storyIsTheOneOfItsCommand(command: String) throws {
    let readme = try text("README.md")
    let line = "bmsdump \(command) Fixtures/captures/us5000.log"
    #expect(readme.contains("```sh\n\(line)\n```\n"))
    let bash = URL(fileURLWithPath: "/bin/bash")
    let result = try Program.run(
      bash,
      [
        "-c",
        "cd '\(Files.package.path)' && '\(Program.bmsdumpURL.path)' \(command) "
          + "Fixtures/captures/us5000.log",
      ])
    #expect(readme.contains("```text\n\(result.output)```"))
    let help = try Program.bmsdump(command, "--help").output
    for word in help.split(whereSeparator: { " <>\n,".contains($0) })
    where word.hasPrefix("--") && word != "--help" && word != "--version" {
      #expect(readme.contains(word))
    }
  }

  @Test func everyKeyAndOptionIsNamed() throws {
    let readme = try text("README.md")
    let fields = try text("Sources/BatteryCAN/BatteryCAN.docc/Fields.md")
    let header = try Program.bmsdump(
      "--format", "csv", Files.fixture("captures/us5000.log")
    ).output.prefix { $0 != "\n" }
    for key in header.split(separator: ",") {
      #expect((readme + fields).contains("`\(key)`"))
    }
    let help = try Program.bmsdump("decode", "--help").output
    for word in help.split(whereSeparator: { " <>\n,".contains($0) })
    where word.hasPrefix("--") && word != "--help" && word != "--version" {
      #expect(readme.contains(word))
    }
  }
}
