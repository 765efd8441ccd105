// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// What `bmsdump` finds in captures of others, which stand beside a checkout.
@Suite struct SharedIdentificationTests {
  /// Batteries.
  @Test(arguments: [
    ("battery/derived/dyness-b4850-run1.candump.log", "sofar"),
    ("battery/derived/dyness-b4850-run2.candump.log", "sofar"),
    ("battery/pasted/discover-aes-bms-to-inverter-issue107.txt", "discover"),
    ("battery/pasted/rec-q-bms-stello-blog.txt", "victron"),
    (
      "battery/pasted/seplos-victron-syssi-virtual-can-bms-issue3-b.txt",
      "victron"
    ),
    ("battery/pasted/pylontech-short-dlc-python-comment.txt", "pylontech"),
    (
      "battery/pasted/pylontech-us5000-old-and-new-setfirelabs.txt",
      "pylontech-v1.3"
    ),
    ("battery/pasted/pytes-native-0x400-opendtu-issue1188.txt", "pytes"),
    ("battery/dyness-b4850/B4850noCom_2bat_start_stop.txt", "sofar"),
    ("battery/dyness-b4850/B4850noCom_2bat_start_stop02.txt", "sofar"),
  ])
  func sharedBatteries(path: String, dialect: String) throws {
    guard let file = Files.sharedCapture(path) else {
      print("skipped: \(path) is not here")
      return
    }
    let bus = try #require(try identify(file).first)
    #expect(bus["dialect"] as? String == dialect)
    #expect(bus["confidence"] as? String == "certain")
  }

  /// Others, in which nothing is taken for a battery.
  @Test(arguments: [
    "battery/charging-pile-candump-2024-07-29_220841.log",
    "battery/ecoflow/ef_lfp_battery_post-fw-update-modVer-1.1.3.77.log",
    "battery/ecoflow/ef_lfp_battery_pre-fw-update-modVer-1.1.1.141.log",
    "battery/ecoflow/powerstream-candump.log",
    "battery/ecoflow/single-message-3C.log",
    "battery/lithionics-rvc-candump-console.txt",
    "large/redpesk-ford-focus-lights.log",
    "large/remora-candump20220329.1648577723.log.gz",
    "battery/pasted/growatt-hv-ark-bms-to-inverter-issue85.txt",
    "formats/canboat/can0-1.pcap",
    "formats/canboat/candumpSample1.txt",
    "formats/canboat/sample3_PCAN-View.trc",
    "formats/canboat/candumpSample2.txt",
    "formats/canboat/candumpSample3.txt",
    "formats/canboat/actisense-522.candump.log",
    "formats/candump-console/nzalev-cana.txt",
    "formats/candump-console/nzalev-canb.txt",
    "formats/candump-console/jclinton-canopen-candump.txt",
    "formats/candump-log/icsim-sample-can.log",
    "formats/candump-log/leaf-8digit-std-ids-demo.log",
    "formats/candump-log/pahsda-2023-08-09_003507.log",
    "formats/candump-log/remora-2021-08-24-suzy.log",
    "formats/candump-log/canbus-visualizer-can_test.log",
  ])
  func sharedOthers(path: String) throws {
    guard let file = Files.sharedCapture(path) else {
      print("skipped: \(path) is not here")
      return
    }
    for bus in try identify(file) {
      #expect(bus["confidence"] as? String == "no_battery")
      #expect(bus["dialect"] is NSNull)
    }
    // Not a single message, from a file and from a pipe.
    let decoded = try Program.bmsdump("--format", "jsonl", file)
    #expect(decoded.output.isEmpty && decoded.status == 0)
    let pipe = try piped(file, "--format jsonl")
    #expect(pipe.output.isEmpty && pipe.status == 0)
  }
}
