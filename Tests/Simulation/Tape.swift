// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What is on the bus, and account of what it tells.
struct Tape {
  private var frames: [CANFrame] = []
  /// How many frames there were all together.
  private(set) var count = 0
  /// How many of them have been taken off.
  var poppedCount: Int { count - frames.count + next }
  var truth = Truth()
  /// Microseconds since 1970: when the bus is free.
  var time: Int64 = 0
  private var frame = CANFrame()
  private var next = 0
  private var battery = Presence()
  private var limits = Presence()
  private var inverter = Presence()

  init() {
    let can0: [UInt8] = Array("can0".utf8)
    frame.interface = InterfaceName(can0.span)
  }

  /// Takes the next frame off the tape.
  mutating func pop() -> CANFrame? {
    guard next < frames.count else { return nil }
    next += 1
    return frames[next - 1]
  }

  mutating func rewind() {
    frames.removeAll(keepingCapacity: true)
    next = 0
  }

  /// Who sends the next frame.
  ///
  /// - Parameters:
  ///   - sender: Who it is.
  ///   - period: In how many milliseconds one was to be expected.
  ///   - areLimits: Whether it holds the limits of the battery.
  mutating func begin(
    _ sender: SimulatedEvent.Sender, period: Int64, areLimits: Bool = false
  ) {
    truth.move(to: count, at: time * 1000)
    if sender == .inverter {
      if inverter.last == nil { truth.add(.inverterAppeared) }
      _ = inverter.hear(.inverter, period, self.count, time, &truth)
      return
    }
    if battery.last == nil { truth.add(.batteryAppeared) }
    if battery.hear(.battery, period, count, time, &truth) {
      // All of the battery was silent, its limits with it.
      limits.last = nil
    }
    if areLimits { _ = limits.hear(.limits, period, count, time, &truth) }
  }

  mutating func emit(_ id: StandardID, _ payload: ClassicPayload) {
    frame.id = .standard(id)
    frame.payload.assign(payload)
    frame.dlc = UInt8(payload.count)
    frame.timestamp = Timestamp(nanoseconds: time * 1000, fractionDigits: 6)
    frames.append(frame)
    count += 1
    // The length of such a frame at 500 kbit/s, and a little.
    time += 250
  }

  /// Tells who is silent at the end.
  mutating func finish(period: Int64) {
    battery.finish(.battery, period, time, &truth)
    if battery.last?.time ?? 0 >= time - period * 1500 {
      limits.finish(.limits, period, time, &truth)
    }
    inverter.finish(.inverter, period, time, &truth)
  }
}

/// When somebody was heard last.
private struct Presence {
  var last: (frame: Int, time: Int64)?

  /// - Returns: Whether it was silent.
  mutating func hear(
    _ sender: SimulatedEvent.Sender, _ period: Int64, _ frame: Int,
    _ time: Int64, _ truth: inout Truth
  ) -> Bool {
    defer { last = (frame, time) }
    guard let last, isSilence(time - last.time, period) else { return false }
    truth.add(.silenced(sender), at: last.frame, last.time * 1000)
    truth.add(.back(sender))
    return true
  }

  func finish(
    _ sender: SimulatedEvent.Sender, _ period: Int64, _ time: Int64,
    _ truth: inout Truth
  ) {
    guard let last, isSilence(time - last.time, period) else { return }
    truth.add(.silenced(sender), at: last.frame, last.time * 1000)
  }

  private func isSilence(_ gap: Int64, _ period: Int64) -> Bool {
    gap > period * 1500
  }
}
