// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import CANCapture

extension ByteSink {
  /// Opens the file of `--output`, or standard output if there is none.
  ///
  /// - Throws: The exit code of the program, after saying what is wrong.
  static func open(
    _ output: String?, reading inputs: [CaptureInput]
  ) throws -> ByteSink {
    let diagnostics = Diagnostics()
    for input in inputs where input.wouldBeDestroyed(by: output) {
      let name = output ?? "standard output"
      diagnostics.report("\(name): is both input and output")
      throw ExitCode.validationFailure
    }
    guard let output else { return ByteSink(descriptor: 1) }
    do throws(SystemError) {
      return try ByteSink(path: output)
    } catch {
      // A pipe that nobody reads was waited for.
      if StopSignals.caught != nil { throw ExitCode.success }
      diagnostics.report("\(output): \(error)")
      throw ExitStatus.cannotOpen
    }
  }
}

extension CaptureInput {
  fileprivate func wouldBeDestroyed(by output: String?) -> Bool {
    switch self {
    case .standardInput: ByteSink.wouldDestroy(nil, output: output)
    case .file(let path), .growingFile(let path):
      ByteSink.wouldDestroy(path, output: output)
    case .interface: false
    }
  }
}
