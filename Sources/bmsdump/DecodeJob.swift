// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN
internal import CANBus
internal import CANCapture

/// Reads captures, decodes their frames and writes them out.
struct DecodeJob<Writer: RecordWriter & ~Copyable>: CaptureJob, ~Copyable {
  private let dialect: DialectChoice
  private let filter: FrameFilter
  private let showsAll: Bool
  private let countsOnly: Bool
  private var writer: Writer
  private var frames = FrameCounts()
  private var detectors: Detectors
  let isStrict: Bool

  init(_ options: Decode, _ writer: consuming Writer) {
    dialect = options.dialect
    filter = options.filter.filter
    showsAll = options.all
    countsOnly = options.format == .none
    isStrict = options.strict
    detectors = Detectors(options.dialect)
    self.writer = writer
  }

  var output: OutputBuffer {
    _read { yield writer.output }
    _modify { yield &writer.output }
  }

  /// Runs over several inputs in turn.
  mutating func decode(_ inputs: [String]) -> ExitCode {
    writer.writeHeader()
    let status = run(inputs)
    return finish(status)
  }

  mutating func begin(_ input: String) {
    frames = FrameCounts()
    frames.isOfGivenDialect = !dialect.isAutomatic
    detectors = Detectors(dialect)
    detectors.lookAhead(input)
  }

  mutating func take(_ frame: borrowing CANFrame) {
    let message = detectors.decode(frame)
    guard filter.passes(frame) else { return }
    frames.wanted += 1
    if let message {
      frames.shown += 1
      writer.write(message, in: frame)
    } else if showsAll {
      frames.shown += 1
      writer.writeUnknown(frame)
    }
  }

  mutating func end(
    _ capture: borrowing CaptureReader, _ report: inout InputReport
  ) {
    frames.read = capture.frameCount
    frames.hadSwappedIdentifiers = capture.hasSwappedIdentifiers
    if countsOnly { report.count(frames) }
    if dialect.isAutomatic { report.explain(detectors, frames) }
    report.finish(capture.malformed, frames)
  }
}
