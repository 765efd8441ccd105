// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// Waits until one of several descriptors can be used, or a ``StopSignals``
/// comes.
struct Waiting {
  private var entries = InlineArray<8, pollfd>(
    repeating: pollfd(
      fd: StopSignals.descriptor, events: Int16(POLLIN), revents: 0))
  private var count = 1

  /// Whether a descriptor can be read without waiting.
  static func canRead(_ descriptor: CInt) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&entry, 1, 0) > 0
  }

  /// Waits until a descriptor can be read.
  ///
  /// - Throws: ``SystemError/interrupted`` when a signal has come.
  static func untilReadable(_ descriptor: CInt) throws(SystemError) {
    var waiting = Waiting()
    _ = waiting.forReading(descriptor)
    try waiting.wait()
  }

  /// Lets time pass.
  ///
  /// - Throws: ``SystemError/interrupted`` when a signal has come.
  static func pause(milliseconds: CInt) throws(SystemError) {
    var waiting = Waiting()
    try waiting.wait(milliseconds: milliseconds)
  }

  /// Adds a descriptor to read from.
  ///
  /// - Parameter descriptor: The descriptor; -1 is never ready.
  /// - Returns: What to ask ``isReady(_:)`` for.
  mutating func forReading(_ descriptor: CInt) -> Int {
    add(descriptor, Int16(POLLIN))
  }

  /// Adds a descriptor to write to.
  ///
  /// - Parameter descriptor: The descriptor; -1 is never ready.
  /// - Returns: What to ask ``isReady(_:)`` for.
  mutating func forWriting(_ descriptor: CInt) -> Int {
    add(descriptor, Int16(POLLOUT))
  }

  private mutating func add(_ descriptor: CInt, _ events: Int16) -> Int {
    entries[count] = pollfd(fd: descriptor, events: events, revents: 0)
    count += 1
    return count - 1
  }

  /// Waits.
  ///
  /// - Parameter milliseconds: How long at most; -1 is for ever.
  /// - Throws: ``SystemError/interrupted`` when a signal has come.
  mutating func wait(milliseconds: CInt = -1) throws(SystemError) {
    while true {
      let total = nfds_t(count)
      var span = entries.mutableSpan
      let ready = unsafe span.withUnsafeMutableBufferPointer { entries in
        unsafe poll(entries.baseAddress, total, milliseconds)
      }
      let error = SystemError.last
      // The signal may come together with input, and then it comes first.
      if StopSignals.caught != nil { throw .interrupted }
      if ready >= 0 { return }
      guard error == .interrupted else { throw error }
    }
  }

  /// Whether a call on the descriptor will not wait: it may also fail, or find
  /// the end.
  func isReady(_ index: Int) -> Bool { entries[index].revents != 0 }
}
