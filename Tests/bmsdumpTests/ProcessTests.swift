// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// What bmsdump does as a process among others: the scripts of Tests/Processes,
/// which make the interfaces, disks and signals that it meets.
@Suite(.serialized) struct ProcessTests {
  private static let names: [String] = {
    #if Libpcap
    ["signals", "follow", "disk", "memory", "live", "progress"]
    #else
    ["signals", "disk", "memory", "progress"]
    #endif
  }()

  @Test(arguments: names) func script(name: String) throws {
    guard let python = Program.find("python3") else {
      print("skipped \(name): there is no python3")
      return
    }
    let script = Files.package
      .appendingPathComponent("Tests/Processes/\(name).py").path
    let result = try Program.run(
      python, ["-B", script, Program.bmsdumpURL.path])
    // 77 is what test programs end with when they could not test.
    if result.status == 77 {
      print("skipped \(name): \(result.output)", terminator: "")
      return
    }
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    print(result.output, terminator: "")
  }

  @Test(arguments: [
    (["-i", "can0", "file"], "-i listens instead of reading files."),
    (["-i", "can0", "-f"], "-i listens instead of reading files."),
    (["-f"], "-f follows exactly one file."),
    (["-f", "-"], "-f follows exactly one file."),
    (["-f", "one", "two"], "-f follows exactly one file."),
    (["-", "-"], "Standard input can be read only once."),
    (["--merge", "-", "a.log", "-"], "Standard input can be read only once."),
  ])
  func inputsThatExcludeEachOther(
    arguments: [String], message: String
  ) throws {
    let result = try Program.run(Program.bmsdumpURL, arguments)
    #expect(result.status == 64)
    #expect(result.errors.hasPrefix("Error: \(message)\n"))
  }
}
