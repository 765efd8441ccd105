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

/// Lets threads do something one after another, in the order of numbers.
///
/// It is Sendable because nothing is touched without the mutex.
@safe
final class Turn: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let hasPassed: UnsafeMutablePointer<pthread_cond_t>
  private var number = 0

  /// Starts with the turn of number 0.
  init() {
    unsafe mutex = .allocate(capacity: 1)
    unsafe hasPassed = .allocate(capacity: 1)
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(hasPassed, nil)
  }

  deinit {
    unsafe pthread_cond_destroy(hasPassed)
    unsafe pthread_mutex_destroy(mutex)
    unsafe hasPassed.deallocate()
    unsafe mutex.deallocate()
  }

  /// Waits for the turn of a number, does something, and passes the turn on.
  func take<Result>(_ number: Int, _ body: () -> Result) -> Result {
    unsafe pthread_mutex_lock(mutex)
    while self.number != number { unsafe pthread_cond_wait(hasPassed, mutex) }
    unsafe pthread_mutex_unlock(mutex)
    // Nobody else has this number, and the others wait.
    let result = body()
    unsafe pthread_mutex_lock(mutex)
    self.number = number + 1
    unsafe pthread_cond_broadcast(hasPassed)
    unsafe pthread_mutex_unlock(mutex)
    return result
  }
}
