// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import CANCapture

/// The exit codes beside 0 and the 64 of a wrong command line, as in
/// `<sysexits.h>`.
enum ExitStatus {
  /// `bmsdump check`: a rule is broken.
  static let ruleBroken = ExitCode(1)
  /// The input is not a capture, or `--strict` met a bad line.
  static let badData = ExitCode(65)
  /// A file or interface cannot be opened.
  static let cannotOpen = ExitCode(66)
  /// Reading or writing has failed.
  static let ioFailed = ExitCode(74)

  /// The exit code for an input that cannot be read.
  static func of(_ error: CaptureError) -> ExitCode {
    switch error {
    case .cannotOpen, .cannotFollow, .cannotListen: cannotOpen
    case .cannotRead: ioFailed
    case .interrupted: .success
    case .notACapture, .malformed: badData
    @unknown default: ioFailed
    }
  }
}
