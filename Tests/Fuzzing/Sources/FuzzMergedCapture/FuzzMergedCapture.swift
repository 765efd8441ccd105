// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANCapture
internal import FuzzCommon

/// Merges captures: the first byte says into how many parts the rest is cut.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = bytes(start, count)
  guard let first = input.first else { return 0 }
  let parts = split(input.dropFirst(), Int(first % 4) + 1)
  if parts.contains(where: isCompressed) { return 0 }
  let alone = parts.map { part in
    var capture = CaptureReader(bytes: part)
    return capture.steps()
  }

  var merged = MergedCapture()
  for part in parts { merged.append(CaptureReader(bytes: part)) }
  var steps = parts.map { _ in [CaptureStep]() }
  var frames: [(input: Int, frame: CANFrame)] = []
  var frame = CANFrame()
  while true {
    do throws(CaptureError) {
      guard let index = try merged.read(into: &frame) else { break }
      expect(index == merged.latest, "the latest is it", input.span, index)
      frames.append((index, frame))
      steps[index].append(.frame(frame))
    } catch {
      let index = merged.latest
      if case .malformed(let record) = error {
        steps[index].append(.malformed(record))
      } else {
        steps[index].append(.failed(error))
      }
    }
  }
  for (some, all) in zip(steps, alone) {
    expect(
      some == all || some + [.end] == all,
      "merged and alone a capture is the same", input.span, (some, all))
  }
  let expected = naiveMerge(alone.map { $0.compactMap(\.frame) })
  expect(
    frames.elementsEqual(expected, by: ==),
    "frames come in the order of their times", input.span, (frames, expected))
  return 0
}

/// Cuts bytes into parts of the same length, but for the last.
private func split(_ bytes: ArraySlice<UInt8>, _ count: Int) -> [[UInt8]] {
  let size = bytes.count / count
  return (0..<count).map { index in
    let rest = bytes.dropFirst(index * size)
    return [UInt8](index == count - 1 ? rest : rest.prefix(size))
  }
}

/// Takes the earliest frame of those that are first, again and again.
private func naiveMerge(
  _ inputs: [[CANFrame]]
) -> [(input: Int, frame: CANFrame)] {
  var rests = inputs.map { frames in
    var time = Int64.min
    return frames.map { frame in
      time = frame.timestamp?.nanoseconds ?? time
      return (time: time, frame: frame)
    }[...]
  }
  var merged: [(input: Int, frame: CANFrame)] = []
  while true {
    let times = rests.indices.compactMap { index in
      rests[index].first.map { (time: $0.time, index: index) }
    }
    guard let next = times.min(by: { $0 < $1 }),
      let first = rests[next.index].popFirst()
    else { return merged }
    merged.append((next.index, first.frame))
  }
}
