// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A number of a printed line that may be its identifier.
struct PrintedCandidate {
  let position: Int
  /// What stands before it.
  let lead: PrintedLead
  /// Whether a number before it is called an identifier.
  let isBehindLabelled: Bool
}

/// The first numbers of a line that may be its identifier, in their order.
struct PrintedCandidates {
  private(set) var count = 0
  private var places = InlineArray<8, PrintedCandidate?>(repeating: nil)

  /// How many are kept.
  static var maximum: Int { 8 }

  mutating func append(_ candidate: PrintedCandidate) {
    guard count < Self.maximum else { return }
    places[count] = candidate
    count += 1
  }

  subscript(index: Int) -> PrintedCandidate? { places[index] }
}
