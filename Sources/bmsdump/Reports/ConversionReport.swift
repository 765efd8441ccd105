// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats

/// How many frames were written in another format, and what was lost.
struct ConversionReport {
  /// The frames that were written.
  private(set) var written: UInt64 = 0
  private var refused: UInt64 = 0
  private var losses = [UInt64](repeating: 0, count: EncodingLoss.count)
  /// The names that are not, or not as they are, in what was written.
  private var lostNames = InterfaceNames()

  /// How a format and its options explain what is lost.
  struct Words {
    /// What happened to the names of interfaces.
    let names: String
    /// What happened to so many frames.
    let frames: (EncodingLoss) -> String
  }

  /// Takes what came of a frame, `nil` if it could not be written.
  mutating func add(_ result: EncodedFrame?, of frame: borrowing CANFrame) {
    guard let result else {
      refused += 1
      return
    }
    written += 1
    guard !result.losses.isEmpty else { return }
    for number in 0..<UInt8(EncodingLoss.count) {
      guard let loss = EncodingLoss(rawValue: number),
        result.losses.contains(loss)
      else { continue }
      losses[Int(number)] += 1
      if loss == .interface { lostNames.insert(frame.interface) }
    }
  }

  /// Tells a person or a script.
  func show(of output: String, _ words: Words, _ style: StatsStyle) {
    let diagnostics = Diagnostics()
    if style == .json {
      diagnostics.report(object(of: output))
      return
    }
    func report(_ text: String) { diagnostics.report("\(output): \(text)") }
    report("\(counted(written)) written")
    if refused > 0 {
      report(
        "\(counted(refused)) not written: more data than their kind can have")
    }
    for loss in EncodingLoss.all where losses[Int(loss.rawValue)] > 0 {
      if loss == .interface {
        report("\(lostNames.summary) \(words.names)")
      } else {
        let number = losses[Int(loss.rawValue)]
        report("\(counted(number)): \(words.frames(loss))")
      }
    }
  }
}

extension ConversionReport {
  private func object(of output: String) -> JSONObject {
    var lost = JSONObject()
    for loss in EncodingLoss.all where losses[Int(loss.rawValue)] > 0 {
      lost.add("\(loss.name)", losses[Int(loss.rawValue)])
    }
    var object = JSONObject()
    object.add("output", output)
    object.add("written", written)
    object.add("not_written", refused)
    object.add("lost", lost)
    return object
  }
}

extension EncodingLoss: Numbered {}
