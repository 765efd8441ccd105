// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// The signals that ask a program to end: SIGINT, which is Ctrl-C, and SIGTERM.
///
/// While they are watched, the first one lets reading fail with
/// ``CaptureError/interrupted``, also if it waits for input, so that what is
/// decoded can still be written out. The second one ends the process at once.
public enum StopSignals {
  /// Begins to watch.
  ///
  /// Signals that the process was told to ignore, as the shell does for a job in
  /// the background, stay ignored.
  public static func watch() {
    guard watched.load(ordering: .acquiring) < 0 else { return }
    var ends: [CInt] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    caughtNumber.store(0, ordering: .releasing)
    noticed.store(ends[1], ordering: .releasing)
    watched.store(ends[0], ordering: .releasing)
    for number in [SIGINT, SIGTERM] { install(number) }
  }

  /// The number of the signal that has come, or `nil`.
  public static var caught: CInt? {
    let number = caughtNumber.load(ordering: .acquiring)
    return number == 0 ? nil : number
  }

  /// Ends the process by the signal that has come, if one has, so that whoever
  /// started it sees why it ended.
  public static func endProcess() {
    guard let number = caught else { return }
    _ = signal(number, SIG_DFL)
    raise(number)
  }

  /// A descriptor that can be read as soon as a signal has come, or -1.
  ///
  /// Waiting for it together with the input loses no signal, whenever it comes.
  static var descriptor: CInt { watched.load(ordering: .acquiring) }

  private static func install(_ number: CInt) {
    var old = sigaction()
    guard unsafe sigaction(number, nil, &old) == 0 else { return }
    #if canImport(Darwin)
    let handler = unsafe old.__sigaction_u.__sa_handler
    #else
    let handler = unsafe old.__sigaction_handler.sa_handler
    #endif
    let isIgnored =
      unsafe unsafeBitCast(handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
    guard !isIgnored else { return }
    // Without SA_RESTART, so that opening a pipe with a name ends as well.
    var new = sigaction()
    #if canImport(Darwin)
    unsafe new.__sigaction_u.__sa_handler = { StopSignals.notice($0) }
    #else
    unsafe new.__sigaction_handler.sa_handler = { StopSignals.notice($0) }
    #endif
    _ = unsafe sigaction(number, &new, nil)
  }

  /// Runs in the middle of anything, and so does nothing but what is allowed
  /// there: atomics, `write` and `raise`.
  private static func notice(_ number: CInt) {
    let code = errno
    if caughtNumber.exchange(number, ordering: .acquiringAndReleasing) != 0 {
      _ = signal(number, SIG_DFL)
      raise(number)
    }
    var byte: UInt8 = 1
    _ = unsafe write(noticed.load(ordering: .acquiring), &byte, 1)
    errno = code
  }
}

private let caughtNumber = Atomic<CInt>(0)
/// The end of a pipe that is read, and the one that is written.
private let watched = Atomic<CInt>(-1)
private let noticed = Atomic<CInt>(-1)
