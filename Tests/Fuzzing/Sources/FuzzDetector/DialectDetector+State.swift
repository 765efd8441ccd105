// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN

extension DialectDetector {
  /// All that a detector says, to be compared.
  struct State: Equatable {
    let confidence: Identification.Confidence
    let candidates: DialectSet
    let runnerUp: Dialect?
    let clues: ClueSet
    let relatives: [Relative]
    let changeCount: UInt32
    let takeoverCount: UInt32
    let limitsCount: Int
  }

  /// All that the detector says.
  var state: State {
    State(
      confidence: identification.confidence,
      candidates: identification.candidates, runnerUp: identification.runnerUp,
      clues: identification.clues,
      relatives: [Relative](identification.relatives),
      changeCount: changeCount, takeoverCount: takeoverCount,
      limitsCount: limitsCount)
  }
}
