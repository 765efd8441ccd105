// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import TestSupport
import Testing

/// Each kind of event: a capture that brings it about, and one that nearly does.
@Suite struct LinkEventTests {
  struct Story: CustomTestStringConvertible {
    let name: String
    var dialect = Dialect.pylontech
    let frames: String
    let events: [String]
    var testDescription: String { name }
  }

  /// Lines of several senders in the order of their times; few lines are as they
  /// are written.
  private static func inOrder(_ frames: String) -> String {
    let lines = frames.split(separator: "\n")
    guard lines.count > 8 else { return frames }
    return lines.sorted { time($0) < time($1) }.joined(separator: "\n")
  }

  private static func time(_ line: Substring) -> Double {
    Double(line.prefix { $0 != " " }) ?? 0
  }

  @Test(arguments: limits + flows + requests + faults + silences + gaps + times)
  func story(_ story: Story) {
    var script = LinkScript(story.dialect)
    let told = script.take(Self.inOrder(story.frames))
    #expect(told.filter { !$0.contains("_appeared") } == story.events)
    #expect(script.link.lostEventCount == 0)
  }

  private static let first = [
    "0.0 limit_changed CVL - 53.2 in 0.0",
    "0.0 limit_changed CCL - 50.0 in 0.0",
    "0.0 limit_changed DCL - 50.0 in 0.0",
    "0.0 limit_changed DVL - 45.0 in 0.0",
  ]

  // CVL 53.2 V, CCL 50.0 A, DCL 50.0 A, DVL 45.0 V: 1402 F401 F401 C201
  private static let limits = [
    Story(
      name: "a step of a tenth",
      frames: "0.0 351 1402F401F401C201\n1.0 351 1402C201F401C201",
      events: first + ["1.0 limit_changed CCL 50.0 45.0 in 0.0"]),
    Story(
      name: "a step of less than a tenth",
      frames: "0.0 351 1402F401F401C201\n1.0 351 1402C301F401C201",
      events: first),
    Story(
      name: "a step of 0.5 V",
      frames: "0.0 351 1402F401F401C201\n1.0 351 0F02F401F401C201",
      events: first + ["1.0 limit_changed CVL 53.2 52.7 in 0.0"]),
    Story(
      name: "a step of 0.4 V",
      frames: "0.0 351 1402F401F401C201\n1.0 351 1002F401F401C201",
      events: first),
    Story(
      name: "a small step that has rested for a minute",
      frames: "0.0 351 1402F401F401C201\n1.0 351 1402F301F401C201\n"
        + (2...61).map { "\($0).0 351 1402F301F401C201\n" }.joined(),
      events: first + ["61.0 limit_changed CCL 50.0 49.9 in 0.0"]),
    Story(
      name: "a small step that has rested for less",
      frames: "0.0 351 1402F401F401C201\n1.0 351 1402F301F401C201\n"
        + (2...60).map { "\($0).9 351 1402F301F401C201\n" }.joined(),
      events: first),
    Story(
      name: "0.1 A each second is one change",
      frames: "0.0 351 1402F401F401C201\n"
        + (1...20).map {
          "\($0).0 351 1402\(hex(500 - $0))F401C201\n"
        }.joined()
        + (21...80).map { "\($0).0 351 1402E001F401C201\n" }.joined(),
      events: first + ["80.0 limit_changed CCL 50.0 48.0 in 19.0"]),
    Story(
      name: "a long way down is told at its half",
      frames: "0.0 351 1402F401F401C201\n"
        + (1...251).map {
          "\($0).0 351 1402\(hex(500 - $0))F401C201\n"
        }.joined(),
      events: first + ["250.0 limit_changed CCL 50.0 25.0 in 249.0"]),
    Story(
      name: "to and fro by 0.1 A",
      frames: "0.0 351 1402F401F401C201\n"
        + (1...200).map {
          "\($0).0 351 1402\(hex(500 - $0 % 2))F401C201\n"
        }.joined(),
      events: first),
    Story(
      name: "a frame that is too short for a limit",
      frames: "0.0 351 1402F401F401C201\n1.0 351 1402F401F401\n"
        + "2.0 351 1402F401F401C201",
      events: first),
    Story(
      name: "a limit that is not available", dialect: .sma,
      frames: "0.0 351 1402F401F401C201\n1.0 351 FFFFF401F401C201\n"
        + "2.0 351 1402F401F401C201",
      events: first),
  ]

  private static let flows = [
    Story(
      name: "charging forbidden by the limit",
      frames: "0.0 351 1402F401F401C201\n1.0 351 14020000F401C201\n"
        + "3.5 351 1402F401F401C201",
      events: first + [
        "1.0 limit_changed CCL 50.0 0.0 in 0.0", "1.0 charge_forbidden limit",
        "3.5 limit_changed CCL 0.0 50.0 in 0.0", "3.5 charge_allowed 2.5",
      ]),
    Story(
      name: "0.1 A is not forbidden",
      frames: "0.0 351 1402F401F401C201\n1.0 351 14020100F401C201",
      events: first + ["1.0 limit_changed CCL 50.0 0.1 in 0.0"]),
    Story(
      name: "discharging forbidden by its bit",
      frames: "0.0 35C C000\n1.0 35C 8000\n1.5 35C C000",
      events: [
        "1.0 discharge_forbidden permission", "1.5 discharge_allowed 0.5",
      ]),
    Story(
      name: "forbidden until limit and bit both allow it",
      frames: "0.0 351 1402F401F401C201\n1.0 35C 4000\n"
        + "2.0 351 14020000F401C201\n3.0 35C C000\n4.0 351 1402F401F401C201",
      events: first + [
        "1.0 charge_forbidden permission",
        "2.0 limit_changed CCL 50.0 0.0 in 0.0",
        "4.0 limit_changed CCL 0.0 50.0 in 0.0", "4.0 charge_allowed 3.0+",
      ]),
  ]

  /// A force charge that is asked for and a current, each second.
  private static func asked(
    _ seconds: ClosedRange<Int>, current: Int, permissions: String = "E0"
  ) -> String {
    seconds.map {
      "\($0).0 35C \(permissions)00\n\($0).0 356 8813\(hex(current))C800\n"
    }.joined()
  }

  // 356: 50.00 V, current in 0.1 A, 20.0 °C
  private static let requests = [
    Story(
      name: "force charge fulfilled, with charging current of 0.5 A",
      frames: "0.0 355 07005E00\n1.0 35C E000\n2.0 356 88130000C800\n"
        + "3.5 356 88130500C800\n5.0 35C C000",
      events: [
        "1.0 request_made force_charge I 35c 0.5",
        "3.5 force_charge_fulfilled 0.5 2.5+",
        "5.0 request_ended force_charge I 35c 0.5 4.0 true+",
      ]),
    Story(
      name: "0.4 A is no charging current",
      frames: "1.0 35C E000\n3.5 356 88130400C800\n5.0 35C C000",
      events: [
        "1.0 request_made force_charge I 35c 0.5",
        "5.0 request_ended force_charge I 35c 0.5 4.0 false+",
      ]),
    Story(
      name: "charged already",
      frames: "1.0 356 88130500C800\n2.0 35C D000",
      events: [
        "2.0 request_made force_charge II 35c 0.4",
        "2.0 force_charge_fulfilled 0.4 0.0+",
      ]),
    Story(
      name: "force charge ignored, and charged late",
      frames: "0.0 35C C000\n" + asked(1...301, current: 0)
        + "302.0 356 88130500C800\n303.0 35C C000",
      events: [
        "1.0 request_made force_charge I 35c 0.5",
        "301.0 force_charge_ignored 0.5 300.0",
        "302.0 force_charge_fulfilled 0.5 301.0",
        "303.0 request_ended force_charge I 35c 0.5 302.0 true",
      ]),
    Story(
      name: "not yet ignored",
      frames: "0.0 35C C000\n" + asked(1...300, current: 0),
      events: ["1.0 request_made force_charge I 35c 0.5"]),
    Story(
      name: "nobody has measured whether it is ignored",
      frames: "0.0 35C C000\n" + (1...400).map { "\($0).0 35C E000\n" }.joined()
        + "401.0 35C C000",
      events: [
        "1.0 request_made force_charge I 35c 0.5",
        "401.0 request_ended force_charge I 35c 0.5 400.0 -",
      ]),
    Story(
      name: "the battery itself forbids what it asks for",
      frames: "0.0 35C C000\n" + asked(1...200, current: 0)
        + asked(201...500, current: 0, permissions: "60")
        + asked(501...601, current: 0),
      events: [
        "1.0 request_made force_charge I 35c 0.5",
        "201.0 charge_forbidden permission", "501.0 charge_allowed 300.0",
        "601.0 force_charge_ignored 0.5 300.0",
      ]),
    Story(
      name: "each bit for itself",
      frames: "0.0 35C C000\n1.0 35C E000\n2.0 35C F000\n3.0 35C D000\n"
        + "4.0 356 88130500C800\n5.0 35C C000",
      events: [
        "1.0 request_made force_charge I 35c 0.5",
        "2.0 request_made force_charge II 35c 0.4",
        "3.0 request_ended force_charge I 35c 0.5 2.0 -",
        "4.0 force_charge_fulfilled 0.4 2.0",
        "5.0 request_ended force_charge II 35c 0.4 3.0 true",
      ]),
    Story(
      name: "a request whose frame is no longer sent",
      frames: "0.0 35C C000\n1.0 35C E000\n2.0 35C E000\n"
        + each(2...30, "355 32005E00") + "31.0 35C E000\n32.0 35C C000",
      events: [
        "1.0 request_made force_charge I 35c 0.5",
        "12.0 still_open force_charge I 35c 0.5 11.0 (silence)",
        "31.0 request_made force_charge I 35c 0.5",
        "32.0 request_ended force_charge I 35c 0.5 1.0 -+",
      ]),
    Story(
      name: "full charge reached at 97 %",
      frames: "1.0 355 60005E00\n2.0 35C C800\n3.0 355 61005E00\n4.0 35C C000",
      events: [
        "2.0 request_made full_charge 35c 0.3",
        "3.0 full_charge_reached 0.3 1.0+",
        "4.0 request_ended full_charge 35c 0.3 2.0 true+",
      ]),
    Story(
      name: "full charge not reached at 96 %",
      frames: "1.0 355 5F005E00\n2.0 35C C800\n3.0 355 60005E00\n4.0 35C C000",
      events: [
        "2.0 request_made full_charge 35c 0.3",
        "4.0 request_ended full_charge 35c 0.3 2.0 false+",
      ]),
    Story(
      name: "the other carrier", dialect: .sofar,
      frames:
        "1.0 30F 0100000000000000\n2.0 35C 0000\n3.0 30F 0200\n4.0 30F 00",
      events: [
        "1.0 request_made force_charge forced_charge 30f 0.0",
        "2.0 charge_forbidden permission", "2.0 discharge_forbidden permission",
        "3.0 request_ended force_charge forced_charge 30f 0.0 2.0 -+",
        "3.0 request_made forced_standby 30f 0.0",
        "4.0 request_ended forced_standby 30f 0.0 1.0 -",
      ]),
    Story(
      name: "a request that was never seen cleared", dialect: .victron,
      frames: "1.0 360 FF\n2.0 360 FF", events: []),
    Story(
      name: "a request that was seen cleared", dialect: .victron,
      frames: "1.0 360 00\n2.0 360 FF",
      events: ["2.0 request_made force_charge charge_request 360 0.0"]),
  ]

  private static let faults = [
    Story(
      name: "an alarm and a protection, raised and cleared",
      frames: "0.0 359 0000000006504E\n1.0 359 0400040006504E\n"
        + "2.0 359 0000040006504E\n4.5 359 0000000006504E",
      events: [
        "1.0 fault_raised protections under_voltage 359",
        "1.0 fault_raised alarms low_voltage 359",
        "2.0 fault_cleared protections under_voltage 359 1.0",
        "4.5 fault_cleared alarms low_voltage 359 3.5",
      ]),
    Story(
      name: "a frame that is too short clears nothing",
      frames: "1.0 359 0400040006504E\n2.0 359 0000\n3.0 359 0400040006504E",
      events: [
        "1.0 fault_raised protections under_voltage 359",
        "1.0 fault_raised alarms low_voltage 359",
        "2.0 fault_cleared protections under_voltage 359 1.0+",
        "3.0 fault_raised protections under_voltage 359",
      ]),
    Story(
      name: "a pair that is cleared or not supported is no alarm",
      dialect: .sma,
      frames: "0.0 35A AAAAAAAAAAAAAAAA\n1.0 35A 0000000000000000\n"
        + "2.0 35A FFFFFFFFFFFFFFFF",
      events: []),
    Story(
      name: "a pair that is raised", dialect: .sma,
      frames: "0.0 35A AAAAAAAAAAAAAAAA\n1.0 35A A6AAAAAAAAAAAAAA",
      events: ["1.0 fault_raised alarms high_voltage 35a"]),
  ]

  /// The same frame each second.
  private static func each(
    _ seconds: ClosedRange<Int>, _ frame: String
  ) -> String {
    seconds.map { "\($0).0 \(frame)\n" }.joined()
  }

  private static func hex(_ number: Int) -> String {
    String(number & 255 | 256, radix: 16).dropFirst().uppercased()
      + String(number >> 8 | 256, radix: 16).dropFirst().uppercased()
  }

  private static let silences = [
    Story(
      name: "a battery that is silent for 10 s",
      frames: each(0...1, "355 32005E00") + each(0...11, "305 00")
        + "11.5 355 32005E00",
      events: ["11.0 battery_silent 10.0", "11.5 battery_back 10.5"]),
    Story(
      name: "a battery that is nearly silent",
      frames: each(0...1, "355 32005E00") + each(0...10, "305 00")
        + "10.9 355 32005E00",
      events: []),
    Story(
      name: "silence is noticed at any frame, and told for its time",
      frames: each(0...1, "355 32005E00") + each(0...9, "305 00")
        + "9.9 123 00\n11.2 123 00\n31.0 355 32005E00\n31.5 123 00",
      events: [
        "11.0 battery_silent 10.0", "31.0 bus_silent 19.8",
        "31.0 battery_back 10.2+",
      ]),
    Story(
      name: "5 s of Victron", dialect: .victron,
      frames: each(0...1, "355 32005E00") + each(0...6, "305 00"),
      events: ["6.0 battery_silent 5.0"]),
    Story(
      name: "60 s of SMA", dialect: .sma,
      frames: each(0...1, "355 32005E00") + each(0...61, "305 00"),
      events: ["61.0 battery_silent 60.0"]),
    Story(
      name: "nearly 60 s of SMA", dialect: .sma,
      frames: each(0...1, "355 32005E00") + each(0...60, "305 00")
        + "60.9 355 32005E00", events: []),
    Story(
      name: "whoever sends each 4 s is silent after 12 s",
      frames: "0.0 355 32005E00\n4.0 355 32005E00\n8.0 355 32005E00\n"
        + "19.9 355 32005E00",
      events: []),
    Story(
      name: "limits are missing while other frames come",
      frames: each(0...1, "351 1402F401F401C201")
        + each(2...12, "355 32005E00") + "12.5 351 1402F401F401C201",
      events: first + ["11.0 limits_silent 10.0", "12.5 limits_back 11.5"]),
    Story(
      name: "how often limits are sent is not known",
      frames: "0.0 351 1402F401F401C201\n" + each(1...30, "355 32005E00")
        + "30.5 351 1402F401F401C201",
      events: first),
    Story(
      name: "limits are nearly missing",
      frames: "0.0 351 1402F401F401C201\n"
        + (1...9).map { "\($0).9 355 32005E00\n" }.joined()
        + "9.9 351 1402F401F401C201",
      events: first),
    Story(
      name: "behind a silence the limits have time to come back",
      frames: each(0...1, "351 1402F401F401C201") + each(0...99, "305 00")
        + "100.0 355 32005E00\n100.5 351 1402F401F401C201",
      events: first + ["11.0 battery_silent 10.0", "100.0 battery_back 99.0"]),
    Story(
      name: "an inverter that is gone for 5 s",
      frames: each(0...2, "305 0000000000000000") + each(3...9, "355 32005E00"),
      events: ["7.0 inverter_silent 5.0"]),
    Story(
      name: "an inverter that is nearly gone",
      frames: "0.0 305 0000000000000000\n4.9 305 0000000000000000",
      events: []),
    Story(
      name: "an inverter of Victron has 10 min", dialect: .victron,
      frames: each(0...1, "305 0000000000000000")
        + each(0...601, "355 32005E00") + "601.5 305 0000000000000000",
      events: ["601.0 inverter_silent 600.0", "601.5 inverter_back 600.5"]),
    Story(
      name: "an inverter of Victron has nearly 10 min", dialect: .victron,
      frames: each(0...1, "305 0000000000000000")
        + each(0...600, "355 32005E00") + "600.9 305 0000000000000000",
      events: []),
  ]

  /// Battery and inverter, a frame each second.
  private static func both(_ seconds: ClosedRange<Int>) -> String {
    seconds.map { "\($0).0 35C E000\n\($0).1 305 00\n" }.joined()
  }

  private static let gaps = [
    Story(
      name: "what stops together was not recorded",
      frames: "0.0 35C C000\n" + both(1...20) + both(3620...3621)
        + "3622.0 35C C000",
      events: [
        "1.0 request_made force_charge I 35c 0.5",
        "20.1 still_open force_charge I 35c 0.5 19.1 (recording_gap)",
        "3620.0 recording_gap 3599.9",
        "3620.0 request_made force_charge I 35c 0.5",
        "3622.0 request_ended force_charge I 35c 0.5 2.0 -+",
      ]),
    Story(
      name: "a battery alone that pauses",
      frames: each(0...20, "355 32005E00") + each(31...40, "355 32005E00"),
      events: ["31.0 bus_silent 11.0"]),
    Story(
      name: "a battery alone that nearly pauses",
      frames: each(0...20, "355 32005E00") + "29.9 355 32005E00", events: []),
    Story(
      name: "a pause that only the inverter may not make",
      frames: "0.0 35C E000\n" + both(1...20) + both(27...28),
      events: [
        "0.0 request_made force_charge I 35c 0.5",
        "20.1 still_open force_charge I 35c 0.5 20.1 (recording_gap)",
        "27.0 recording_gap 6.9", "27.0 request_made force_charge I 35c 0.5",
      ]),
    Story(
      name: "bursts each five minutes, of which one asks for something",
      frames: (0...9).map {
        "\($0 * 300).0 355 32005E00\n\($0 * 300).1 305 00\n"
          + "\($0 * 300).2 35C E000\n"
      }.joined(),
      events: ["0.2 request_made force_charge I 35c 0.5"]),
    Story(
      name: "a burst each five minutes",
      frames: (0...9).map {
        "\($0 * 300).0 355 32005E00\n\($0 * 300).1 305 00\n"
      }
      .joined(),
      events: []),
  ]

  private static let times = [
    Story(
      name: "5 % at once are a jump",
      frames: "0.0 355 32005E00\n1.0 355 37005E00",
      events: ["1.0 soc_jumped 50 55 1.0"]),
    Story(
      name: "what has been the same for an hour can jump",
      frames: each(0...3599, "355 32005E00") + "3600.0 355 37005E00",
      events: ["3600.0 soc_jumped 50 55 1.0"]),
    Story(
      name: "more than 100 % say nothing",
      frames: "0.0 355 32005E00\n0.5 35C C800\n1.0 355 78005E00",
      events: ["0.5 request_made full_charge 35c 0.3"]),
    Story(
      name: "4 % at once are none",
      frames: "0.0 355 32005E00\n1.0 355 36005E00", events: []),
    Story(
      name: "within 2 min, 9 % are none",
      frames: "0.0 355 32005E00\n" + each(0...120, "359 0000000006504E")
        + "120.0 355 3B005E00",
      events: []),
    Story(
      name: "time that goes back by a second",
      frames: "5.0 355 32005E00\n4.0 355 32005E00\n5.0 355 32005E00",
      events: ["4.0 time_jumped 5.0 4.0"]),
    Story(
      name: "frames in the wrong order",
      frames: "5.0 355 32005E00\n4.1 355 32005E00\n5.0 355 32005E00",
      events: []),
    Story(
      name: "a damaged time that lies before",
      frames: "5.0 35C 4000\n6.0 35C 4000\n1.0 35C 4000\n7.0 35C C000",
      events: [
        "5.0 charge_forbidden permission", "1.0 time_jumped 6.0 1.0",
        "7.0 charge_allowed 2.0+",
      ]),
    Story(
      name: "a damaged time that lies ahead",
      frames: "5.0 35C 4000\n6.0 35C 4000\n7000.0 35C 4000\n8.0 35C C000",
      events: [
        "5.0 charge_forbidden permission", "6.0 time_jumped 6.0 7000.0",
        "8.0 charge_allowed 3.0+",
      ]),
    Story(
      name: "what a frame with a damaged time says",
      frames: "5.0 35C C000\n6.0 35C C000\n7000.0 35C 4000\n8.0 35C C000",
      events: [
        "6.0 time_jumped 6.0 7000.0", "6.0 charge_forbidden permission",
        "8.0 charge_allowed 2.0",
      ]),
    Story(
      name: "a time that the next one goes on from is right",
      frames: "5.0 35C C000\n6.0 35C C000\n7000.0 35C 4000\n7001.0 35C C000",
      events: [
        "7000.0 bus_silent 6994.0", "7000.0 charge_forbidden permission",
        "7001.0 charge_allowed 1.0+",
      ]),
    Story(
      name: "two damaged times in a row",
      frames: "5.0 35C C000\n6.0 35C C000\n7000.0 35C 4000\n700.0 35C 4000\n"
        + "8.0 35C C000",
      events: [
        "6.0 time_jumped 6.0 7000.0", "6.0 charge_forbidden permission",
        "6.0 time_jumped 6.0 700.0", "8.0 charge_allowed 2.0",
      ]),
    Story(
      name: "a clock that is set is no silence",
      frames: "5.0 355 32005E00\n1700000000.0 355 32005E00",
      events: ["1700000000.0 time_jumped 5.0 1700000000.0"]),
    Story(
      name: "durations have the digits of the finer time",
      frames: "1.25 35C 4000\n3 35C C000",
      events: ["1.25 charge_forbidden permission", "3 charge_allowed 1.75+"]),
    Story(
      name: "without time nothing lasts",
      frames: "- 35C E000\n- 355 32005E00\n- 355 37005E00\n- 35C C000",
      events: [
        "- request_made force_charge I 35c 0.5", "- soc_jumped 50 55 -",
        "- request_ended force_charge I 35c 0.5 - -+",
      ]),
    Story(
      name: "without time every change of a limit is told",
      frames: "- 351 1402F401F401C201\n- 351 1402F301F401C201",
      events: [
        "- limit_changed CVL - 53.2 in -", "- limit_changed CCL - 50.0 in -",
        "- limit_changed DCL - 50.0 in -", "- limit_changed DVL - 45.0 in -",
        "- limit_changed CCL 50.0 49.9 in -",
      ]),
  ]
}
