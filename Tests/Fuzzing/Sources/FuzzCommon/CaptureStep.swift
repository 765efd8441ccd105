// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus
public import CANCapture

/// What reading on in a capture has given.
public enum CaptureStep: Equatable {
  /// A frame.
  case frame(CANFrame)
  /// A line or packet that is none.
  case malformed(MalformedRecord)
  /// The end.
  case end
  /// An error that is the end.
  case failed(CaptureError)

  /// The frame, if there was one.
  public var frame: CANFrame? {
    if case .frame(let frame) = self { frame } else { nil }
  }
}

extension CaptureReader {
  /// Reads on.
  ///
  /// - Parameter frame: Where the frame goes.
  /// - Returns: What there was.
  public mutating func step(into frame: inout CANFrame) -> CaptureStep {
    do throws(CaptureError) {
      return try read(into: &frame) ? .frame(frame) : .end
    } catch {
      if case .malformed(let record) = error { return .malformed(record) }
      return .failed(error)
    }
  }

  /// Reads all that is left.
  ///
  /// - Parameter size: How many frames to read at once where they are there
  ///   already; with 0, none.
  /// - Returns: What there was, with the end.
  public mutating func steps(inBatchesOf size: Int = 0) -> [CaptureStep] {
    var steps: [CaptureStep] = []
    var frame = CANFrame()
    var batch = [CANFrame](repeating: frame, count: size)
    while true {
      if size > 0 {
        let count = readBuffered(into: &batch)
        steps += batch[..<count].map(CaptureStep.frame)
      }
      let step = step(into: &frame)
      steps.append(step)
      switch step {
      case .frame, .malformed: continue
      case .end, .failed: return steps
      }
    }
  }
}

/// Whether an input is compressed, so that a child process would read it.
///
/// - Parameter input: The input.
/// - Returns: Whether it begins like that.
public func isCompressed(_ input: [UInt8]) -> Bool {
  let marks: [[UInt8]] = [
    [0x1F, 0x8B], [0x28, 0xB5, 0x2F, 0xFD], [0xFD, 0x37, 0x7A], [0x42, 0x5A],
  ]
  return marks.contains { input.starts(with: $0) }
}
