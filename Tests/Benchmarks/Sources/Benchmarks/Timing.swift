// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The shortest time of something that is done again and again.
struct Timing {
  private let name: String
  private let nanosecondsPerCall: Double

  /// Measures.
  ///
  /// - Parameters:
  ///   - name: What is measured.
  ///   - calls: How many calls `body` makes.
  ///   - expected: What it must return.
  ///   - body: What is measured.
  init(_ name: String, _ calls: Int, _ expected: Int, _ body: () -> Int) {
    self.name = name
    let clock = ContinuousClock()
    var best = Duration.seconds(3600)
    for _ in 0..<30 {
      var found = 0
      best = min(best, clock.measure { found = body() })
      precondition(found == expected, "\(name): \(found), not \(expected)")
    }
    let attoseconds = Double(best.components.attoseconds)
    let seconds = Double(best.components.seconds) + attoseconds * 1e-18
    nanosecondsPerCall = seconds * 1e9 / Double(calls)
  }

  /// Prints the time and its ratio to that of another.
  func print(beside other: Timing) {
    let ratio = nanosecondsPerCall / other.nanosecondsPerCall
    let figures = [ratio, nanosecondsPerCall].map { number in
      let tenths = Int((number * 10).rounded())
      let text = "\(tenths / 10).\(tenths % 10)"
      return String(repeating: " ", count: max(0, 9 - text.count)) + text
    }
    Swift.print("\(figures[0]) x \(figures[1]) ns  \(name)")
  }
}
