// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

extension BatteryLink {
  /// What was said last about a signal of battery or inverter.
  ///
  /// Of several frames that have it, it is the one that was seen last. What is
  /// said of single modules or cells is not looked at; for that, see
  /// ``message(_:)``.
  ///
  /// - Parameter signal: The signal.
  @inlinable  // Unspecialised it would need memory for its type.
  public subscript<Value>(_ signal: Signal<Value>) -> LastReading<Value>? {
    guard let last = last(signal.field) else { return nil }
    return LastReading(
      reading: last.message[signal], id: last.message.id, time: last.time,
      age: last.age, isStale: last.isStale)
  }

  /// The latest message that says something about a field.
  @usableFromInline
  func last(_ field: Field) -> LastMessage? {
    guard let index = index(of: field), let record = messages[index] else {
      return nil
    }
    return LastMessage(
      message: record.message, time: record.lastTime,
      age: clock.latest == nil ? nil : elapsed &- record.seen,
      isStale: isStale(record))
  }

  /// The place of the latest message that says something about a field.
  private func index(of field: Field) -> Int? {
    var latest: Int?
    var seen = Int64.min
    var index = 0
    while let record = messages[index] {
      defer { index &+= 1 }
      guard !record.kind.isAboutAPart, record.seen >= seen,
        record.message[field: field] != .absent
      else { continue }
      latest = index
      seen = record.seen
    }
    return latest
  }

  /// Whether what the last message of an identifier says is no longer in force.
  private func isStale(_ record: MessageRecord) -> Bool {
    guard clock.latest != nil else { return false }
    return !record.isInForce || elapsed &- record.seen >= staleAfter(record)
  }

  /// For how many nanoseconds what a message says is in force.
  ///
  /// That is the timeout of the dialect for limits, or for a sign of life of the
  /// inverter, or three times the message's period if that is longer. Before the
  /// period is known, it is at least the default of decoders, 60 s.
  ///
  /// - Parameter record: The message.
  /// - Returns: The time, counted from when it was seen.
  public func staleAfter(_ record: MessageRecord) -> Int64 {
    thresholds.patience(
      record.isFromInverter ? .inverter : .battery, dialect,
      period: record.period)
  }

  /// How many identifiers have been decoded.
  public var messageCount: Int { messages.count }

  /// What an identifier has told, in the order in which they appeared.
  ///
  /// - Parameter index: A place, 0 to ``messageCount`` - 1.
  /// - Returns: The record, or `nil` beyond the last one.
  public func message(at index: Int) -> MessageRecord? { messages[index] }

  /// What an identifier has told.
  ///
  /// - Parameter id: The identifier.
  /// - Returns: The record, or `nil` if it was not decoded.
  public func message(_ id: StandardID) -> MessageRecord? {
    // A closure would copy all of them.
    guard let index = messages.index(of: id) else { return nil }
    return messages[index]
  }

  /// How many episodes go on.
  public var episodeCount: Int { episodes.count }

  /// What goes on, in the order in which it began.
  ///
  /// - Parameter index: A place, 0 to ``episodeCount`` - 1.
  /// - Returns: The episode, or `nil` beyond the last one.
  public func episode(at index: Int) -> LinkEpisode? { episodes[index] }

  /// How many nanoseconds an episode has gone on.
  ///
  /// - Parameter episode: One of this link.
  /// - Returns: The time, or `nil` without time.
  public func duration(of episode: LinkEpisode) -> Int64? {
    clock.latest == nil ? nil : elapsed &- episode.begin
  }

  /// What forbids charging or discharging.
  ///
  /// - Parameter flow: Which of both.
  /// - Returns: The prohibition, or `nil` if it is allowed.
  public func prohibition(of flow: LinkEvent.Flow) -> LinkEvent.Prohibition? {
    flows[flow]
  }

  /// Whether a part is silent.
  ///
  /// - Parameter part: What is listened for.
  /// - Returns: Whether it was heard, and is no longer.
  public func isSilent(_ part: LinkEvent.Part) -> Bool {
    switch part {
    case .battery: presence.isBatterySilent
    case .limits: presence.areLimitsSilent
    case .inverter: presence.isInverterSilent
    }
  }

  /// Whether a battery has been heard.
  public var hasBattery: Bool { presence.battery != nil }

  /// Whether an inverter has been heard.
  public var hasInverter: Bool { presence.inverter != nil }

  /// The time of the latest frame that had one.
  @inlinable  // Otherwise a caller that has the link `inout` would copy it.
  public var now: Timestamp? { clock.latest }

  /// The time of the first frame that had one.
  public var firstTime: Timestamp? { clock.first }
}
