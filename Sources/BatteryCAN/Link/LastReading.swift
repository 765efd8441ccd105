// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// What was said last about a signal, and when.
public struct LastReading<Value: SignalValue>: Sendable {
  /// What was said: a value, or that there is none.
  public let reading: Reading<Value>
  /// The identifier of the frame that said it.
  public let id: StandardID
  /// When that frame was seen, or `nil` if it has no time.
  public let time: Timestamp?
  /// How many nanoseconds that is ago, never negative; `nil` without time.
  public let age: Int64?
  /// Whether it is too old to go by: see ``BatteryLink/staleAfter(_:)``.
  public let isStale: Bool

  /// The value, or `nil` if there is none.
  @inlinable
  public var value: Value? { reading.value }

  @usableFromInline
  init(
    reading: Reading<Value>, id: StandardID, time: Timestamp?, age: Int64?,
    isStale: Bool
  ) {
    self.reading = reading
    self.id = id
    self.time = time
    self.age = age
    self.isStale = isStale
  }
}

/// The latest message that says something about a field.
@usableFromInline
struct LastMessage {
  @usableFromInline
  let message: BatteryMessage
  @usableFromInline
  let time: Timestamp?
  @usableFromInline
  let age: Int64?
  @usableFromInline
  let isStale: Bool
}
