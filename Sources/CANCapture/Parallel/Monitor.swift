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

/// Lets one thread at a time do something, and wait for others while it does so.
///
/// Unlike `Mutex` of the standard library, ThreadSanitizer knows what it is made
/// of on Linux.
@safe
final class Monitor: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let hasChanged: UnsafeMutablePointer<pthread_cond_t>

  /// Creates a monitor that nobody holds.
  init() {
    unsafe mutex = .allocate(capacity: 1)
    unsafe hasChanged = .allocate(capacity: 1)
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(hasChanged, nil)
  }

  deinit {
    unsafe pthread_cond_destroy(hasChanged)
    unsafe pthread_mutex_destroy(mutex)
    unsafe hasChanged.deallocate()
    unsafe mutex.deallocate()
  }

  /// Does something while no other thread does so.
  ///
  /// - Parameter body: What to do.
  /// - Returns: What `body` returns.
  func withLock<Result>(_ body: () -> Result) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return body()
  }

  /// Lets others go first until one of them calls ``wakeAll()``, or for no reason;
  /// in ``withLock(_:)``.
  func wait() { unsafe pthread_cond_wait(hasChanged, mutex) }

  /// Lets those that wait look again; in ``withLock(_:)``.
  func wakeAll() { unsafe pthread_cond_broadcast(hasChanged) }
}
