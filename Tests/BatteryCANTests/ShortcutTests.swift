// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import TestSupport
import Testing

/// What only spares time changes nothing.
@Suite struct ShortcutTests {
  /// A reader that remembers layouts says the same as each message by itself.
  @Test func readerSaysWhatMessagesSay() {
    var random = SeededGenerator()
    print(random)
    var reader = MessageReader()
    var detectors = Dialect.all.map { DialectDetector($0) }
    var count = 0
    for _ in 0..<10_000 {
      let id = Self.any(of: Self.ids, &random)
      let payload = Self.payload(&random)
      let message: BatteryMessage?
      if Bool.random(using: &random) {
        // As the stream means it.
        let index = Int.random(in: detectors.indices, using: &random)
        message = detectors[index].decode(payload, id: id)
      } else {
        var dialects = DialectSet()
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          dialects.insert(Self.any(of: Dialect.all, &random))
        }
        message = dialects.decode(
          CANFrame(id: .standard(id), payload: Payload(payload)))
      }
      guard let message else { continue }
      count += 1
      reader.begin(message)
      #expect(reader.kind == message.kind)
      #expect(reader.notes == message.notes, "\(message)")
      var fields: [BatteryMessage.Fields.Element] = []
      while let element = reader.next() { fields.append(element) }
      #expect(fields == Array(message.fields), "\(message)")
      #expect(reader.count == fields.count)
      for field in fields {
        #expect(reader.reading(of: field.field) == field.reading)
      }
      #expect(reader.reading(of: .clock) == message[field: .clock])
    }
    #expect(count > 1000)
  }

  /// A detector that counts frames which it has weighed before knows the same as
  /// one that weighs each of them.
  @Test(arguments: 0..<20)
  func repeatedFramesCountTheSame(round: Int) {
    var random = SeededGenerator(
      seed: (SeededGenerator.givenSeed ?? .random(in: 0...UInt64.max))
        &+ UInt64(round))
    print(random)
    var quick = DialectDetector()
    var thorough = DialectDetector()
    for _ in 0..<6 {
      let burst = Self.burst(&random)
      for _ in 0..<Int.random(in: 1...30, using: &random) {
        for var (id, payload) in burst {
          switch UInt32.random(in: 0..<20, using: &random) {
          case 0: payload = Self.payload(&random)
          case 1: id = Self.any(of: Self.ids, &random)
          default: break
          }
          thorough.forgetRepeatedFrames()
          let message = quick.decode(payload, id: id)
          #expect(message == thorough.decode(payload, id: id))
          // What is known is decoded, whatever else the detector makes of it.
          if let dialect = quick.identification.dialect,
            !(0x300...0x307).contains(id.rawValue)
          {
            let plain = dialect.decode(payload, id: id)
            #expect((message == nil) == (plain == nil), "\(dialect) \(id)")
          }
          #expect(quick.changeCount == thorough.changeCount)
        }
      }
    }
    let (a, b) = (quick.identification, thorough.identification)
    #expect(a.candidates == b.candidates)
    #expect(a.confidence == b.confidence)
    #expect(a.evidence == b.evidence)
    #expect(a.clues == b.clues)
    #expect(quick.limitsCount == thorough.limitsCount)
  }

  /// Every identifier that any dialect has, and some that none has.
  private static let ids: [StandardID] = (0x300...0x7FF).compactMap { number in
    let id = StandardID(truncating: UInt32(number))
    let isKnown = Dialect.all.contains { $0.layout(of: id) != nil }
    return isKnown || number % 97 == 0 || number == 0x2F4 ? id : nil
  }

  private static func any<Element>(
    of elements: [Element], _ random: inout SeededGenerator
  ) -> Element {
    elements[Int.random(in: elements.indices, using: &random)]
  }

  private static func payload(_ random: inout SeededGenerator) -> ClassicPayload
  {
    let word: UInt64 =
      switch UInt32.random(in: 0..<6, using: &random) {
      case 0: random.next()
      case 1: .max
      case 2: 0x019C_01F4_01F4_0214
      case 3: 0x9C01_F401_F401_1402
      case 4: random.next() & random.next() & random.next()
      default: 0x0000_00C8_0064_1482
      }
    let count =
      Bool.random(using: &random) ? 8 : Int.random(in: 0...8, using: &random)
    return ClassicPayload(word: word, count: count)
  }

  /// The frames of a battery in their order.
  private static func burst(
    _ random: inout SeededGenerator
  ) -> [(StandardID, ClassicPayload)] {
    let dialect = any(of: Dialect.all, &random)
    var frames: [(StandardID, ClassicPayload)] = [
      (StandardID(truncating: 0x351), limits),
      (StandardID(truncating: 0x305), ClassicPayload(word: 0, count: 8)),
    ]
    for id in ids where dialect.layout(of: id) != nil {
      frames.append((id, payload(&random)))
    }
    return frames
  }

  private static let limits = ClassicPayload(
    word: 0x019C_01F4_01F4_0214, count: 8)
}
