// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import CANBus

/// The options that choose frames.
struct FrameFilterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only these identifiers, as candump writes them: 351,35C,18FF50E5.",
      valueName: "list"))
  var id: [IdentifierList] = []

  @Option(
    help: """
      Of all frames that are read, only those of this interface; may be repeated.
      """)
  var interface: [String] = []

  var filter: FrameFilter {
    FrameFilter(
      identifiers: id.flatMap(\.identifiers),
      interfaces: interface.map { InterfaceName($0) })
  }
}

/// Which frames of a capture are wanted; without a list, all.
struct FrameFilter {
  private let identifiers: [FrameID]
  private let interfaces: [InterfaceName]
  /// Whether all frames pass.
  let passesAll: Bool

  init(identifiers: [FrameID], interfaces: [InterfaceName]) {
    self.identifiers = identifiers
    self.interfaces = interfaces
    passesAll = identifiers.isEmpty && interfaces.isEmpty
  }

  func passes(_ frame: borrowing CANFrame) -> Bool {
    if !identifiers.isEmpty, !identifiers.contains(frame.id) { return false }
    if !interfaces.isEmpty, !interfaces.contains(frame.interface) {
      return false
    }
    return true
  }

  /// Finds the first frames that all pass or all do not.
  ///
  /// - Parameters:
  ///   - frames: The frames, which are not changed.
  ///   - range: Which of them; at least one.
  /// - Returns: Where they are, and whether they pass.
  @inline(__always)
  func firstRun(
    _ frames: inout MutableSpan<CANFrame>, _ range: Range<Int>
  ) -> (range: Range<Int>, passes: Bool) {
    if passesAll { return (range, true) }
    let first = range.lowerBound
    let passes = self.passes(frames[first])
    var end = first &+ 1
    while end < range.upperBound, self.passes(frames[end]) == passes {
      end &+= 1
    }
    return (first..<end, passes)
  }
}
