// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// Several captures as one, in the order of their times.
///
///     var merged = MergedCapture()
///     merged.append(try CaptureReader(path: "can0.log"))
///     merged.append(try CaptureReader(path: "can1.pcap"))
///     var frame = CANFrame()
///     while let input = try merged.read(into: &frame) { ... }
///
/// Of each capture one frame is held, so that memory does not grow. The frames of
/// one capture stay in their order, even if its time goes back; a frame without
/// time follows the one before it. Times are compared as they are: captures that
/// count from different origins, such as the start of each, are not aligned.
public struct MergedCapture: ~Copyable {
  private var inputs: [Input] = []

  /// The input that the last call of ``read(into:)`` was about, also when it
  /// has thrown: its place in the order of ``append(_:)``, from 0.
  public private(set) var latest = 0

  /// A capture and its next frame.
  fileprivate final class Input {
    var capture: CaptureReader
    var frame = CANFrame()
    var state = State.empty
    /// The time of the frame, or of the last one that had one.
    var time = Int64.min

    init(_ capture: consuming CaptureReader) { self.capture = capture }
  }

  fileprivate enum State {
    /// The next frame is still to be read.
    case empty
    /// The next frame is there.
    case full
    /// There is none.
    case ended
  }

  /// Starts without a capture.
  public init() {}

  /// Adds a capture.
  ///
  /// - Parameter capture: The capture, of which nothing was read.
  public mutating func append(_ capture: consuming CaptureReader) {
    inputs.append(Input(capture))
  }

  /// How many captures there are.
  public var count: Int { inputs.count }

  /// Looks at a capture, for what it has counted.
  ///
  /// - Parameters:
  ///   - index: Its place in the order of ``append(_:)``, from 0.
  ///   - body: What to do with it.
  /// - Returns: What `body` returns.
  public func withCapture<Result>(
    _ index: Int, _ body: (borrowing CaptureReader) -> Result
  ) -> Result {
    body(inputs[index].capture)
  }

  /// Whether the next frame is there already, as far as that is known.
  public var hasBufferedInput: Bool {
    inputs.allSatisfy { $0.state != .empty || $0.capture.hasBufferedInput }
  }

  /// Reads the next frame of all captures.
  ///
  /// - Parameter frame: Where the frame goes; unspecified unless the result is
  ///   a number.
  /// - Returns: The place of its capture in the order of ``append(_:)``; `nil`
  ///   when all have ended.
  /// - Throws: ``CaptureError`` of one capture, which is ``latest``. After
  ///   ``CaptureError/malformed(_:)`` the next call reads on in it; after any
  ///   other it has ended, and the next call reads on in the others.
  public mutating func read(
    into frame: inout CANFrame
  ) throws(CaptureError) -> Int? {
    var next: Int?
    for (index, input) in inputs.enumerated() {
      if input.state == .empty {
        latest = index
        try input.fill()
      }
      guard input.state == .full else { continue }
      if next.map({ input.time < inputs[$0].time }) ?? true { next = index }
    }
    guard let next else { return nil }
    latest = next
    inputs[next].state = .empty
    swap(&frame, &inputs[next].frame)
    return next
  }
}

extension MergedCapture.Input {
  fileprivate func fill() throws(CaptureError) {
    do throws(CaptureError) {
      state = try capture.read(into: &frame) ? .full : .ended
    } catch {
      if case .malformed = error { throw error }
      state = .ended
      throw error
    }
    if let timestamp = frame.timestamp { time = timestamp.nanoseconds }
  }
}
