// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Which traces each message has.
struct MessageTraces {
  /// A message.
  struct Entry {
    let id: StandardID
    var traces: TraceSet
  }

  private(set) var entries: [Entry] = []
  private var latest = 0

  private static var capacity: Int { 64 }

  /// The traces of a message, as far as it has been read.
  mutating func traces(of id: StandardID) -> TraceSet {
    // Messages come in the same order again and again.
    let next = latest + 1 < entries.count ? latest + 1 : 0
    if next < entries.count, entries[next].id == id {
      latest = next
      return entries[next].traces
    }
    guard let index = entries.firstIndex(where: { $0.id == id }) else {
      return []
    }
    latest = index
    return entries[index].traces
  }

  /// Sets the traces of a message.
  mutating func set(_ traces: TraceSet, of id: StandardID) {
    if let index = entries.firstIndex(where: { $0.id == id }) {
      entries[index].traces = traces
    } else if entries.count < Self.capacity {
      entries.append(Entry(id: id, traces: traces))
    }
  }
}

/// Some of the traces.
struct TraceSet: OptionSet {
  let rawValue: UInt32

  init(rawValue: UInt32) { self.rawValue = rawValue }

  init(_ trace: Trace) { rawValue = 1 << UInt32(trace.rawValue) }

  /// The places of the traces.
  var indices: [Int] {
    Trace.allCases.map(\.rawValue).filter { rawValue >> $0 & 1 == 1 }
      .map { Int($0) }
  }
}
