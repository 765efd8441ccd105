// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import TestSupport
import Testing

/// Random frames: the state of a link is that of a naive record of all of them.
@Suite struct LinkOracleTests {
  /// Everything that was sent, kept.
  private struct Naive {
    var elapsed: Int64 = 0
    var latest: Int64?
    var sent: [(message: BatteryMessage, at: Int64, piece: Int)] = []
    /// How often nothing was recorded for a while.
    private var piece = 0

    /// The time before the last step back, and the elapsed time of that.
    private var stepBack: (from: Int64, elapsed: Int64)?
    /// The time before the last step of a second or more, how far it went, and the
    /// elapsed time behind it.
    private var stepAhead: (from: Int64, step: Int64, elapsed: Int64)?
    /// How much has been counted that has not passed.
    private var surplus: Int64 = 0

    mutating func take(
      _ frame: CANFrame, _ dialect: Dialect, isRecorded: Bool
    ) {
      if let time = frame.timestamp?.nanoseconds {
        if let latest {
          var step = time - latest
          if let back = stepBack, back.elapsed == elapsed,
            step >= 1_000_000_000,
            time >= back.from - 1_000_000_000
          {
            step = max(0, time - back.from)
            stepBack = nil
            self.latest = time
          }
          let isBack = self.latest == time
          if step > 0, isRecorded {
            let early = min(step, surplus)
            surplus -= early
            elapsed += step - early
            if step >= 1_000_000_000, !isBack {
              stepAhead = (latest, step, elapsed)
            }
          }
          if !isRecorded {
            stepAhead = nil
            surplus = 0
          }
          if step <= -1_000_000_000 {
            if let ahead = stepAhead, ahead.elapsed == elapsed,
              time > ahead.from - 1_000_000_000, time < ahead.from + ahead.step
            {
              surplus += ahead.step - max(0, time - ahead.from)
              stepAhead = nil
            } else {
              stepBack = (latest, elapsed)
            }
          }
          if step > 0 || step <= -1_000_000_000 { self.latest = time }
        } else {
          latest = time
        }
      }
      if !isRecorded { piece += 1 }
      if let message = dialect.decode(frame) {
        sent.append((message, elapsed, piece))
      }
    }

    /// The last message that says anything about a field.
    func last(_ field: Field) -> (message: BatteryMessage, at: Int64)? {
      var latest: [StandardID: (message: BatteryMessage, at: Int64)] = [:]
      for entry in sent { latest[entry.message.id] = (entry.message, entry.at) }
      let order = sent.map(\.message.id)
      return latest.values.filter { $0.message[field: field] != .absent }
        .max { a, b in
          (a.at, order.lastIndex(of: a.message.id) ?? 0)
            < (b.at, order.lastIndex(of: b.message.id) ?? 0)
        }
    }
  }

  private static let ids = ["351", "355", "356", "359", "35C", "305", "123"]

  private func frame(_ random: inout SeededGenerator) -> CANFrame {
    let count = Int.random(in: 0...8, using: &random)
    // Few values, so that they repeat.
    let data = (0..<count).map { _ in
      ["00", "01", "05", "32", "61", "80", "C0", "FF"]
        .randomElement(using: &random) ?? "00"
    }.joined()
    let id = Self.ids.randomElement(using: &random) ?? "351"
    return CANFrame(id, data)
  }

  @Test func randomFrames() throws {
    var random = SeededGenerator()
    print(random)
    try repeatForFuzzDuration {
      var link = BatteryLink(.pylontech)
      var naive = Naive()
      var time: Int64 = 1_000_000_000_000
      var open: [String: Int] = [:]
      var isRecorded = true
      func take(_ event: LinkEvent) {
        switch event.kind {
        case .forbidden(let flow, _): open["\(flow)", default: 0] += 1
        case .allowed(let flow, _), .stillOpen(.forbidden(let flow), _, _):
          open["\(flow)", default: 0] -= 1
        case .requestMade(let request):
          open["\(request.kind) \(request.bit)", default: 0] += 1
        case .requestEnded(let request, _, _),
          .stillOpen(.request(let request), _, _):
          open["\(request.kind) \(request.bit)", default: 0] -= 1
        case .faultRaised(let level, let entry, _):
          open["\(level) \(entry)", default: 0] += 1
        case .faultCleared(let level, let entry, _, _),
          .stillOpen(.fault(let level, let entry, _), _, _):
          open["\(level) \(entry)", default: 0] -= 1
        case .silent(let part, _): open["\(part)", default: 0] += 1
        case .back(let part, _), .stillOpen(.silent(let part), _, _):
          open["\(part)", default: 0] -= 1
        case .recordingGap, .busSilent: isRecorded = false
        default: break
        }
      }
      var backCount = 0
      for _ in 0..<20 {
        let step: Int64? = [
          0, 1, 500_000_000, 1_000_000_000, 9_999_999_999, 70_000_000_000,
          -999_999_999, -1_000_000_000, -5_000_000_000,
        ].randomElement(using: &random)
        if let step, step < 0 { backCount += 1 }
        // More often, time would be given up.
        if let step, backCount < 8 { time += step }
        var frame = frame(&random)
        if Int.random(in: 0..<10, using: &random) > 0 {
          frame.timestamp = Timestamp(nanoseconds: time, fractionDigits: 9)
        }
        let message = link.take(frame)
        #expect(message == Dialect.pylontech.decode(frame), "\(random)")
        isRecorded = true
        while let event = link.nextEvent() { take(event) }
        // What lies far ahead is not held back where time is known to pass.
        if let now = frame.timestamp { link.advance(to: now) }
        while let event = link.nextEvent() { take(event) }
        naive.take(frame, .pylontech, isRecorded: isRecorded)
        #expect(open.values.allSatisfy { $0 == 0 || $0 == 1 }, "\(random)")
      }
      #expect(link.elapsed == naive.elapsed, "\(random)")
      #expect(open.values.reduce(0, +) == link.episodeCount, "\(random)")
      expect(link, .chargeVoltageLimit, naive, random)
      expect(link, .chargeCurrentLimit, naive, random)
      expect(link, .soc, naive, random)
      expect(link, .current, naive, random)
      expect(link, .protections, naive, random)
      expect(link, .forceCharge, naive, random)
      expect(link, .moduleCount, naive, random)
      for index in 0..<link.messageCount {
        let record = try #require(link.message(at: index))
        let same = naive.sent.filter { $0.message.id == record.message.id }
        #expect(record.count == UInt64(same.count), "\(random)")
        #expect(record.message == same.last?.message, "\(random)")
        let gaps = zip(same, same.dropFirst()).filter { $0.piece == $1.piece }
          .map { $1.at - $0.at }
        #expect(record.longestInterval == gaps.max() ?? 0, "\(random)")
      }
      link.finish()
      while let event = link.nextEvent() { take(event) }
      #expect(open.values.allSatisfy { $0 == 0 }, "\(random)")
      #expect(link.lostEventCount == 0, "\(random)")
    }
  }

  private func expect<Value: SignalValue>(
    _ link: BatteryLink, _ signal: Signal<Value>, _ naive: Naive,
    _ random: SeededGenerator
  ) {
    let expected = naive.last(signal.field)
    let reading = link[signal]
    #expect(reading?.reading == expected?.message[signal], "\(random)")
    #expect(reading?.id == expected?.message.id, "\(random)")
    if naive.latest == nil {
      #expect(reading?.age == nil, "\(random)")
    } else if let expected {
      #expect(reading?.age == naive.elapsed - expected.at, "\(random)")
    }
  }
}
