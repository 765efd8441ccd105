// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// The options that say what is read, and what is said of it.
struct InputOptions: ParsableArguments {
  @Argument(help: "Captures to read in turn; none or \"-\" is standard input.")
  var files: [String] = []

  @Flag(help: "Put the frames of all captures in the order of their times.")
  var merge = false

  @Flag(help: "Stop at the first line or packet that cannot be read.")
  var strict = false

  @Option(
    help: ArgumentHelp(
      "On standard error: text as it comes, or json, in the end one object a line for each capture.",
      valueName: "style"))
  var stats: StatsStyle = .text

  /// The captures, with "-" for standard input.
  var inputs: [String] { files.isEmpty ? ["-"] : files }
}
