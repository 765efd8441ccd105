// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// What a program has printed and how it ended.
public struct ProgramResult {
  /// The exit code.
  public let status: Int32
  /// Its standard output.
  public let output: String
  /// Its standard error.
  public let errors: String
}

/// Runs programs.
public enum Program {
  /// Runs the bmsdump that was built with the tests.
  public static func bmsdump(
    _ arguments: String..., input: [UInt8]? = nil
  ) throws -> ProgramResult {
    try run(bmsdumpURL, arguments, input: input)
  }

  /// The bmsdump that was built with the tests.
  public static var bmsdumpURL: URL {
    // The test bundle and the programs are in one folder.
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("bmsdump")
  }

  /// A program in `PATH`, or `nil`.
  public static func find(_ name: String) -> URL? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    for folder in path.split(separator: ":") {
      let url = URL(fileURLWithPath: String(folder))
        .appendingPathComponent(name)
      if FileManager.default.isExecutableFile(atPath: url.path) { return url }
    }
    return nil
  }

  /// Runs a program to its end.
  public static func run(
    _ program: URL, _ arguments: [String], input: [UInt8]? = nil
  ) throws -> ProgramResult {
    // Files instead of pipes: a pipe that nobody empties would stop the program.
    try Files.withTemporaryFile { outputPath in
      try Files.withTemporaryFile { errorPath in
        try Files.withTemporaryFile(input ?? []) { inputPath in
          let process = Process()
          process.executableURL = program
          process.arguments = arguments
          process.standardInput = FileHandle(forReadingAtPath: inputPath)
          process.standardOutput = FileHandle(forWritingAtPath: outputPath)
          process.standardError = FileHandle(forWritingAtPath: errorPath)
          try process.run()
          process.waitUntilExit()
          return ProgramResult(
            status: process.terminationStatus,
            output: String(
              decoding: try Files.bytes(outputPath), as: UTF8.self),
            errors: String(decoding: try Files.bytes(errorPath), as: UTF8.self))
        }
      }
    }
  }
}
