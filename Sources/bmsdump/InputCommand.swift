// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser

/// A subcommand that reads captures.
protocol InputCommand: ParsableCommand {
  var input: InputOptions { get }
}
