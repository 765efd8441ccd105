// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import CANBus
internal import CANCapture

/// Something that is done with the frames of captures, one after the other.
protocol CaptureJob: ~Copyable {
  /// Whether the first line or packet that cannot be read ends it.
  var isStrict: Bool { get }
  /// Where the results go.
  var output: OutputBuffer { get set }
  /// Gets ready for an input that is read next.
  mutating func begin(_ input: String)
  /// Takes a frame.
  mutating func take(_ frame: borrowing CANFrame)
  /// Reports an input that was read to its end.
  mutating func end(
    _ capture: borrowing CaptureReader, _ report: inout InputReport)
}

extension CaptureJob where Self: ~Copyable {
  /// Runs over several inputs in turn.
  ///
  /// An input that cannot be read does not keep the others from being read.
  ///
  /// - Returns: The exit code of the first input that has failed.
  mutating func run(_ inputs: [String]) -> ExitCode {
    var status = ExitCode.success
    for input in inputs {
      let result = run(input)
      if status == .success { status = result }
      if output.failure != nil { break }
      if isStrict, status != .success { break }
    }
    return status
  }

  private mutating func run(_ input: String) -> ExitCode {
    var report = InputReport(input)
    begin(input)
    do throws(CaptureError) {
      var capture =
        input == "-"
        ? CaptureReader(descriptor: 0) : try CaptureReader(path: input)
      while true {
        do throws(CaptureError) {
          try takeFrames(&capture)
          break
        } catch {
          guard case .malformed(let record) = error else { throw error }
          report.add(record, hasFrames: capture.frameCount > 0)
          if isStrict { throw error }
        }
      }
      // Whoever has closed the pipe does not want to hear more.
      if output.failure != .brokenPipe { end(capture, &report) }
      return .success
    } catch {
      return report.fail(error)
    }
  }

  /// Takes frames up to the end of the input or its next bad record.
  private mutating func takeFrames(
    _ capture: inout CaptureReader
  ) throws(CaptureError) {
    var frame = CANFrame()
    while output.failure == nil {
      if !capture.hasBufferedInput { output.flush() }
      guard try capture.read(into: &frame) else { return }
      take(frame)
    }
  }

  /// Writes what is left to write.
  ///
  /// - Parameter status: What reading came to.
  /// - Returns: The exit code of the program.
  mutating func finish(_ status: ExitCode) -> ExitCode {
    output.flush()
    guard let failure = output.failure else { return status }
    if failure == .brokenPipe { return status }
    Diagnostics().report("cannot write: \(failure)")
    return ExitStatus.ioFailed
  }
}
