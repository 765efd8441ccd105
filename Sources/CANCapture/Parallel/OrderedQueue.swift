// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Puts in order what several threads do side by side.
///
/// Each of them takes a free item, does its work, and hands it in with a number.
/// Who hands in the one whose turn it is finishes it, and all behind it that are
/// there. Nobody waits for a turn: the others go on with free items, as long as
/// there are any.
///
/// It is Sendable because all of it is touched with the monitor, or atomic.
final class OrderedQueue<Item: AnyObject>: @unchecked Sendable {
  private let monitor = Monitor()
  private let limit: Int
  private var itemCount = 0
  private var free: [Item] = []
  /// The items that wait for their turn, by their numbers.
  private var waiting: [Int: Item] = [:]
  /// The number of the next one to be finished.
  private var next = 0
  /// Whether a thread is finishing items.
  private var isFinishing = false
  private var hasStopped = false
  /// Whether there is an item to take, or no more is wanted.
  private let isReady = Atomic(true)

  /// How often to look before going to sleep: about as long as a chunk takes.
  ///
  /// Most waits are shorter, and to be woken up takes longer.
  private static var patience: Int { 50_000 }

  /// Creates a queue.
  ///
  /// - Parameter limit: How many items there are at most.
  init(limit: Int) { self.limit = limit }

  /// Takes a free item, when there is one.
  ///
  /// - Parameter makeItem: Makes an item.
  /// - Returns: The item, or `nil` if no more is wanted.
  func take(or makeItem: () -> Item) -> Item? {
    var looks = 0
    while looks < Self.patience, !isReady.load(ordering: .acquiring) {
      looks += 1
    }
    return monitor.withLock {
      while free.isEmpty, itemCount == limit, !hasStopped { monitor.wait() }
      defer { noteReadiness() }
      if hasStopped { return nil }
      if let item = free.popLast() { return item }
      itemCount += 1
      return makeItem()
    }
  }

  /// Gives an item back that is not to be finished.
  func giveBack(_ item: Item) {
    monitor.withLock {
      free.append(item)
      noteReadiness()
      monitor.wakeAll()
    }
  }

  /// Hands in an item, and finishes what can be finished.
  ///
  /// - Parameters:
  ///   - item: The item.
  ///   - number: Its number; each one from 0 on comes once.
  ///   - finish: Finishes an item, and says whether more are wanted.
  func handIn(_ item: Item, _ number: Int, finish: (Item) -> Bool) {
    var current = monitor.withLock {
      waiting[number] = item
      return isFinishing ? nil : takeNext()
    }
    while let item = current {
      let goesOn = finish(item)
      current = monitor.withLock {
        if !goesOn { hasStopped = true }
        free.append(item)
        noteReadiness()
        monitor.wakeAll()
        return takeNext()
      }
    }
  }

  /// The item whose turn it is, if it is there; with the monitor.
  private func takeNext() -> Item? {
    let item = hasStopped ? nil : waiting.removeValue(forKey: next)
    isFinishing = item != nil
    if isFinishing { next += 1 }
    return item
  }

  private func noteReadiness() {
    let isReady = !free.isEmpty || itemCount < limit || hasStopped
    self.isReady.store(isReady, ordering: .releasing)
  }
}
