// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus

/// What encoding has done, to compare with what it had to do.
struct EncodingTally: Equatable {
  /// Messages that were built.
  var built = 0
  /// Those of them that say the same as what they were built from.
  var returned = 0
  /// Messages that cannot be sent as they are.
  var refused = 0

  /// Builds limits and a SOC again and again, as an emulator does.
  ///
  /// - Parameters:
  ///   - rounds: How often.
  ///   - adder: What takes the messages.
  @inline(never)
  mutating func addUsual(rounds: Int, _ adder: inout Adder) {
    for round in 0..<rounds {
      let tenths = Int64(round % 1000)
      guard
        var limits = MessageBuilder(.pylontech, StandardID(truncating: 0x351)),
        var soc = MessageBuilder(
          .pylontech, StandardID(truncating: 0x355), length: 8)
      else { continue }
      limits[.chargeVoltageLimit] = .value(Voltage(576, decimals: 1))
      limits[.chargeCurrentLimit] = .value(Current(tenths, decimals: 1))
      limits[.dischargeCurrentLimit] = .notAvailable
      limits[.dischargeVoltageLimit] = .value(Voltage(45))
      let cutOff: Reading<Voltage> = limits[.dischargeVoltageLimit]
      if cutOff.value == nil { return }
      add(limits, &adder)
      soc[.soc] = .value(Percentage(tenths / 10))
      soc[.soh] = .notAvailable
      soc[.socHighResolution] = .value(Percentage(tenths, decimals: 1))
      add(soc, &adder)
      // Half a percent does not fit in a frame.
      soc[.soc] = .value(Percentage(tenths * 10 + 5, decimals: 1))
      add(soc, &adder)
    }
  }

  private mutating func add(
    _ builder: MessageBuilder, _ adder: inout Adder
  ) {
    do throws(MessageEncodingError) {
      let message = try builder.message()
      built += 1
      let copy = Dialect.pylontech.decode(message.frame)
      if copy == message, adder.add(message) > 0 { returned += 1 }
    } catch {
      refused += 1
    }
  }
}

/// What building every message of every dialect has done.
struct DialectTally: Equatable {
  /// The dialects that have a message.
  var dialects = DialectSet()
  /// Messages that were decoded.
  var decoded = 0
  /// Those of them that say the same when they are built from what they say.
  var returned = 0
  /// Those of them that have the content of another message.
  var refused = 0
  /// Messages as far as all dialects agree on them.
  var agreed = 0

  /// Decodes varied data as every message of every dialect, and builds the
  /// message from what it says.
  ///
  /// - Parameters:
  ///   - words: The data, 8 bytes each.
  ///   - adder: What takes the messages.
  @inline(never)
  mutating func addMessages(_ words: Span<UInt64>, _ adder: inout Adder) {
    var every = DialectSet()
    var number: UInt8 = 0
    while let dialect = Dialect(rawValue: number) {
      number += 1
      every.insert(dialect)
      for rawID in 0...UInt32(0x7FF) {
        let id = StandardID(truncating: rawID)
        guard dialect.layout(of: id) != nil else { continue }
        dialects.insert(dialect)
        for index in words.indices {
          let length = 8 - index % 4
          let payload = ClassicPayload(word: words[index], count: length)
          guard let message = dialect.decode(payload, id: id) else { continue }
          add(message, dialect, &adder)
          guard let both = every.decode(message.frame) else { continue }
          agreed += 1
          _ = adder.add(both)
        }
      }
    }
  }

  private mutating func add(
    _ message: BatteryMessage, _ dialect: Dialect, _ adder: inout Adder
  ) {
    decoded += 1
    _ = adder.add(message)
    guard
      var builder = MessageBuilder(
        dialect, message.id, length: message.payload.count)
    else { return }
    var fields = message.fields
    while let element = fields.next() {
      builder[field: element.field] = element.reading
    }
    do throws(MessageEncodingError) {
      let copy = try builder.message()
      var fields = message.fields
      var copiedFields = copy.fields
      while let element = fields.next() {
        if copiedFields.next() != element { return }
      }
      returned += 1
    } catch {
      if isReadByContent(message) { refused += 1 }
    }
  }

  /// Whether the content, and not the dialect, decides how a message is read.
  private func isReadByContent(_ message: BatteryMessage) -> Bool {
    message.id.rawValue == 0x359 || message.id.rawValue == 0x35E
      || message.notes.contains(.otherByteOrder)
  }
}
