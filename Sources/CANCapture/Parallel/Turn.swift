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

/// Lets threads do something one after another, in the order of numbers.
///
/// It is Sendable because the number is atomic, and what sleeping threads need is
/// touched with the mutex only.
@safe
final class Turn: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let hasPassed: UnsafeMutablePointer<pthread_cond_t>
  private let number = Atomic(0)

  /// How often to look before going to sleep: about as long as a chunk takes.
  ///
  /// Most waits are shorter, and to be woken up takes longer.
  private static var patience: Int { 50_000 }

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
    var looks = 0
    while !isTurn(of: number) {
      looks += 1
      if looks > Self.patience { sleep(until: number) }
    }
    // Nobody else has this number, and the others wait.
    let result = body()
    unsafe pthread_mutex_lock(mutex)
    self.number.store(number + 1, ordering: .releasing)
    unsafe pthread_cond_broadcast(hasPassed)
    unsafe pthread_mutex_unlock(mutex)
    return result
  }

  private func isTurn(of number: Int) -> Bool {
    self.number.load(ordering: .acquiring) == number
  }

  private func sleep(until number: Int) {
    unsafe pthread_mutex_lock(mutex)
    while !isTurn(of: number) { unsafe pthread_cond_wait(hasPassed, mutex) }
    unsafe pthread_mutex_unlock(mutex)
  }
}
