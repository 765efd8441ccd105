// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

/// A frame, or what is wrong with a packet.
typealias Outcome = Result<CANFrame, MalformedFrame>

/// A frame, `nil` for a line beside frames, or what is wrong with a line.
typealias LineOutcome = Result<CANFrame?, MalformedFrame>

/// A line and what it has to be read as.
struct LineVector: CustomTestStringConvertible {
  let line: String
  let expected: LineOutcome
  var testDescription: String { line }

  /// A line that is a frame.
  init(_ line: String, _ frame: CANFrame) {
    self.line = line
    expected = .success(frame)
  }

  /// A line that the format writes beside frames.
  init(besideFrames line: String) {
    self.line = line
    expected = .success(nil)
  }

  /// A line that is none.
  init(_ line: String, _ reason: MalformedFrame.Reason, at offset: Int) {
    self.line = line
    expected = .failure(MalformedFrame(reason, at: offset))
  }
}

extension LineFormat {
  /// Reads a line into a frame that is full of other things.
  mutating func outcome(_ line: [UInt8]) -> LineOutcome {
    var frame = CANFrame.used
    do throws(MalformedFrame) {
      let isFrame = try parse(line.span, into: &frame)
      return .success(isFrame ? frame : nil)
    } catch {
      return .failure(error)
    }
  }

  mutating func outcome(_ line: String) -> LineOutcome {
    outcome(Array(line.utf8))
  }
}

extension CANFrame {
  /// A frame with nothing at its default, to show that readers set everything.
  static var used: CANFrame {
    CANFrame(
      id: .extended(ExtendedID(truncating: 0x1234567)),
      kind: .flexibleData(FDFlags(bitRateSwitch: true)),
      payload: Payload(hex: String(repeating: "EE", count: 64)), dlc: 15,
      direction: .transmitted, interface: InterfaceName("can0"),
      timestamp: Timestamp(nanoseconds: 42, fractionDigits: 3))
  }

  /// The same frame with a time, an interface, and other changes.
  func with(
    time nanoseconds: Int64? = nil, digits: UInt8 = 6,
    _ notation: Timestamp.Notation = .seconds, on interface: String = "",
    _ change: (inout CANFrame) -> Void = { _ in }
  ) -> CANFrame {
    var frame = self
    if let nanoseconds {
      frame.timestamp = Timestamp(
        nanoseconds: nanoseconds, fractionDigits: digits, notation: notation)
    }
    frame.interface = InterfaceName(interface)
    change(&frame)
    return frame
  }

  /// A remote frame of the same identifier that asks for a length.
  func remote(_ length: UInt8) -> CANFrame {
    var frame = self
    frame.kind = .remote
    frame.dlc = length
    return frame
  }
}

/// Cuts a line off at every byte: what is left is an error within it, or a
/// shorter line whose frame has no more data than the whole.
func checkCutOffLines(_ vector: LineVector, _ format: some LineFormat) {
  let line = Array(vector.line.utf8)
  guard case .success(let whole?) = vector.expected else { return }
  for length in 0..<line.count {
    var format = format
    switch format.outcome(Array(line[..<length])) {
    case .success(let frame?):
      #expect(
        whole.payload.bytes.starts(with: frame.payload.bytes.dropLast()),
        "\(length)")
    case .success(nil): break
    case .failure(let error):
      #expect((0...length).contains(error.offset), "\(length)")
    }
  }
}
