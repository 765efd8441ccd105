// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import CANCapture

/// The values of `--stats`.
enum StatsStyle: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

/// Messages on standard error: lines to a person, or JSON objects, one a line.
struct Diagnostics {
  /// Writes one line to a person.
  ///
  /// What a file name may do to a terminal is taken out.
  func report(_ message: String) {
    write("bmsdump: \(message.printable)\n")
  }

  /// Writes one object.
  func report(_ object: JSONObject) { write("\(object)\n") }

  private func write(_ line: String) {
    Progress.erase()
    let sink = ByteSink(descriptor: 2)
    // There is nobody left to tell when standard error is closed.
    try? sink.write(Array(line.utf8).span)
  }
}
