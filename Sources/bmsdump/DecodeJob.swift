// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN
internal import CANBus
internal import CANCapture

/// Reads captures, decodes their frames and writes them out.
struct DecodeJob {
  let dialect: DialectChoice
  let identifiers: [FrameID]
  let interfaces: [InterfaceName]
  let showsAll: Bool
  let isStrict: Bool
  let countsOnly: Bool

  /// Runs over several inputs in turn.
  ///
  /// An input that cannot be read does not keep the others from being read.
  ///
  /// - Returns: The exit code of the first input that has failed.
  func run<Writer: RecordWriter & ~Copyable>(
    _ inputs: [String], _ writer: inout Writer
  ) -> ExitCode {
    var status = ExitCode.success
    writer.writeHeader()
    for input in inputs {
      let result = run(input, &writer)
      if status == .success { status = result }
      if writer.output.failure != nil { break }
      if isStrict, status != .success { break }
    }
    writer.output.flush()
    guard let failure = writer.output.failure else { return status }
    if failure == .brokenPipe { return status }
    Diagnostics().report("cannot write: \(failure)")
    return ExitStatus.ioFailed
  }

  private func run<Writer: RecordWriter & ~Copyable>(
    _ input: String, _ writer: inout Writer
  ) -> ExitCode {
    var report = InputReport(input)
    var frames = FrameCounts()
    frames.isOfGivenDialect = !dialect.isAutomatic
    var detectors = Detectors(dialect)
    do throws(CaptureError) {
      detectors.lookAhead(input)
      var capture =
        input == "-"
        ? CaptureReader(descriptor: 0) : try CaptureReader(path: input)
      while true {
        do throws(CaptureError) {
          try decode(&capture, &frames, &detectors, &writer)
          break
        } catch {
          guard case .malformed(let record) = error else { throw error }
          report.add(record, hasFrames: capture.frameCount > 0)
          if isStrict { throw error }
        }
      }
      // Whoever has closed the pipe does not want to hear more.
      if writer.output.failure == .brokenPipe { return .success }
      frames.read = capture.frameCount
      frames.hadSwappedIdentifiers = capture.hasSwappedIdentifiers
      if countsOnly { report.count(frames) }
      if dialect.isAutomatic { report.explain(detectors, frames) }
      report.finish(capture.malformed, frames)
      return .success
    } catch {
      return report.fail(error)
    }
  }

  /// Decodes frames up to the end of the input or its next bad record.
  private func decode<Writer: RecordWriter & ~Copyable>(
    _ capture: inout CaptureReader, _ frames: inout FrameCounts,
    _ detectors: inout Detectors, _ writer: inout Writer
  ) throws(CaptureError) {
    var frame = CANFrame()
    while writer.output.failure == nil {
      if !capture.hasBufferedInput { writer.output.flush() }
      guard try capture.read(into: &frame) else { return }
      let message = detectors.decode(frame)
      guard isWanted(frame) else { continue }
      frames.wanted += 1
      if let message {
        frames.shown += 1
        writer.write(message, in: frame)
      } else if showsAll {
        frames.shown += 1
        writer.writeUnknown(frame)
      }
    }
  }

  private func isWanted(_ frame: borrowing CANFrame) -> Bool {
    if !identifiers.isEmpty, !identifiers.contains(frame.id) { return false }
    if !interfaces.isEmpty, !interfaces.contains(frame.interface) {
      return false
    }
    return true
  }
}
