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
    let malformed: [MalformedFrame.Reason: Int]
    /// How many frames other tools read.
    let tools: String
    /// Why it is another number.
    let why: String
    /// What is said of it if it has no frame.
    let ending: NotACapture?

    init(
      _ path: String, _ frames: Int, bad: [MalformedFrame.Reason: Int] = [:],
      ends ending: NotACapture? = nil, tools: String = "none",
      why: String = ""
    ) {
      self.path = path
      self.frames = frames
      malformed = bad
      self.tools = tools
      self.why = why
      self.ending = frames > 0 ? nil : ending ?? .noFrame
    }

    private static let ethernet = NotACapture.linkType(
      number: 1, name: "ETHERNET")

    var testDescription: String { path }

    static let all: [Capture] = [
      Capture(
        "battery/charging-pile-candump-2024-07-29_220841.log",
        1857,
        tools: "python-can 1857, log2asc 1857, wireshark 1857, cantools 1857"),
      Capture(
        "battery/derived/dyness-b4850-run1.candump.log",
        3770,
        tools: "python-can 3770, log2asc 3770, wireshark 3770, cantools 3770"),
      Capture(
        "battery/derived/dyness-b4850-run2.candump.log",
        23099,
        tools:
          "python-can 23099, log2asc 23099, wireshark 23099, cantools 23099"),
      Capture(
        "battery/dyness-b4850/B4850noCom_2bat_start_stop.txt",
        3770,
        why: "no tool reads the format; see dynessFramesAreThoseOfTheCandumpLog"
      ),
      Capture(
        "battery/dyness-b4850/B4850noCom_2bat_start_stop02.txt",
        23099,
        why: "no tool reads the format; see dynessFramesAreThoseOfTheCandumpLog"
      ),
      Capture(
        "battery/ecoflow/ef_lfp_battery_post-fw-update-modVer-1.1.3.77.log",
        5821,
        tools: "python-can 5821, log2asc 5821, wireshark 5821, cantools 5821"),
      Capture(
        "battery/ecoflow/ef_lfp_battery_pre-fw-update-modVer-1.1.1.141.log",
        7833,
        tools: "python-can 7833, log2asc 7833, wireshark 7833, cantools 7833"),
      Capture(
        "battery/ecoflow/powerstream-candump.log",
        3694,
        tools: "python-can 3694, log2asc 3694, wireshark 3694, cantools 3694"),
      Capture(
        "battery/ecoflow/single-message-3C.log",
        19,
        tools: "python-can 19, log2asc 19, wireshark 19, cantools 19"),
      Capture(
        "battery/lithionics-rvc-candump-console.txt",
        174,
        tools: "cantools 174"),
      Capture(
        "battery/pasted/deye-extended-ids-bms-to-inverter-issue63.txt",
        6,
        tools: "cantools 6"),
      Capture(
        "battery/pasted/discover-aes-bms-to-inverter-issue107.txt",
        10,
        tools: "cantools 10"),
      Capture(
        "battery/pasted/diybms-pylon-mcp2515-serial-issue87.txt",
        7,
        why: "no tool reads the format"),
      Capture(
        "battery/pasted/growatt-hv-ark-bms-to-inverter-issue85.txt",
        9,
        why: "no tool reads the format"),
      Capture(
        "battery/pasted/javacan-struct-hex-bms-to-inverter-issue34-81.txt",
        4,
        why: "no tool reads the format"),
      Capture(
        "battery/pasted/pylontech-plonkster-powerforum-comment.txt",
        0,
        tools: "cantools 0",
        why: "all lines are comments (//)"),
      Capture(
        "battery/pasted/pylontech-short-dlc-python-comment.txt",
        6,
        tools: "cantools 6"),
      Capture(
        "battery/pasted/pylontech-us5000-old-and-new-setfirelabs.txt",
        12, bad: [.notAFrame: 2],
        why: "no tool reads the format; two headings"),
      Capture(
        "battery/pasted/pytes-native-0x400-opendtu-issue1188.txt",
        15,
        why: "no tool reads the format"),
      Capture(
        "battery/pasted/rec-q-bms-stello-blog.txt",
        8,
        tools: "cantools 8"),
      Capture(
        "battery/pasted/seplos-victron-syssi-virtual-can-bms-issue3-b.txt",
        28,
        tools: "cantools 28"),
      Capture(
        "battery/pasted/venus-daly-dbus-serialbattery-issue212.txt",
        3,
        why: "no tool reads the format"),
      Capture(
        "battery/pasted/yambms-jk-issue168.txt",
        3,
        why: "no tool reads the format; one line has text instead of data"),
      Capture(
        "formats/canboat/00010001-130823-27.log",
        0, bad: [.notAFrame: 33],
        why: "CSV of canboat, not CAN frames"),
      Capture(
        "formats/canboat/actisense-522.candump.log",
        106,
        tools: "python-can 106, log2asc 106, wireshark 106, cantools 106"),
      Capture(
        "formats/canboat/can0-1.pcap",
        49928,
        tools: "tshark 49928"),
      Capture(
        "formats/canboat/can0-2.pcap",
        47166,
        tools: "tshark 47166"),
      Capture(
        "formats/canboat/can0-3.pcap",
        47783,
        tools: "tshark 47783"),
      Capture(
        "formats/canboat/candump-fast-cr.txt",
        23,
        tools: "python-can 23, log2asc 71, wireshark 23, cantools 23",
        why: "log2asc prints its header anew in second 0"),
      Capture(
        "formats/canboat/candump-fast.txt",
        23,
        tools: "python-can 23, log2asc 71, wireshark 23, cantools 23",
        why: "log2asc prints its header anew in second 0"),
      Capture(
        "formats/canboat/candumpSample1.txt",
        6026,
        why: "no tool reads the format; 8 comments, 1 header"),
      Capture(
        "formats/canboat/candumpSample2.txt",
        402,
        tools: "cantools 402"),
      Capture(
        "formats/canboat/candumpSample3.txt",
        2368,
        tools: "python-can 0, log2asc 2368, wireshark refused, cantools 2368",
        why: "python-can and wireshark stop at the comments"),
      Capture(
        "formats/candump-console/jclinton-canopen-candump.txt",
        596,
        tools: "cantools 596"),
      Capture(
        "formats/candump-console/nzalev-cana.txt",
        11067,
        tools: "cantools 11067"),
      Capture(
        "formats/candump-console/nzalev-canb.txt",
        9461,
        tools: "cantools 9461"),
      Capture(
        "formats/candump-like/battery-emulator-28_RenaultZoe1_base_pid.txt",
        124,
        why: "no tool reads the format; 5 comments"),
      Capture(
        "formats/candump-like/battery-emulator-5_BydAtto3_base.txt",
        5,
        why: "no tool reads the format; 6 comments, 2 empty lines"),
      Capture(
        "formats/candump-like/battery-emulator-wiki-canfd.txt",
        5,
        why: "no tool reads the format"),
      Capture(
        "formats/candump-like/battery-emulator-wiki-classic.txt",
        5,
        why: "no tool reads the format"),
      Capture(
        "formats/candump-like/cansend-format-candumpnew.txt",
        735,
        why: "cansend reads one line"),
      Capture(
        "formats/candump-log/canbus-visualizer-can_test.log",
        7180,
        tools: "python-can 7180, log2asc 7180, wireshark 7180, cantools 7180"),
      Capture(
        "formats/candump-log/cangen-vcan0-fesb.log",
        69,
        tools: "python-can 69, log2asc 69, wireshark 69, cantools 69"),
      Capture(
        "formats/candump-log/icsim-sample-can.log",
        6158,
        tools: "python-can 6158, log2asc 6158, wireshark 6158, cantools 6158"),
      Capture(
        "formats/candump-log/leaf-8digit-std-ids-demo.log",
        421,
        tools: "python-can 421, log2asc 421, wireshark 421, cantools 421"),
      Capture(
        "formats/candump-log/pahsda-2023-08-09_003507.log",
        3115,
        tools: "python-can 3115, log2asc 3115, wireshark 3115, cantools 3115"),
      Capture(
        "formats/candump-log/remora-2021-08-24-suzy.log",
        304,
        tools: "python-can 304, log2asc 304, wireshark 304, cantools 304"),
      Capture(
        "formats/pasted/can-reveng-issue14-empty-data.txt",
        2,
        tools: "python-can 2, log2asc 2, wireshark 2, cantools 2"),
      Capture(
        "formats/pasted/can-utils-issue265-L-tz.txt",
        4,
        tools: "python-can 4, log2asc 13, wireshark 4, cantools 4",
        why: "log2asc prints its header anew in second 0"),
      Capture(
        "formats/pasted/can-utils-issue359-remote-request-with-len.txt",
        33,
        tools: "cantools 33"),
      Capture(
        "formats/pasted/can-utils-issue425-errorframe-exta.txt",
        1,
        tools: "cantools 0",
        why: "cantools knows no error frames; 1 line of details"),
      Capture(
        "formats/pasted/can-utils-issue525-errorframe-cexdtd.txt",
        1,
        tools: "cantools 0",
        why: "cantools knows no error frames; 3 lines of details"),
      Capture(
        "formats/pasted/can-utils-issue74-ext-ids.txt",
        17,
        tools: "python-can 17, log2asc 17, wireshark 17, cantools 17"),
      Capture(
        "formats/pasted/cantools-test_logreader-strings.txt",
        29,
        tools: "python-can 0, log2asc 0, wireshark refused, cantools 8",
        why:
          "cantools keeps to the format of the first line; the others stop there"
      ),
      Capture(
        "formats/pasted/python-can-issue2091-empty-ascii.txt",
        2,
        tools: "cantools 2"),
      Capture(
        "formats/pasted/unicanfuzz-dotted-log.txt",
        16,
        tools: "python-can 0, log2asc 61, wireshark refused, cantools 0",
        why:
          "log2asc prints its header anew; the others know no dots in the data"),
      Capture(
        "formats/scapy/canfd.pcap",
        4,
        tools: "tshark 4"),
      Capture(
        "formats/scapy/ecu_trace.pcap",
        141,
        tools: "tshark 141"),
      Capture("formats/canboat/pcan-view.trc", 10, tools: "python-can 10"),
      Capture(
        "formats/canboat/sample3_PCAN-View.trc", 12274,
        tools: "python-can 12274"),
      Capture("formats/scapy/canfd.pcap.gz", 4, tools: "tshark 4"),
      Capture("formats/scapy/ecu_trace.pcap.gz", 141, tools: "tshark 141"),
      Capture(
        "formats/container-neg/dhcp-nanosecond.pcap", 0, ends: ethernet,
        tools: "capinfos 4", why: "Ethernet throughout, which the header says"),
      Capture(
        "formats/container-neg/dhcp-nanosecond.pcapng", 0, bad: [.notCAN: 4],
        ends: ethernet,
        tools: "capinfos 4", why: "no CAN in it"),
      Capture(
        "formats/container-neg/dmgr.pcapng", 0, bad: [.notCAN: 42],
        tools: "capinfos 42",
        why: "no CAN in it, but other packets behind LINUX_SLL"),
      Capture(
        "formats/container-neg/empty.pcap", 0, ends: ethernet,
        tools: "capinfos 0", why: "no CAN in it"),
      Capture(
        "formats/container-neg/err-buffertoosmall.pcapng", 0,
        bad: [.notCAN: 27], ends: ethernet,
        tools: "capinfos 27", why: "no CAN in it"),
      Capture(
        "formats/container-neg/hadriel-be-test100.pcapng", 0, bad: [.notCAN: 5],
        ends: ethernet,
        tools: "capinfos 5", why: "no CAN in it"),
      Capture(
        "formats/container-neg/hadriel-be-test101.pcapng", 0, bad: [.notCAN: 4],
        ends: ethernet,
        tools: "capinfos 4", why: "no CAN in it"),
      Capture(
        "formats/container-neg/hadriel-be-test102.pcapng", 0, bad: [.notCAN: 5],
        ends: ethernet,
        tools: "capinfos 5", why: "no CAN in it"),
      Capture(
        "formats/container-neg/hadriel-be-test200.pcapng", 0, ends: ethernet,
        tools: "capinfos 0", why: "no CAN in it"),
      Capture(
        "formats/container-neg/hadriel-be-test201.pcapng", 0, bad: [.notCAN: 4],
        ends: ethernet,
        tools: "capinfos 4", why: "no CAN in it"),
      Capture(
        "formats/container-neg/hadriel-be-test202.pcapng", 0, bad: [.notCAN: 8],
        ends: ethernet,
        tools: "capinfos 8", why: "no CAN in it"),
      Capture(
        "formats/container-neg/hadriel-le-test100.pcapng", 0, bad: [.notCAN: 5],
        ends: ethernet,
        tools: "capinfos 5", why: "no CAN in it"),
      Capture(
        "formats/container-neg/hadriel-le-test101.pcapng", 0, bad: [.notCAN: 4],
        ends: ethernet,
        tools: "capinfos 4", why: "no CAN in it"),
      Capture(
        "formats/container-neg/hadriel-le-test102.pcapng", 0, bad: [.notCAN: 5],
        ends: ethernet,
        tools: "capinfos 5", why: "no CAN in it"),
      Capture(
        "formats/container-neg/many_interfaces.pcapng.1", 0, bad: [.notCAN: 64],
        ends: ethernet,
        tools: "capinfos 64", why: "no CAN in it"),
      Capture(
        "formats/container-neg/modified-format.pcap", 0, ends: ethernet,
        tools: "capinfos 1", why: "Ethernet throughout, which the header says"),
      Capture(
        "formats/container-neg/ntp.pcap", 0, ends: ethernet,
        tools: "capinfos 12", why: "Ethernet throughout, which the header says"),
      Capture(
        "formats/container-neg/test001-be.pcapng", 0, bad: [.notCAN: 4],
        ends: ethernet,
        tools: "capinfos 4", why: "no CAN in it"),
      Capture(
        "formats/container-neg/test001-le.pcapng", 0, bad: [.notCAN: 4],
        ends: ethernet,
        tools: "capinfos 4", why: "no CAN in it"),
      Capture(
        "formats/container-neg/test010-le.pcapng", 0, bad: [.notCAN: 4],
        ends: ethernet,
        tools: "capinfos 4", why: "no CAN in it"),
      Capture(
        "formats/container-neg/test016-be.pcapng", 0, bad: [.notCAN: 4],
        ends: ethernet,
        tools: "capinfos 4", why: "no CAN in it"),
      Capture(
        "formats/container-neg/test016-le.pcapng", 0, bad: [.notCAN: 4],
        ends: ethernet,
        tools: "capinfos 4", why: "no CAN in it"),
      Capture(
        "formats/container-neg/test017-be.pcapng", 0,
        tools: "capinfos 0", why: "a section without packets"),
      Capture(
        "formats/scapy/candump_gmlan_scanner.pcap", 3819,
        tools: "capinfos 3819",
        why: "tshark reads the identifiers in the wrong order"),
      Capture(
        "formats/scapy/candump_gmlan_scanner.pcap.gz", 3819,
        tools: "capinfos 3819",
        why: "tshark reads the identifiers in the wrong order"),
      Capture(
        "formats/scapy/candump_uds_scanner.pcap", 9434, tools: "capinfos 9434",
        why: "tshark reads the identifiers in the wrong order"),
      Capture(
        "formats/scapy/candump_uds_scanner.pcap.gz", 9434,
        tools: "capinfos 9434",
        why: "tshark reads the identifiers in the wrong order"),
      Capture(
        "formats/scapy/gmlan_trace.pcap", 1087, tools: "capinfos 1087",
        why: "tshark reads the identifiers in the wrong order"),
      Capture(
        "formats/scapy/gmlan_trace.pcap.gz", 1087, tools: "capinfos 1087",
        why: "tshark reads the identifiers in the wrong order"),
      Capture(
        "large/remora-candump20220329.1648577723.log.gz", 387_670,
        tools: "zcat | wc -l 387670"),
      Capture(
        "large/redpesk-ford-focus-lights.log",
        51637,
        tools:
          "python-can 51637, log2asc 51637, wireshark 51637, cantools 51637"),
    ]
  }

  @Test(arguments: Capture.all)
  func everyFrameIsRead(_ capture: Capture) throws {
    guard let path = Files.sharedCapture(capture.path) else {
      print("skipped: \(capture.path) is not here")
      return
    }
    let reading = Reading(path: path)
    let malformed = Dictionary(grouping: reading.malformed, by: \.reason)
      .mapValues(\.count)
    let reasons = malformed.map { "\($0.key) \($0.value)" }.joined(
      separator: ", ")
    print(
      "\(capture.path): \(reading.frames.count) frames,",
      "\(reading.malformed.count) bad\(reasons.isEmpty ? "" : " (\(reasons))");",
      capture.tools,
      capture.why.isEmpty ? "" : "(\(capture.why))")
    #expect(reading.failure == capture.ending.map { .notACapture($0) })
    #expect(malformed == capture.malformed)
    #expect(reading.frames.count == capture.frames)
  }

  /// No capture is left out.
  @Test func everyFileIsInTheTable() throws {
    guard let root = Files.sharedCapture("") else {
      print("skipped: no captures are here")
      return
    }
    let listed = Set(Capture.all.map(\.path))
    for folder in ["battery", "formats", "large"] {
      for name in Files.names(in: root + "/" + folder) {
        #expect(listed.contains(folder + "/" + name), "\(folder)/\(name)")
      }
    }
  }

  /// The same recordings as text of a serial line and as a candump log.
  @Test(arguments: [("", "run1", 3770), ("02", "run2", 23099)])
  func dynessFramesAreThoseOfTheCandumpLog(
    number: String, run: String, frames: Int
  ) throws {
    guard
      let serial = Files.sharedCapture(
        "battery/dyness-b4850/B4850noCom_2bat_start_stop\(number).txt"),
      let log = Files.sharedCapture(
        "battery/derived/dyness-b4850-\(run).candump.log")
    else {
      print("skipped: the captures of Dyness are not here")
      return
    }
    let printed = Reading(path: serial).frames
    let logged = Reading(path: log).frames.map { frame in
      var frame = frame
      frame.timestamp = nil
      frame.interface = InterfaceName()
      return frame
    }
    #expect(printed.count == frames)
    #expect(printed == logged)
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
