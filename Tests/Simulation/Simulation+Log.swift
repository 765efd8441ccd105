// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANFormats

extension Simulation {
  /// Writes the rest of the story as `candump -l` does.
  ///
  /// - Parameter write: What takes the text, some hundred kilobytes at a time.
  public mutating func writeLog(
    _ write: ([UInt8]) throws -> Void
  ) rethrows {
    let room = 1 << 18
    let style = CandumpLog.LineStyle()
    var text = [UInt8](repeating: 0, count: room)
    var end = 0
    while let frame = next() {
      if room - end <= CandumpLog.maximumLength {
        try write(Array(text[..<end]))
        end = 0
      }
      var span = text.mutableSpan
      var line = span._mutatingExtracting(end..<room)
      end += CandumpLog.encode(frame, style, into: &line)?.count ?? 0
      text[end] = UInt8(ascii: "\n")
      end += 1
    }
    try write(Array(text[..<end]))
  }
}
