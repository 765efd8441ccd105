// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANFormats

/// Why a capture, or a part of it, cannot be read.
@nonexhaustive
public enum CaptureError: Error, Equatable, Sendable {
  /// One line or packet holds no readable frame. The next call reads on behind
  /// it.
  case malformed(MalformedRecord)
  /// The input cannot be opened.
  case cannotOpen(SystemError)
  /// What is to be followed is no regular file.
  case cannotFollow
  /// Reading has failed, and there is no more to come.
  case cannotRead(SystemError)
  /// One of the ``StopSignals`` has come while they are watched, and there is no
  /// more to come.
  case interrupted
  /// An interface cannot be listened to.
  case cannotListen(ListeningError)
  /// The input is not a capture, or none that can be read.
  case notACapture(NotACapture)
}

/// A line or packet without a readable frame, and where it is.
public struct MalformedRecord: Equatable, Sendable {
  /// What is wrong.
  public let reason: MalformedFrame.Reason
  /// The number of the line or packet, counted from 1.
  public let number: UInt64
  /// What is counted.
  public let unit: Unit
  /// The byte within the line or packet, counted from 1; for a damaged file
  /// the byte of the file, or of what was decompressed, where it shows.
  public let byte: UInt64
  /// What is wrong with a damaged file; of a compressed one its program says it.
  public let detail: String?

  init(
    reason: MalformedFrame.Reason, number: UInt64, unit: Unit, byte: UInt64,
    detail: String? = nil
  ) {
    self.reason = reason
    self.number = number
    self.unit = unit
    self.byte = byte
    self.detail = detail
  }

  /// The same record in a capture with more records before it.
  func advanced(by count: UInt64) -> MalformedRecord {
    MalformedRecord(
      reason: reason, number: number + count, unit: unit, byte: byte,
      detail: detail)
  }

  /// What the records of a capture are.
  public enum Unit: UInt8, Sendable {
    /// Lines of text.
    case line
    /// Packets of pcap or pcapng.
    case packet
  }
}

/// Why an input is not a capture.
@nonexhaustive
public enum NotACapture: Equatable, Sendable {
  /// There is nothing in it.
  case empty
  /// No line or packet is a CAN frame. Of text, ``CaptureReader/hint`` says what
  /// came nearest.
  case noFrame
  /// It is a file of another kind, which has to be converted first.
  case foreignFile(ForeignFile)
  /// It is a zip archive of another number of files than one.
  case zip(fileCount: Int)
  /// It is a zip archive whose end is missing or damaged.
  case damagedZip
  /// It is an encrypted zip archive.
  case encryptedZip
  /// It is a zip archive, which can be read only from a file.
  case zipFromPipe
  /// It is compressed in a way that is not read, or twice; unpack it first.
  case compressed(with: String)
  /// It is compressed, and the program that decompresses it is not installed.
  case needsProgram(String)
  /// It is pcap or pcapng with packets that are not CAN frames of Linux.
  case linkType(number: Int32, name: String)
  /// It is pcap, and its header is not one that can be read.
  case unreadablePcap(message: String)
}

extension MalformedRecord: CustomStringConvertible {
  /// Where the record is and what is wrong, such as "line 3, byte 17: bad hex
  /// digit".
  public var description: String {
    let name = unit == .line ? "line" : "packet"
    let more = detail.map { ": \($0)" } ?? ""
    return "\(name) \(number), byte \(byte): \(reason.text)\(more)"
  }
}

extension NotACapture: CustomStringConvertible {
  /// The reason in a few words.
  public var description: String {
    switch self {
    case .empty: "it is empty"
    case .noFrame: "no CAN frame in it"
    case .foreignFile(let file): "it is \(file)"
    case .zip(let count):
      "it is a zip archive of \(count) files; unpack it and name them"
    case .damagedZip: "it is a zip archive that is damaged or cut off"
    case .encryptedZip: "it is an encrypted zip archive; unpack it first"
    case .zipFromPipe:
      "a zip archive cannot be read from a pipe; name the file, or use "
        + "unzip -p FILE"
    case .compressed(let program):
      "it is compressed with \(program); unpack it first"
    case .needsProgram(let program):
      "it takes \(program) to decompress it, which is not installed; install it "
        + "or unpack the file first"
    case .linkType(let number, let name):
      "link type \(number) (\(name)) instead of CAN (227, 113, 252 or 276)"
    case .unreadablePcap(let message): message
    }
  }
}

extension CaptureError: CustomStringConvertible {
  /// What is wrong, in English or, from the system, in the user's language.
  public var description: String {
    switch self {
    case .malformed(let record): "\(record)"
    case .cannotOpen(let error): "\(error)"
    case .cannotRead(let error): "cannot read: \(error)"
    case .cannotFollow: "only a regular file can be followed"
    case .interrupted: "interrupted"
    case .cannotListen(let reason): "\(reason)"
    case .notACapture(let reason): "not a capture: \(reason)"
    }
  }
}

extension CaptureError {
  /// The error for a failed call while reading.
  init(reading error: SystemError) {
    self = error == .interrupted ? .interrupted : .cannotRead(error)
  }
}
