// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import CANBus
internal import CANCapture
internal import CANFormats

/// Reads captures and writes their frames in another format.
struct ConvertJob<Writer: FrameWriter & ~Copyable>: CaptureJob, ~Copyable {
  private let filter: FrameFilter
  private let outputName: String
  private var writer: Writer
  private var frames = FrameCounts()
  private var report = ConversionReport()
  let isStrict: Bool

  init(_ options: Convert, _ writer: consuming Writer) {
    filter = options.filter.filter
    outputName = options.output ?? "standard output"
    isStrict = options.strict
    self.writer = writer
  }

  var output: OutputBuffer {
    _read { yield writer.output }
    _modify { yield &writer.output }
  }

  /// Runs over several inputs in turn.
  mutating func convert(_ inputs: [String]) -> ExitCode {
    let status = run(inputs)
    // Of nothing but inputs that cannot be read, not even a header is made.
    if status == .success { writer.finish() }
    let finalStatus = finish(status)
    if output.failure == nil, status == .success || report.written > 0 {
      report.show(of: outputName, writer.words)
    }
    return finalStatus
  }

  mutating func begin(_ input: String) { frames = FrameCounts() }

  mutating func take(_ frame: borrowing CANFrame) {
    guard filter.passes(frame) else { return }
    frames.wanted += 1
    report.add(writer.write(frame), of: frame)
  }

  mutating func end(
    _ capture: borrowing CaptureReader, _ report: inout InputReport
  ) {
    frames.read = capture.frameCount
    frames.hadSwappedIdentifiers = capture.hasSwappedIdentifiers
    report.finish(capture.malformed, frames)
  }
}
