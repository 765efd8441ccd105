// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import CANCapture
import CANFormats
import TestSupport
import Testing

/// Captures of other people.
///
/// They stand beside a developer's checkout and are no part of the project. The
/// counts are those of other tools.
@Suite struct SharedCaptureTests {
  struct Capture: CustomTestStringConvertible {
    let path: String
    let frames: Int
    var testDescription: String { path }

    static let all: [Capture] = [
      ("battery/charging-pile-candump-2024-07-29_220841.log", 1857),
      ("battery/derived/dyness-b4850-run1.candump.log", 3770),
      ("battery/derived/dyness-b4850-run2.candump.log", 23099),
      ("battery/ecoflow/powerstream-candump.log", 3694),
      ("battery/ecoflow/single-message-3C.log", 19),
      ("battery/lithionics-rvc-candump-console.txt", 174),
      ("battery/pasted/deye-extended-ids-bms-to-inverter-issue63.txt", 6),
      ("battery/pasted/discover-aes-bms-to-inverter-issue107.txt", 10),
      ("battery/pasted/pylontech-short-dlc-python-comment.txt", 6),
      ("battery/pasted/rec-q-bms-stello-blog.txt", 8),
      ("battery/pasted/seplos-victron-syssi-virtual-can-bms-issue3-b.txt", 28),
      ("formats/canboat/actisense-522.candump.log", 106),
      ("formats/canboat/candump-fast-cr.txt", 23),
      ("formats/canboat/candump-fast.txt", 23),
      ("formats/canboat/candumpSample2.txt", 402),
      ("formats/canboat/candumpSample3.txt", 2368),
      ("formats/canboat/can0-1.pcap", 49928),
      ("formats/canboat/can0-2.pcap", 47166),
      ("formats/canboat/can0-3.pcap", 47783),
      ("formats/canboat/pcan-view.trc", 10),
      ("formats/canboat/sample3_PCAN-View.trc", 12274),
      ("formats/candump-console/jclinton-canopen-candump.txt", 596),
      ("formats/candump-console/nzalev-cana.txt", 11067),
      ("formats/candump-console/nzalev-canb.txt", 9461),
      ("formats/candump-like/cansend-format-candumpnew.txt", 735),
      ("formats/candump-log/canbus-visualizer-can_test.log", 7180),
      ("formats/candump-log/cangen-vcan0-fesb.log", 69),
      ("formats/candump-log/icsim-sample-can.log", 6158),
      ("formats/candump-log/leaf-8digit-std-ids-demo.log", 421),
      ("formats/candump-log/pahsda-2023-08-09_003507.log", 3115),
      ("formats/candump-log/remora-2021-08-24-suzy.log", 304),
      ("formats/pasted/can-reveng-issue14-empty-data.txt", 2),
      ("formats/pasted/can-utils-issue265-L-tz.txt", 4),
      ("formats/pasted/can-utils-issue359-remote-request-with-len.txt", 33),
      ("formats/pasted/can-utils-issue425-errorframe-exta.txt", 1),
      ("formats/pasted/can-utils-issue525-errorframe-cexdtd.txt", 1),
      ("formats/pasted/can-utils-issue74-ext-ids.txt", 17),
      ("formats/pasted/cantools-test_logreader-strings.txt", 29),
      ("formats/pasted/python-can-issue2091-empty-ascii.txt", 2),
      ("formats/pasted/unicanfuzz-dotted-log.txt", 16),
      ("formats/scapy/canfd.pcap", 4),
      ("formats/scapy/ecu_trace.pcap", 141),
      ("large/redpesk-ford-focus-lights.log", 51637),
    ].map { Capture(path: $0.0, frames: $0.1) }
  }

  @Test(arguments: Capture.all)
  func everyFrameIsRead(_ capture: Capture) throws {
    guard let path = Files.sharedCapture(capture.path) else {
      print("skipped: \(capture.path) is not here")
      return
    }
    let reading = Reading(path: path)
    #expect(reading.failure == nil)
    #expect(reading.malformed.isEmpty)
    #expect(reading.frames.count == capture.frames)
  }

  /// These write their identifiers in the wrong byte order.
  @Test(arguments: [
    ("candump_uds_scanner.pcap", 9434), ("candump_gmlan_scanner.pcap", 3819),
    ("gmlan_trace.pcap", 1087),
  ])
  func swappedIdentifiers(name: String, frames: Int) throws {
    guard let path = Files.sharedCapture("formats/scapy/" + name) else {
      print("skipped: \(name) is not here")
      return
    }
    let reading = Reading(path: path)
    #expect(reading.frames.count == frames)
    #expect(reading.malformed.isEmpty)
    #expect(reading.frames.allSatisfy { $0.kind == .data })
  }
}
