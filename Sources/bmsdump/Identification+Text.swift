// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN

extension Identification {
  /// What was concluded and from what, in one line.
  var summary: String {
    switch confidence {
    case .certain, .likely:
      return "\(names) (\(confidence.name)): \(text(evidence))"
    case .undecided:
      guard let assumed = candidates.reading else {
        return "a battery, but not enough evidence for its dialect; it may be "
          + names + ", and what they agree on is decoded"
      }
      let others = candidates.filter { $0 != assumed }.map(\.name.description)
      return "a battery, but not enough evidence for its dialect; "
        + "\(assumed.name) is assumed"
        + (others.isEmpty
          ? ""
          : ", it may also be \(others.joined(separator: " or ")), and what "
            + "they read differently is marked \"?\"")
    case .noBattery:
      guard !relatives.isEmpty else {
        if hasInverter { return "an inverter, and no battery" }
        return "not a home battery's inverter link"
      }
      return "not decoded: "
        + relatives.map(\.name.description).joined(separator: ", ")
    @unknown default: return ""
    }
  }

  private var names: String {
    candidates.map(\.name.description).joined(separator: " or ")
  }

  private func text(_ clues: ClueSet) -> String {
    clues.sentences.joined(separator: "; ")
  }
}

extension ClueSet {
  /// The clues in words, each once: several dialects may be recognised by the same.
  var sentences: [String] {
    var said: Set<String> = []
    return map(\.text.description).filter { said.insert($0).inserted }
  }
}
