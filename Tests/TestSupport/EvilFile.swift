// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// A file of `Fixtures/evil`, and what has to come of it.
public struct EvilFile: Sendable, CustomStringConvertible {
  /// Its name.
  public let name: String
  /// The frames and errors in their order, and what the end is; `nil` if
  /// nobody has said.
  public let expected: [String]?

  /// Where it is.
  public var path: String { Files.fixture("evil/" + name) }
  /// Whether it is a capture, whatever is wrong in it.
  public var isCapture: Bool { expected?.last == "ok" }
  /// Whether it takes a program to read it that is not installed.
  public var needsMissingProgram: Bool {
    let programs = ["gz": "gzip", "zst": "zstd"]
    guard let program = programs[URL(fileURLWithPath: path).pathExtension],
      Program.find(program) == nil
    else { return false }
    print("\(name) is not read: \(program) is not installed")
    return true
  }

  /// A name for a failure.
  public var description: String { name }

  /// All of them.
  public static let all: [EvilFile] = {
    let list = try? JSONDecoder().decode(
      [String: [String]].self,
      from: Data(Files.bytes(Files.fixture("evil/expected.json"))))
    let names = Set(Files.names(in: Files.fixture("evil")))
      .subtracting(["expected.json"])
    return names.union((list ?? [:]).keys).sorted().map {
      EvilFile(name: $0, expected: list?[$0])
    }
  }()
}
