// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

// Findings in words.

extension RuleFinding {
  /// The unit of the values.
  var unit: String { (rule.unit ?? field?.unit ?? "").description }

  /// What was found, and what would have been allowed.
  var words: String {
    var words: [String] = []
    if let fault { words.append(fault.words) }
    if let field, rule.unit == nil, !field.label.description.isEmpty {
      words.append("\(field.label)")
    }
    if let value { words.append(with(value)) }
    var text = words.joined(separator: " ")
    if let bound {
      text += (text.isEmpty ? "" : ", ") + "\(rule.boundWord) \(with(bound))"
    }
    if let worst, worst != value { text += ", at worst \(with(worst))" }
    return text
  }

  private func with(_ number: DecimalNumber) -> String {
    unit.isEmpty ? "\(number)" : "\(number) \(unit)"
  }
}

extension BusErrors {
  /// How many error frames of each kind there were.
  var words: String {
    let kinds: [(Kind, String)] = [
      (.noAcknowledgement, "without acknowledgement"),
      (.violation, "bit, stuffing or form errors"), (.busOff, "bus off"),
      (.controller, "of the controller"), (.transceiver, "of the wires"),
      (.other, "other"),
    ]
    return kinds.filter { self[$0.0] > 0 }
      .map { "\(self[$0.0]) \($0.1)" }.joined(separator: ", ")
  }
}

extension RuleVerdict.Reason {
  /// Why rules were not checked, in a word or two.
  var title: String {
    switch self {
    case .needsParameter: "no number"
    case .needsSignal: "no signal"
    case .needsTime: "no time"
    case .needsLongerCapture: "too short"
    case .needsEarlierCapture: "too late"
    case .needsUse: "too idle"
    case .needsSecondSender: "one sender"
    @unknown default: "other"
    }
  }

  /// What would help, behind the name of a rule.
  var detail: String {
    switch self {
    case .needsParameter(let parameter): TextPage.joint + "(\(parameter.key))"
    case .needsLongerCapture(let needed, _):
      TextPage.joint + "(\(LengthOfTime(nanoseconds: needed).joined))"
    default: ""
    }
  }

  /// How many seconds the capture has, and how many it takes.
  var span: (has: DecimalNumber, needed: DecimalNumber)? {
    guard case .needsLongerCapture(let needed, let has) = self else {
      return nil
    }
    return (
      DecimalNumber(has, decimals: 9).short,
      DecimalNumber(needed, decimals: 9).short
    )
  }

  /// The name in JSON and CSV.
  var name: String {
    switch self {
    case .needsParameter: "needs_number"
    case .needsSignal: "needs_signal"
    case .needsTime: "needs_time"
    case .needsLongerCapture: "needs_longer_capture"
    case .needsEarlierCapture: "needs_earlier_capture"
    case .needsUse: "needs_use"
    case .needsSecondSender: "needs_second_sender"
    @unknown default: ""
    }
  }
}
