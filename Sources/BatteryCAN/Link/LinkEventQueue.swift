// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The events that one frame has brought about, until they are fetched.
struct LinkEventQueue: Sendable {
  private var events = InlineArray<88, LinkEvent?>(repeating: nil)
  private var first = 0
  private var count = 0
  /// How many events found no room.
  private(set) var lostCount: UInt64 = 0

  /// An event, fetched or not.
  ///
  /// It is mutating so that the queue is used where it is.
  mutating func event(at index: Int) -> LinkEvent? {
    index < count ? events[index] : nil
  }

  mutating func append(_ event: LinkEvent) {
    guard count < 88 else {
      lostCount &+= 1
      return
    }
    events[count] = event
    count &+= 1
  }

  mutating func next() -> LinkEvent? {
    guard first < count else {
      removeAll()
      return nil
    }
    defer { first &+= 1 }
    return events[first]
  }

  mutating func removeAll() {
    first = 0
    count = 0
  }
}
