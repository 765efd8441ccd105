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
  /// Reading has failed, and there is no more to come.
  case cannotRead(SystemError)
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
  /// the byte of the file where reading stopped.
  public let byte: UInt64

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
  /// No line or packet is a CAN frame.
  case noFrame
  /// It is compressed; unpack it first.
  case compressed(with: String)
  /// It is pcap or pcapng with packets that are not CAN frames of Linux.
  case linkType(number: Int32, name: String)
  /// It is pcap or pcapng, and libpcap does not read it.
  case unreadablePcap(message: String)
  /// It is pcap or pcapng, and CANCapture was built without libpcap.
  case needsLibpcap
}
