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
  /// The inputs whose next frame is still to be read, the next one last.
  private var waiting: [Int] = []
  /// The inputs whose next frame is there, as a heap: none comes before its
  /// parent, which is at half its place.
  private var ready: [Int] = []

  /// The input that the last call of ``read(into:)`` was about, also when it
  /// has thrown: its place in the order of ``append(_:)``, from 0.
  public private(set) var latest = 0

  /// A capture and its next frame.
  fileprivate final class Input {
    var capture: CaptureReader
    var frame = CANFrame()
    /// The time of the frame, or of the last one that had one.
    var time = Int64.min

    init(_ capture: consuming CaptureReader) { self.capture = capture }
  }

  /// Starts without a capture.
  public init() {}

  /// Adds a capture.
  ///
  /// - Parameter capture: The capture, of which nothing was read.
  public mutating func append(_ capture: consuming CaptureReader) {
    waiting.insert(inputs.count, at: 0)
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
    waiting.allSatisfy { inputs[$0].capture.hasBufferedInput }
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
    while let input = waiting.last {
      latest = input
      do throws(CaptureError) {
        if try inputs[input].fill() { makeReady(input) }
      } catch {
        if case .malformed = error { throw error }
        waiting.removeLast()
        throw error
      }
      waiting.removeLast()
    }
    guard let next = takeReady() else { return nil }
    latest = next
    waiting.append(next)
    swap(&frame, &inputs[next].frame)
    return next
  }

  /// Whether the frame of one input comes before that of another: it is older,
  /// or its input was added before.
  private func precedes(_ a: Int, _ b: Int) -> Bool {
    (inputs[a].time, a) < (inputs[b].time, b)
  }

  private mutating func makeReady(_ input: Int) {
    var place = ready.count
    ready.append(input)
    while place > 0, precedes(ready[place], ready[(place - 1) / 2]) {
      ready.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  private mutating func takeReady() -> Int? {
    guard let first = ready.first, let last = ready.popLast() else {
      return nil
    }
    guard !ready.isEmpty else { return first }
    ready[0] = last
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < ready.count && precedes(ready[child], ready[least]) {
        least = child
      }
      guard least != place else { return first }
      ready.swapAt(place, least)
      place = least
    }
  }
}

extension MergedCapture.Input {
  /// Reads the next frame.
  ///
  /// - Returns: Whether there is one.
  fileprivate func fill() throws(CaptureError) -> Bool {
    guard try capture.read(into: &frame) else { return false }
    if let timestamp = frame.timestamp { time = timestamp.nanoseconds }
    return true
  }
}

extension MergedCapture {
  /// How many bytes have been read from all inputs.
  public var byteCount: UInt64 {
    inputs.reduce(0) { $0 + $1.capture.byteCount }
  }
}
