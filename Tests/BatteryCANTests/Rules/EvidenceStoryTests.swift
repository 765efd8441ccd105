// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import Testing

/// Nothing is told that was not seen, and what was seen is told, with its times.
@Suite struct EvidenceStoryTests {
  @Test(arguments: EvidenceStory.all)
  func story(_ story: EvidenceStory) {
    let told = story.tell()
    #expect(told.verdicts == story.verdicts)
    #expect(told.events == story.events)
  }
}

extension EvidenceStory {
  static let all =
    unmeasured + lapsed + unrecorded + clocks + differences + slow + ends
    + blame
    + measured

  /// What the bits of 35C ask for, beside both permissions.
  private static let forceCharge: UInt8 = 0xE0
  private static let otherForceCharge: UInt8 = 0xD0
  private static let fullCharge: UInt8 = 0xC8

  private static let unmeasured = [
    EvidenceStory(
      "a force charge that is granted while no current is sent",
      BusTape().bursts(0..<900) {
        $0.soc = 5
        $0.missing = (150..<400).contains($1) ? ["356"] : []
        $0.requests = $1 >= 50 ? forceCharge : 0xC0
      }, ["force_charge_ignored broken 1"],
      events: [
        "1700000050.005 request_made force_charge I 35c 0.5",
        "1700000700.003 force_charge_ignored 0.5 300.000",
        "1700000899.006 still_open force_charge I 35c 0.5 849.001 (end_of_capture)",
      ]),
    EvidenceStory(
      "a full charge that is reached while no SOC is sent",
      BusTape().bursts(0..<600) {
        $0.soc = $1 < 100 ? 90 : 99
        $0.missing = (100..<400).contains($1) ? ["355"] : []
        $0.requests = $1 >= 50 ? fullCharge : 0xC0
      },
      events: [
        "1700000050.005 request_made full_charge 35c 0.3",
        "1700000400.002 full_charge_reached 0.3 -",
        "1700000599.006 still_open full_charge 35c 0.3 549.001 true (end_of_capture)",
      ]),
    EvidenceStory(
      "values that cannot be",
      BusTape().bursts(0..<300) { state, _ in
        state.current = 32767
        state.temperature = 32767
      },
      [
        "implausible_value broken 2", "charge_current needs signal",
        "charge_temperature needs signal",
      ],
      events: []),
    EvidenceStory(
      "a fault from the first frame on, and low limits",
      BusTape().bursts(0..<300) { state, _ in
        state.protections = 0x80
        state.limits.1 = 100
      }, ["fault_without_limits needs earlier capture"],
      events: [
        "1700000000.004 fault_raised protections discharge_over_current 359",
        "1700000299.006 still_open protections discharge_over_current 299.002 (end_of_capture)",
      ]),
    EvidenceStory(
      "no current in the capture",
      BusTape().bursts(0..<420) {
        $0.soc = 5
        $0.missing = ["356"]
        $0.requests = (10..<400).contains($1) ? forceCharge : 0xC0
      }, ["force_charge_ignored needs signal"],
      events: [
        "1700000010.004 request_made force_charge I 35c 0.5",
        "1700000400.004 request_ended force_charge I 35c 0.5 390.000 -",
      ]),
    EvidenceStory(
      "no SOC in the capture",
      BusTape().bursts(0..<100) {
        $0.current = 10
        $0.missing = ["355"]
        $0.requests = (10..<80).contains($1) ? fullCharge : 0xC0
      }, ["full_charge_ignored needs signal"],
      events: [
        "1700000010.004 request_made full_charge 35c 0.3",
        "1700000080.004 request_ended full_charge 35c 0.3 70.000 -",
      ]),
    EvidenceStory(
      "a current from before a silence",
      BusTape()
        .bursts(0..<20) { state, _ in state.current = 100 }
        .bursts(7200..<7240) {
          if $1 == 7200 { $0.missing = ["351", "355", "356", "359", "35E"] }
          $0.soc = 5
          $0.current = -30
          $0.requests = forceCharge
        }
        .bursts(7240..<7241) { state, _ in
          state.soc = 5
          state.current = -30
        },
      events: [
        "1700007200.000 recording_gap 7180.994",
        "1700007200.001 request_made force_charge I 35c 0.5",
        "1700007240.005 request_ended force_charge I 35c 0.5 40.004 false+",
      ]),
    EvidenceStory(
      "an SOC from before a silence",
      BusTape()
        .bursts(0..<20) { state, _ in state.soc = 98 }
        .bursts(7200..<7250) {
          if $1 == 7200 { $0.missing = ["351", "355", "356", "359", "35E"] }
          $0.soc = 40
          $0.requests = fullCharge
        }
        .bursts(7250..<7251) { state, _ in state.soc = 40 },
      events: [
        "1700007200.000 recording_gap 7180.994",
        "1700007200.001 request_made full_charge 35c 0.3",
        "1700007250.005 request_ended full_charge 35c 0.3 50.004 false+",
      ]),
    EvidenceStory(
      "an SOC that is unknown later",
      BusTape()
        .bursts(0..<20)
        .bursts(20..<120) {
          $0.soc = 0xFFFF
          $0.protections = $1 < 110 ? 0 : 2
        },
      events: [
        "1700000110.004 fault_raised protections over_voltage 359",
        "1700000119.006 still_open protections over_voltage 9.002 (end_of_capture)",
      ]),
  ]

  private static let lapsed = [
    EvidenceStory(
      "limits that are sent once",
      BusTape().bursts(0..<100) {
        $0.limits.charge = 0
        $0.missing = $1 < 1 ? [] : ["351"]
      },
      [
        "silence needs signal"
      ],
      events: [
        "1700000000.001 charge_forbidden limit",
        "1700000060.001 still_open charge 60.000 (silence)",
      ]),
    EvidenceStory(
      "limits that are not available",
      BusTape().bursts(0..<100) {
        $0.limits =
          (20..<60).contains($1)
          ? (0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF) : (560, 0, 500, 440)
      },
      events: [
        "1700000000.001 charge_forbidden limit",
        "1700000020.001 still_open charge 20.000 (silence)",
        "1700000060.001 charge_forbidden limit",
        "1700000099.006 still_open charge 39.005 (end_of_capture)",
      ]),
    EvidenceStory(
      "a current that is measured once",
      BusTape().bursts(0..<400) {
        $0.soc = 5
        $0.requests = (10..<390).contains($1) ? forceCharge : 0xC0
        $0.missing = $1 < 12 ? [] : ["356"]
      },
      events: [
        "1700000010.005 request_made force_charge I 35c 0.5",
        "1700000390.004 request_ended force_charge I 35c 0.5 379.999 -",
      ]),
    EvidenceStory(
      "a current that no battery has",
      BusTape().bursts(0..<100) {
        $0.soc = 5
        $0.requests = (10..<90).contains($1) ? forceCharge : 0xC0
        $0.current = (20..<60).contains($1) ? 0x7FFF : -20
      },
      [
        "implausible_value broken 1"
      ],
      events: [
        "1700000010.005 request_made force_charge I 35c 0.5",
        "1700000090.005 request_ended force_charge I 35c 0.5 80.000 -",
      ]),
  ]

  private static let unrecorded = [
    EvidenceStory(
      "nothing recorded for hours",
      BusTape()
        .bursts(0..<60) { state, _ in
          state.alarms = 2
          state.requests = forceCharge
        }
        .bursts(36000..<36060),
      [
        "force_charge_ignored needs 300 s, has 59 s",
        "silence kept",
      ],
      events: [
        "1700000000.004 fault_raised alarms high_voltage 359",
        "1700000000.005 request_made force_charge I 35c 0.5",
        "1700000059.006 still_open alarms high_voltage 59.002 (recording_gap)",
        "1700000059.006 still_open force_charge I 35c 0.5 59.001 false (recording_gap)",
        "1700036000.000 recording_gap 35940.994",
      ]),
    EvidenceStory(
      "permissions that are no longer sent",
      BusTape().bursts(0..<600) {
        $0.current = 100
        $0.requests = 0x40
        $0.missing = $1 < 6 ? [] : ["35C"]
      },
      events: [
        "1700000000.005 charge_forbidden permission",
        "1700000015.005 still_open charge 15.000 (silence)",
      ]),
    EvidenceStory(
      "the battery gone, and the inverter alone",
      BusTape().bursts(0..<7200) {
        $0.soc = 5
        $0.requests = forceCharge
        $0.alarms = 0x80
        $0.limits.discharge = 0
        $0.hasBattery = $1 < 20
      },
      [
        "frozen_values needs 600 s, has 29 s",
        "force_charge_ignored needs 300 s, has 29 s",
        "charge_temperature needs 60 s, has 29 s",
        "full_charge_missing needs 2678400 s, has 29 s",
        "force_charge_latched needs 60 s, has 29 s",
      ],
      events: [
        "1700000000.001 discharge_forbidden limit",
        "1700000000.004 fault_raised alarms discharge_high_current 359",
        "1700000000.005 request_made force_charge I 35c 0.5",
        "1700000029.001 still_open discharge 29.000 (silence)",
        "1700000029.004 still_open alarms discharge_high_current 29.000 (silence)",
        "1700000029.005 still_open force_charge I 35c 0.5 29.000 false (silence)",
        "1700000029.006 battery_silent 10.000",
        "1700007199.000 still_open battery 7179.994 (end_of_capture)",
      ]),
    EvidenceStory(
      "two short pieces a day apart",
      BusTape()
        .bursts(0..<50) { state, _ in state.soc = 5 }
        .bursts(86400..<86450) { state, _ in state.soc = 5 },
      [
        "over_discharged needs 43200 s, has 49 s",
        "force_charge_missing needs 60 s, has 49 s",
        "full_charge_ignored needs 259200 s, has 49 s",
        "frozen_values needs 600 s, has 49 s",
      ],
      events: [
        "1700086400.000 recording_gap 86350.994"
      ]),
    EvidenceStory(
      "two pieces 40 days apart",
      BusTape().bursts(0..<60).bursts(3_456_000..<3_456_060),
      [
        "full_charge_missing needs 2678400 s, has 59 s"
      ],
      events: [
        "1703456000.000 recording_gap 3455940.994"
      ]),
    EvidenceStory(
      "a pause of the battery alone",
      BusTape()
        .bursts(0..<60) { state, _ in state.hasInverter = false }
        .bursts(90..<120) { state, _ in state.hasInverter = false },
      [
        "silence needs second sender",
        "bus_silent broken 1",
      ],
      events: [
        "1700000090.000 bus_silent 30.995"
      ]),
    EvidenceStory(
      "a pause of both shorter than a silence, behind one of the inverter",
      BusTape()
        .bursts(0..<30) { $0.hasInverter = $1 < 28 }
        .bursts(33..<60),
      events: []),
  ]

  private static let clocks = [
    EvidenceStory(
      "a clock that is set back by a day while a force charge waits",
      BusTape()
        .bursts(0..<200) {
          $0.soc = 5
          $0.requests = $1 >= 10 ? forceCharge : 0xC0
        }
        .bursts(200..<400, clock: -86_400) { state, _ in
          state.soc = 5
          state.requests = forceCharge
        }, ["force_charge_ignored needs 300 s, has 199 s"],
      events: [
        "1700000010.005 request_made force_charge I 35c 0.5",
        "1699913800.000 time_jumped 1700000199.006 1699913800.000",
        "1699913999.006 still_open force_charge I 35c 0.5 388.007 (end_of_capture)",
      ]),
    EvidenceStory(
      "a damaged time behind a pause",
      BusTape()
        .bursts(0..<60)
        .bursts(3600..<3660)
        .damaged(420, by: -1_000_000_000),
      ["silence kept"],
      events: [
        "700003600.000 time_jumped 1700000059.006 700003600.000",
        "1700003600.001 recording_gap 3540.995",
      ]),
    EvidenceStory(
      "one damaged time ahead",
      BusTape().bursts(0..<120) {
        $0.alarms = $1 < 100 ? 2 : 0
        $0.requests = (10..<110).contains($1) ? forceCharge : 0xC0
      }.damaged(300, by: 1_000_000_000),
      [
        "silence kept",
        "inverter_silent kept",
      ],
      events: [
        "1700000000.004 fault_raised alarms high_voltage 359",
        "1700000010.005 request_made force_charge I 35c 0.5",
        "1700000042.005 time_jumped 1700000042.005 2700000042.006",
        "1700000100.004 fault_cleared alarms high_voltage 359 100.000+",
        "1700000110.005 request_ended force_charge I 35c 0.5 100.000 false",
      ]),
    EvidenceStory(
      "one damaged time before",
      BusTape().bursts(0..<120) { state, _ in state.alarms = 2 }
        .damaged(300, by: -1_000_000),
      events: [
        "1700000000.004 fault_raised alarms high_voltage 359",
        "1699000042.006 time_jumped 1700000042.005 1699000042.006",
        "1700000119.006 still_open alarms high_voltage 119.002 (end_of_capture)",
      ]),
    EvidenceStory(
      "a clock that is set forward while frames go on",
      BusTape()
        .bursts(0..<30) { state, _ in state.requests = forceCharge }
        .bursts(30..<60, clock: 259_200) { state, _ in
          state.requests = forceCharge
        },
      [
        "silence kept",
        "inverter_silent needs 60 s, has 58 s",
        "force_charge_ignored needs 300 s, has 29 s",
      ],
      events: [
        "1700000000.005 request_made force_charge I 35c 0.5",
        "1700000029.006 still_open force_charge I 35c 0.5 29.001 false (recording_gap)",
        "1700259230.000 recording_gap 259200.994",
        "1700259230.005 request_made force_charge I 35c 0.5",
        "1700259259.006 still_open force_charge I 35c 0.5 29.001 false (end_of_capture)",
      ]),
  ]

  private static let differences = [
    EvidenceStory(
      "times since the frame before",
      BusTape().bursts(0..<700) {
        $0.soc = 5
        $0.current = -20
        $0.requests = $1 < 10 ? 0xC0 : forceCharge
        $0.hasInverter = $1 < 300
      }.differences,
      [
        "force_charge_ignored needs time", "silence needs time",
        "charge_voltage_limit kept",
      ],
      events: [
        "- request_made force_charge I 35c 0.5",
        "- still_open force_charge I 35c 0.5 - false (end_of_capture)",
      ]),
    EvidenceStory(
      "times since the frame before, a burst each five seconds",
      BusTape().bursts(stride(from: 0, to: 700, by: 5)) {
        $0.requests = (40..<400).contains($1) ? forceCharge : 0xC0
      }.differences, ["silence needs time"],
      events: [
        "0.001 time_jumped 4.994 0.001",
        "0.001 time_jumped 4.994 0.001",
        "0.001 time_jumped 4.994 0.001",
        "0.001 time_jumped 4.994 0.001",
        "0.001 time_jumped 4.994 0.001",
        "0.001 time_jumped 4.994 0.001",
        "0.001 time_jumped 4.994 0.001",
        "0.001 time_jumped 4.994 0.001",
        "- request_made force_charge I 35c 0.5",
        "- request_ended force_charge I 35c 0.5 - false",
      ]),
  ]

  private static let slow = [
    EvidenceStory(
      "two bursts half an hour apart",
      BusTape().bursts([0, 1800]) { state, _ in state.current = 100 },
      [
        "frozen_values needs 600 s, has 0 s",
        "inverter_silent needs 60 s, has 0 s",
      ],
      events: []),
    EvidenceStory(
      "two bursts two hours apart",
      BusTape().bursts([0, 7200]) { state, _ in state.current = 100 },
      [
        "frozen_values needs 600 s, has 0 s",
        "inverter_silent needs 60 s, has 0 s",
      ],
      events: ["1700007200.000 recording_gap 7199.994"]),
    EvidenceStory(
      "the first time damaged by three hours",
      BusTape()
        .bursts(0..<120) { state, _ in state.current = 100 }
        .damaged(0, by: -10_000),
      ["frozen_values needs 600 s, has 119 s"],
      events: ["1700000000.001 recording_gap 10000.001"]),
    EvidenceStory(
      "a burst every five minutes",
      BusTape().bursts(stride(from: 0, to: 7200, by: 300)),
      [
        "silence kept"
      ],
      events: []),
    EvidenceStory(
      "limits every half minute",
      BusTape().bursts(0..<600) {
        $0.missing = $1 % 30 == 0 ? [] : ["351"]
      },
      [
        "silence kept"
      ],
      events: []),
  ]

  private static let ends = [
    EvidenceStory(
      "what began before the capture",
      BusTape().bursts(0..<30) {
        $0.soc = 5
        $0.current = 100
        $0.alarms = $1 < 20 ? 0x80 : 0
        $0.requests = $1 < 20 ? forceCharge : 0xC0
      },
      events: [
        "1700000000.004 fault_raised alarms discharge_high_current 359",
        "1700000000.005 request_made force_charge I 35c 0.5",
        "1700000000.005 force_charge_fulfilled 0.5 0.000+",
        "1700000020.004 fault_cleared alarms discharge_high_current 359 20.000+",
        "1700000020.005 request_ended force_charge I 35c 0.5 20.000 true+",
      ]),
    EvidenceStory(
      "what begins and ends within it",
      BusTape().bursts(0..<60) {
        $0.soc = 5
        $0.current = 100
        $0.requests = (10..<40).contains($1) ? forceCharge : 0xC0
      },
      events: [
        "1700000010.005 request_made force_charge I 35c 0.5",
        "1700000010.005 force_charge_fulfilled 0.5 0.000",
        "1700000040.005 request_ended force_charge I 35c 0.5 30.000 true",
      ]),
    EvidenceStory(
      "what goes on at the end",
      BusTape().bursts(0..<60) {
        $0.soc = 5
        $0.requests = $1 < 10 ? 0xC0 : forceCharge
        $0.alarms = $1 < 10 ? 0 : 2
      },
      events: [
        "1700000010.004 fault_raised alarms high_voltage 359",
        "1700000010.005 request_made force_charge I 35c 0.5",
        "1700000059.006 still_open alarms high_voltage 49.002 (end_of_capture)",
        "1700000059.006 still_open force_charge I 35c 0.5 49.001 false (end_of_capture)",
      ]),
  ]

  private static let blame = [
    EvidenceStory(
      "a voltage that cannot be is above no limit",
      BusTape().bursts(0..<600) {
        $0.soc = 5
        $0.voltage = 32767
        $0.requests = $1 >= 50 ? forceCharge : 0xC0
      }, ["force_charge_ignored broken 1", "voltage_above_limit needs signal"],
      events: [
        "1700000050.005 request_made force_charge I 35c 0.5",
        "1700000350.005 force_charge_ignored 0.5 300.000",
        "1700000599.006 still_open force_charge I 35c 0.5 549.001 false (end_of_capture)",
      ]),
    EvidenceStory(
      "a charge voltage limit below the voltage",
      BusTape().bursts(0..<600) {
        $0.soc = 5
        $0.limits.0 = 480
        $0.requests = $1 >= 50 ? forceCharge : 0xC0
      }, ["force_charge_ignored kept", "limit_below_voltage broken 1"],
      events: [
        "1700000050.005 request_made force_charge I 35c 0.5",
        "1700000599.006 still_open force_charge I 35c 0.5 549.001 false (end_of_capture)",
      ]),
    EvidenceStory(
      "two requests, each for itself",
      BusTape().bursts(0..<2000) {
        $0.soc = 5
        $0.current = $1 < 20 ? 100 : 0
        switch $1 {
        case 10..<90: $0.requests = forceCharge
        case 90..<100: $0.requests = forceCharge | otherForceCharge
        case 100..<1900: $0.requests = otherForceCharge
        default: break
        }
      },
      events: [
        "1700000010.005 request_made force_charge I 35c 0.5",
        "1700000010.005 force_charge_fulfilled 0.5 0.000",
        "1700000090.005 request_made force_charge II 35c 0.4",
        "1700000100.005 request_ended force_charge I 35c 0.5 90.000 true",
        "1700000390.005 force_charge_ignored 0.4 300.000",
        "1700001900.005 request_ended force_charge II 35c 0.4 1810.000 false",
      ]),
    EvidenceStory(
      "a battery that itself forbids charging",
      BusTape().bursts(0..<700) { state, _ in
        state.soc = 5
        state.requests = 0x60
        state.limits.charge = 0
      },
      [
        "force_charge_ignored kept",
        "force_charge_at_zero broken 1",
      ],
      events: [
        "1700000000.001 charge_forbidden limit",
        "1700000000.005 request_made force_charge I 35c 0.5",
        "1700000699.006 still_open charge 699.005 (end_of_capture)",
        "1700000699.006 still_open force_charge I 35c 0.5 699.001 false (end_of_capture)",
      ]),
    EvidenceStory(
      "an inverter that ignores",
      BusTape().bursts(0..<700) {
        $0.soc = 5
        $0.current = -20
        $0.requests = $1 < 10 ? 0xC0 : forceCharge
      },
      [
        "force_charge_ignored broken 1"
      ],
      events: [
        "1700000010.005 request_made force_charge I 35c 0.5",
        "1700000310.005 force_charge_ignored 0.5 300.000",
        "1700000699.006 still_open force_charge I 35c 0.5 689.001 false (end_of_capture)",
      ]),
    EvidenceStory(
      "an inverter that never answers",
      BusTape().bursts(0..<200) { state, _ in state.hasInverter = false },
      [
        "inverter_silent broken 1"
      ],
      events: []),
    EvidenceStory(
      "a silent battery beside an inverter",
      BusTape().bursts(0..<180) { $0.hasBattery = !(60..<107).contains($1) },
      [
        "silence broken 1"
      ],
      events: [
        "1700000069.006 battery_silent 10.000",
        "1700000107.001 battery_back 47.995",
      ]),
  ]

  private static let measured = [
    EvidenceStory(
      "a voltage above its limit",
      BusTape().bursts(0..<400) { state, _ in
        state.voltage = 5460
        state.current = 200
        state.limits.voltage = 532
      },
      [
        "voltage_above_limit broken 1"
      ],
      events: []),
    EvidenceStory(
      "a limit below the voltage",
      BusTape().bursts(0..<400) { state, _ in
        state.current = -200
        state.limits.voltage = 480
      },
      [
        "limit_below_voltage broken 1"
      ],
      events: []),
    EvidenceStory(
      "a limit of 0 V",
      BusTape().bursts(0..<400) { state, _ in
        state.limits = (0, 0, 0, 0)
        state.requests = 0
      },
      [
        "charge_voltage_limit broken 1"
      ],
      events: [
        "1700000000.001 charge_forbidden limit",
        "1700000000.001 discharge_forbidden limit",
        "1700000399.006 still_open charge 399.005 (end_of_capture)",
        "1700000399.006 still_open discharge 399.005 (end_of_capture)",
      ]),
    EvidenceStory(
      "a temperature that cannot be",
      BusTape().bursts(0..<400) { state, _ in state.temperature = -1500 },
      [
        "implausible_value broken 1"
      ],
      events: []),
    EvidenceStory(
      "a full charge that is reached",
      BusTape().bursts(0..<600) {
        $0.soc = min(99, 90 + $1 / 50)
        $0.current = 200
        $0.requests = (10..<580).contains($1) ? fullCharge : 0xC0
      },
      events: [
        "1700000010.005 request_made full_charge 35c 0.3",
        "1700000350.002 full_charge_reached 0.3 339.997",
        "1700000580.005 request_ended full_charge 35c 0.3 570.000 true",
      ]),
  ]
}
