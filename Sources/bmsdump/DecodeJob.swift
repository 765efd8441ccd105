// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN
internal import CANBus
internal import CANCapture

/// Reads captures, decodes their frames and writes them out.
struct DecodeJob {
  let dialect: Dialect
  let identifiers: IdentifierList?
  let interface: [UInt8]?
  let showsAll: Bool
  let isStrict: Bool

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
    do throws(CaptureError) {
      var capture =
        input == "-"
        ? CaptureReader(descriptor: 0) : try CaptureReader(path: input)
      while true {
        do throws(CaptureError) {
          try decode(&capture, &writer)
          break
        } catch {
          guard case .malformed(let record) = error else { throw error }
          report.add(record, hasFrames: capture.frameCount > 0)
          if isStrict { throw error }
        }
      }
      report.finish(capture.malformed, frameCount: capture.frameCount)
      return .success
    } catch {
      return report.fail(error)
    }
  }

  /// Decodes frames up to the end of the input or its next bad record.
  private func decode<Writer: RecordWriter & ~Copyable>(
    _ capture: inout CaptureReader, _ writer: inout Writer
  ) throws(CaptureError) {
    var frame = CANFrame()
    while writer.output.failure == nil {
      if !capture.hasBufferedInput { writer.output.flush() }
      guard try capture.read(into: &frame) else { return }
      guard isWanted(frame) else { continue }
      if let message = dialect.decode(frame) {
        writer.write(message, in: frame, dialect)
      } else if showsAll {
        writer.writeUnknown(frame)
      }
    }
  }

  private func isWanted(_ frame: borrowing CANFrame) -> Bool {
    if let identifiers, !identifiers.contains(frame.id) { return false }
    if let interface, !frame.interface.isEqual(to: interface) { return false }
    return true
  }
}

extension InterfaceName {
  /// Whether the name is this one, as far as names are kept.
  fileprivate func isEqual(to bytes: [UInt8]) -> Bool {
    guard count == min(bytes.count, Self.maximumCount) else { return false }
    for index in 0..<count where self[index] != bytes[index] { return false }
    return true
  }
}
