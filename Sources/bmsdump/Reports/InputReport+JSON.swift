// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN
internal import CANBus
internal import CANCapture
internal import CANFormats

extension InputReport {
  /// All that is known of the input, for `--stats json`.
  func object(_ detectors: Detectors?) -> JSONObject {
    var reasons = JSONObject()
    for reason in MalformedFrame.Reason.all where malformed[reason] > 0 {
      reasons.add("\(reason.name)", malformed[reason])
    }
    var object = JSONObject()
    object.add("file", input.argument)
    object.add("frames", frames.read)
    object.add("wanted", frames.wanted)
    object.add("shown", frames.shown)
    object.add("skipped", malformed.total)
    object.add("reasons", reasons)
    object.add("problems", problems.map(\.object))
    object.add("doubts", doubts.names)
    object.add("hint", hint.map { "\($0)" })
    object.add("time_jumps", frames.jumps.count)
    object.add("first_time_jump", frames.jumps.object)
    object.add("swapped_identifiers", hadSwappedIdentifiers)
    object.add("listening", listening?.object)
    object.add("interfaces", detectors?.objects ?? [])
    object.add("error", failure.map { "\($0)" })
    object.add(
      "exit_status", failure.map { ExitStatus.of($0) }?.rawValue ?? 0)
    return object
  }
}

extension MalformedRecord {
  fileprivate var object: JSONObject {
    var object = JSONObject()
    object.add(unit == .line ? "line" : "packet", number)
    object.add("byte", byte)
    object.add("reason", "\(reason.name)")
    object.add("detail", detail)
    return object
  }
}

extension ListeningCounts {
  fileprivate var object: JSONObject {
    var object = JSONObject()
    object.add("received", received)
    object.add("dropped", dropped)
    object.add("dropped_by_interface", droppedByInterface)
    return object
  }
}

extension TimeJumps {
  fileprivate var object: JSONObject? {
    guard let first else { return nil }
    var object = JSONObject()
    object.add("frame", firstFrame)
    object.add("from", json: "\(first.from)")
    object.add("to", json: "\(first.to)")
    return object
  }
}

extension Detectors {
  /// What is known of each interface, for `--stats json`.
  var objects: [JSONObject] { buses.map(\.object) }
}

extension Detectors.Bus {
  fileprivate var object: JSONObject {
    var object = JSONObject()
    object.add("interface", interface.isEmpty ? nil : "\(interface)")
    object.add("frames", frameCount)
    object.add(
      "dialect", identification.dialect.map { $0.name.description })
    object.add("confidence", "\(identification.confidence.name)")
    return object
  }
}
