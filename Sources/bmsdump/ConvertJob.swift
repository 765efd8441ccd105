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
  private var report = ConversionReport()
  let reporting: InputReport.Settings

  init(_ options: Convert, _ writer: consuming Writer) {
    filter = options.filter.filter
    outputName = options.output.path ?? "standard output"
    reporting = InputReport.Settings(style: options.input.stats)
    self.writer = writer
  }

  var output: OutputBuffer {
    _read { yield writer.output }
    _modify { yield &writer.output }
  }

  var detectors: Detectors? { nil }

  mutating func convert(_ options: InputOptions) -> ExitCode {
    let status = run(options)
    // Of nothing but inputs that cannot be read, not even a header is made.
    if status == .success { writer.finish() }
    let finalStatus = finish(status)
    if output.failure == nil, status == .success || report.written > 0 {
      report.show(of: outputName, writer.words, reporting.style)
    }
    return finalStatus
  }

  mutating func begin(_ inputs: [CaptureInput]) {}

  mutating func take(_ frame: inout CANFrame) -> FrameFate {
    guard filter.passes(frame) else { return .notWanted }
    let result = writer.write(frame)
    report.add(result, of: frame)
    return result == nil ? .wanted : .shown
  }

  mutating func end(announced: UInt64) {}
}
