// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
@testable import CANFormats
import Foundation
import TestSupport
import Testing

@Suite struct PrintedFrameTests {
  enum Vectors {
    private static let limits = CANFrame("351", "1402740E740ECC01")
    private static let received = limits.with { $0.direction = .received }
    private static let short = CANFrame("351", "1402")
    private static let sent = limits.with { $0.direction = .transmitted }

    /// Lines that are frames whatever stands beside them.
    static let certain: [LineVector] = [
      // A number that says how many bytes there are.
      LineVector("351 8 14 02 74 0E 74 0E CC 01", limits),
      LineVector("351 8 14 2 74 E 74 E CC 1 ", limits),
      LineVector("351\t8\t14 02 74 0E 74 0E CC 01", limits),
      LineVector("0x351 8 14 02 74 0E 74 0E CC 01", limits),
      LineVector("3010 2 0E DF", CANFrame("00003010", "0EDF")),
      LineVector("00000351 2 0E DF", CANFrame("00000351", "0EDF")),
      LineVector(
        "2007F00  8  3 0 0 0 0 0 0 0 ", CANFrame("02007F00", "0300000000000000")
      ),
      LineVector("351,8,14,02,74,0E,74,0E,CC,01", limits),
      LineVector("351;8;14;02;74;0E;74;0E;CC;01", limits),
      LineVector("351,8,14 02 74 0E 74 0E CC 01", limits),
      LineVector(#""351","8","14 02 74 0E 74 0E CC 01""#, limits),
      LineVector(
        "7556  351  8  14 2 74 E 74 E CC 1",
        limits.with(time: 7_556_000_000, digits: 3)),
      LineVector(
        "12.5 351 8 14 02 74 0E 74 0E CC 01",
        limits.with(time: 12_500_000_000, digits: 1)),
      LineVector(
        "27033815171;0;351;8;1402740E740ECC01",
        limits.with(time: 27_033_815_171_000, digits: 6)),
      LineVector(
        "0       Receive         0x00000351      Data    Standard        0x08    14 02 74 0E 74 0E CC 01",
        received),
      LineVector(
        "413   Receive     19:53:04:558     Data frame     Standard frame     00000351     8     14 02 74 0E 74 0E CC 01",
        received.with(time: 71_584_558_000_000, digits: 3)),
      LineVector("351 S 814 2 74 E 74 E CC 1", limits),
      LineVector("18FF50E5 X 250 6 ", CANFrame("18FF50E5", "5006")),
      // Brackets and labels.
      LineVector("351   [8]  14 02 74 0E 74 0E CC 01", limits),
      LineVector("  351 [8] 14 2 74 e 74 e cc 1 ", limits),
      LineVector("0x351 [8] 14 02 74 0e 74 0e cc 01", limits),
      LineVector("351   [8]  14 02 74 0E 74 0E CC 01    08E0   limits", limits),
      LineVector("351   [8]  14 02 74 0E 74 0E CC 01 limits", limits),
      LineVector("351 [2] 14 02   80 % SOC", short),
      LineVector("351 [2] 14 02 DC limits", short),
      LineVector("ID: 0x351 DLC: 2 Data: 14 02 57 V 100 A", short),
      LineVector("351 2 14 02 80%", short),
      LineVector("18FF50E5   [2]  0E DF", CANFrame("18FF50E5", "0EDF")),
      LineVector("314   [8]  remote request", CANFrame("314", "").remote(8)),
      LineVector("314   [0]    remote request", CANFrame("314", "").remote(0)),
      LineVector("RX0 351 [8] 14 02 74 0E 74 0E CC 01", received),
      LineVector("0x351 len: 8 14 2 74 E 74 E CC 1 (ok) (ok)", limits),
      LineVector(
        "CANId=0x351, FrameLength=8, Data=0x14, 0x2, 0x74, 0xE, 0x74, 0xE, 0xCC, 0x1",
        limits),
      LineVector("ID=0x351 DLC=8 DATA=14 02 74 0E 74 0E CC 01", limits),
      LineVector(
        "UDS RX: ID=0x351 DLC=8 data=14 02 74 0E 74 0E CC 01", received),
      LineVector(
        "CAN ID: 0x351, DLC: 8, Data: 14 02 74 0E 74 0E CC 01", limits),
      LineVector(
        "New standard frame from 0x00000351, DLC 8, Data 0x14 0x02 0x74 0x0E 0x74 0x0E 0xCC 0x01 ",
        limits),
      LineVector(
        "New extended frame from 0x18FF50E5, DLC 1, Data 0xA0 ",
        CANFrame("18FF50E5", "A0")),
      LineVector("{ID: 0x351, Len: 8, Data: 14 02 74 0E 74 0E CC 01}", limits),
      LineVector("{id=351, dlc=2, data=[0x14, 0x02]}", CANFrame("351", "1402")),
      LineVector(
        "ID: 0x351 (8 bytes): 14 02 74 0E 74 0E CC 01", limits),
      LineVector("CAN 0x351: 2 bytes: 14 02", CANFrame("351", "1402")),
      LineVector("305h 8 Remote Request 1000", CANFrame("305", "").remote(8)),
      LineVector("305h\t8\tRTR\t1000\t25", CANFrame("305", "").remote(8)),
      // ESP32RET.
      LineVector(
        "12345000 - 351 S CAN0 14 2 74 E 74 E CC 1",
        limits.with(time: 12_345_000_000, on: "CAN0")),
      LineVector(
        "12345000 - 18FF50E5 X CAN1",
        CANFrame("18FF50E5", "").with(time: 12_345_000_000, on: "CAN1")),
      // Words alone.
      LineVector("ID=0x351 Bytes: 14 02 74 0E 74 0E CC 01", limits),
      LineVector("CAN ID 0x351, bytes: 14 02", CANFrame("351", "1402")),
      LineVector("CAN-ID 0x35C: C0", CANFrame("35C", "C0")),
      LineVector("ID: 0x351 Data: 14 02 74 0E 74 0E CC 01", limits),
      LineVector("ID 0x351: 14 02 74 0E 74 0E CC 01", limits),
      LineVector("CAN < 351: 14 2 74 E 74 E CC 1 ", limits),
      LineVector("CAN 0x351: 14 02 74 0E 74 0E CC 01", limits),
      LineVector("can id 0x351 data 1402740E740ECC01", limits),
      LineVector("can id 0x351 data 1402", short),
      LineVector("Arbitration ID: 0x351 Data: 14 02", short),
      LineVector("ID: 0x351 Data: 14 02 limits", short),
      LineVector(
        "[Pytes] Received CAN message: 0x0351 - 14 02 74 0E 74 0E CC 01",
        received),
      LineVector(
        "12:34:56 [351] LIMITS: Vchg_max= 53.2V Ichg_lim= 370.0A RAW=14 02 74 0e 74 0e cc 01",
        limits.with(time: 45_296_000_000_000, digits: 0)),
      LineVector(
        "1       0x351           [Std ID]        1402740e740ecc01",
        limits.with(time: 1_000_000, digits: 3)),
      LineVector(
        "2022-05-22 11:41:55,705 INFO MainThread bms> 0x7310 e 010010020502341c",
        CANFrame("00007310", "010010020502341C").with(
          time: 1_653_219_715_705_000_000, digits: 3, .calendar)),
      LineVector(
        #"DEBUG:CAN:id:0x351, ex:False, rtr:False, data:b'\x14\x02t\x0et\x0e\xcc\x01'"#,
        limits),
      LineVector(
        #"DEBUG:CAN:id:0x70,  ex:False, rtr:False, data:b'\xa0\x00'"#,
        CANFrame("070", "A000")),
      LineVector(
        #"id:0x351, ex:True, rtr:False, data:b'a'"#, CANFrame("00000351", "61")),
      LineVector(
        #"Received message: 351, data: bytearray(b'\x14\x02')"#,
        CANFrame("351", "1402").with { $0.direction = .received }),
      // The Arduino library mcp_can.
      LineVector(
        "Standard ID: 0x351       DLC: 8  Data: 0x14 0x02 0x74 0x0E 0x74 0x0E 0xCC 0x01",
        limits),
      LineVector(
        "Extended ID: 0x18FF50E5  DLC: 1  Data: 0xA0",
        CANFrame("18FF50E5", "A0")),
      LineVector(
        "Extended ID: 0x00000351  DLC: 0  Data:", CANFrame("00000351", "")),
      LineVector(
        "Standard ID: 0x351 DLC: 2 Data: 0x1 0x2 ", CANFrame("351", "0102")),
      LineVector(
        "Standard ID: 0x305       DLC: 8  Data: REMOTE REQUEST FRAME",
        CANFrame("305", "").remote(8)),
      LineVector(
        "Standard ID: 0x40000305       DLC: 0  Data: REMOTE REQUEST FRAME",
        CANFrame("305", "").remote(0)),
      // Short frames behind words and labels of other programs.
      LineVector(
        "some.log:can0  351   [2]  14 02",
        CANFrame("351", "1402").with(on: "can0")),
      LineVector("some words 351 [2] 14 02", short),
      LineVector("StdId: 0x351, DLC: 2, Data: 14 02", short),
      LineVector(
        "ExtId: 0x351, DLC: 2, Data: 14 02", CANFrame("00000351", "1402")),
      // Flags that are not set.
      LineVector(
        "ID: 351 EXT: n RTR: n DLC: 8 DATA: 14 02 74 0E 74 0E CC 01", limits),
      LineVector(
        "ID: 0x351 no RTR DLC: 8 Data: 14 02 74 0E 74 0E CC 01", limits),
      LineVector("ID: 0x351 ext:off rtr:off DLC:2 Data:14 02", short),
      LineVector("ID: 0x351 IDE: STD RTR: DATA DLC: 2 Data: 14 02", short),
      LineVector("ID: 0x351 IDE: - RTR: - DLC: 2 Data: 14 02", short),
      LineVector("ID: 0x351 not extended DLC: 2 Data: 14 02", short),
      LineVector("ID: 0x351 non-extended DLC: 2 Data: 14 02", short),
      LineVector("Extended frame: no, ID: 0x351 DLC: 2 Data: 14 02", short),
      LineVector("not extended, no RTR, ID: 0x351 DLC: 2 Data: 14 02", short),
      LineVector("Ext=N RTR=N ID=0x351 DLC=2 Data=14 02", short),
      LineVector(
        "Ext=Y RTR=N ID=0x351 DLC=2 Data=14 02", CANFrame("00000351", "1402")),
      LineVector(
        "ID: 0x305 EXT: n RTR: y DLC: 8", CANFrame("305", "").remote(8)),
      // A remote frame has no data, unless a value says that it is one.
      LineVector("ID: 0x351 RTR DLC: 2 Data: 14 02", short),
      LineVector("Remote ID: 0x351 DLC: 2 Data: 14 02", short),
      LineVector(
        "ID: 0x351 RTR: 1 DLC: 2 Data: 00 00", CANFrame("351", "").remote(2)),
      // The identifier in both bases.
      LineVector(
        "ID: 0x4210 (16912) Data: 02 00", CANFrame("00004210", "0200")),
      LineVector("ID: 0x351 (849) DLC: 2 Data: 14 02", CANFrame("351", "1402")),
      LineVector("ID: 849 (0x351) DLC: 2 Data: 14 02", CANFrame("351", "1402")),
      // The length in parentheses.
      LineVector("0x351 (8): 14 02 74 0E 74 0E CC 01", limits),
      LineVector("ID(0x351) DLC(8) DATA(14 02 74 0E 74 0E CC 01)", limits),
      // Lists of strings, and bytes with names or dots.
      LineVector("ID: 0x351, Data: ['0x14', '0x2']", CANFrame("351", "1402")),
      LineVector(#"ID: 0x351, Data: ["14", "02"]"#, CANFrame("351", "1402")),
      LineVector("ID: 0x35C B0:C0 B1:00", CANFrame("35C", "C000")),
      LineVector("ID: 0x351 D0=0x14 D1=0x02", CANFrame("351", "1402")),
      LineVector("id=0x351 data=14.02.74.0E.74.0E.CC.01 (8)", limits),
      // An ASCII column that begins like a byte.
      LineVector("0x351 8 14 02 74 0E 74 0E CC 01  0.t.t...", limits),
      LineVector(
        "0.200000  351  14 02 74 0E 74 0E CC 01  0.t.t...",
        limits.with(time: 200_000_000)),
      // Bytes without zeros, with letters.
      LineVector("0x351: 14 2 74 E 74 E CC 1", limits),
      // STM32.
      LineVector("sID: 351 D: 0x14 0x2 0x74 0xE 0x74 0xE 0xCC 0x1", limits),
      LineVector("eID: 18FF50E5 D: 0xA0", CANFrame("18FF50E5", "A0")),
      LineVector("eID: 351 D: 0x0", CANFrame("00000351", "00")),
      LineVector("S 351 1402740E740ECC01", limits),
      LineVector("E 18FF50E5 a0b0", CANFrame("18FF50E5", "A0B0")),
      LineVector(
        "ID: 351 Buffer: 14 2 74 E 74 E CC 1 - limits, 3 currents", limits),
      LineVector("ID: 35C Buffer: C0 0", CANFrame("35C", "C000")),
      LineVector("ID: 35C Buffer: C0 0 -", CANFrame("35C", "C000")),
      // ESPHome.
      LineVector(
        "[08:20:05.871][I][canbus:332]: send can_id: 0x351 hex: 14 2 74 e 74 e cc 1",
        sent.with(time: 30_005_871_000_000, digits: 3)),
      LineVector(
        "[main:187]: send can id: 0x351 hex: 14 2 74 e 74 e cc 1", sent),
      LineVector(
        "[I][main:187]: send can id: 0x351 hex: 14 02 74 0E 74 0E CC 01", sent),
      LineVector(
        "\u{1B}[0;32m[08:20:05][VV][a b:1]: send can_id: 0x351 hex: 14 2 74 e 74 e cc 1\u{1B}[0m",
        sent.with(time: 30_005_000_000_000, digits: 0)),
      // dbus-serialbattery.
      LineVector(
        #"2024-02-29 23:59:58.000001 DEBUG:SerialBattery:[can0] Received: ID=0x351, Daten=bytearray(b'\x14\x02\x00\xff')"#,
        CANFrame("351", "140200FF").with(
          time: 1_709_251_198_000_001_000, .calendar, on: "can0"
        ) { $0.direction = .received }),
      LineVector(
        #"2024-02-29 23:59:58 DEBUG:SerialBattery:[can0] Received: ID=0x351, Data=bytearray(b'u0\t\n\r\\\' ')"#,
        CANFrame("351", "7530090A0D5C2720").with(
          time: 1_709_251_198_000_000_000, digits: 0, .calendar, on: "can0"
        ) { $0.direction = .received }),
      // JavaCAN.
      LineVector(
        "CAN frame sending: Buffer (HEX): [0x51, 0x03, 0x00, 0x00, 0x08, 0x00, 0x00, 0x00, 0x14, 0x02, 0x74, 0x0E, 0x74, 0x0E, 0xCC, 0x01]",
        sent),
      LineVector(
        "2024-08-27 17:02:03.944 | DEBUG | Thread-2   | ocol.can.JavaCANPort:82    | CAN read frame Buffer (HEX): [0x51, 0x03, 0x00, 0x00, 0x08, 0x00, 0x00, 0x00, 0x14, 0x02, 0x74, 0x0E, 0x74, 0x0E, 0xCC, 0x01] ",
        received.with(time: 1_724_778_123_944_000_000, digits: 3, .calendar)),
      LineVector(
        "CAN read frame Buffer (HEX): [0x05, 0x03, 0x00, 0x40, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00]",
        CANFrame("305", "").remote(8).with { $0.direction = .received }),
      // canutils.
      LineVector("<0x351> [8] 14 02 74 0e 74 0e cc 01 ", limits),
      LineVector("  <0x18ff50e5>\t[2] 01 a0 ", CANFrame("18FF50E5", "01A0")),
      LineVector("<0x00000351> [1] 14 ", CANFrame("00000351", "14")),
      LineVector("<0x314> [8] remote request", CANFrame("314", "").remote(8)),
      // Lines without a length whose eight bytes follow what is no address of a
      // dump.
      LineVector("351: 14 02 74 0E 74 0E CC 01", limits),
      LineVector("0x351: 14 02 74 0E 74 0E CC 01", limits),
      LineVector("351 14 02 74 0E 74 0E CC 01", limits),
      LineVector("0x0351 - 14 02 74 0E 74 0E CC 01", limits),
      LineVector("0x351 - 14 02 74 0E 74 0E CC 01 - Battery limits", limits),
      LineVector(
        "0.200000  351  14 02 74 0E 74 0E CC 01  ..t.t...",
        limits.with(time: 200_000_000)),
      LineVector(
        "| 351 | 14 02 74 0E 74 0E CC 01 | 8....... | **Dvcc** |", limits),
    ]

    /// Lines that are no frames, and why.
    static let others: [LineVector] = [
      LineVector("", .notAFrame, at: 0),
      LineVector("351", .notAFrame, at: 0),
      LineVector("669 0", .notAFrame, at: 0),
      LineVector("669\t0", .notAFrame, at: 0),
      LineVector("dead beef", .notAFrame, at: 0),
      LineVector("Old Pylontechs:", .notAFrame, at: 0),
      LineVector("Extended ID: 351", .notAFrame, at: 0),
      LineVector("Enabling the bus", .notAFrame, at: 0),
      LineVector("S 12 34", .notAFrame, at: 0),
      LineVector("351 [2] 14", .tooLittleData, at: 0),
      LineVector("351 2 14", .notAFrame, at: 0),
      LineVector("96.74,100,1.0", .notAFrame, at: 0),
      LineVector("351 time 1234", .uncertain, at: 0),
      LineVector("351 [1] 14 02", .tooMuchData, at: 0),
      LineVector("351 1 14    02", .notAFrame, at: 0),
      LineVector("351 [1] 14 74 0E limits", .tooMuchData, at: 0),
      LineVector(
        "Standard ID: 0x351  DLC: 2  Data: 0x14", .tooLittleData, at: 13),
      LineVector(
        "Standard ID: 0x351  DLC: 1  Data: 0x14 0x2", .tooMuchData, at: 13),
      LineVector("20000000 [1] 14", .notAFrame, at: 0),
      LineVector("Modbus ID: 351 Data: 14 02", .notAFrame, at: 0),
      // The numbers behind an identifier that is called so are no identifiers.
      LineVector(
        "Standard ID: 0x351  DLC: 2  Data: 0x14 0x02 0x03", .tooMuchData,
        at: 13),
      LineVector("0x351 DLC: 2 Data: 0x14 0x02 0x03", .notAFrame, at: 0),
      LineVector("ID: 0x351 len: 9 data: 1 2 3 4 5 6 7 8 9", .badLength, at: 4),
      LineVector("sID: 0x20000000 D: 14 02", .identifierOutOfRange, at: 5),
      LineVector("ID: 0x351 DLC: 8", .withoutData, at: 4),
      LineVector("send can_id: 0x351 hex:", .withoutData, at: 13),
      LineVector("<0x351> [2] 14", .tooLittleData, at: 1),
      LineVector("ID: 0x351 DLC: 64 Data: REMOTE REQUEST", .badLength, at: 4),
      LineVector("ID=0x351, Data=b'123456789'", .tooMuchData, at: 3),
      LineVector("ID=0x351, Data=b'12", .tooLittleData, at: 3),
      LineVector("ID=0x351, Data=b'\\q'", .badHexDigit, at: 3),
      LineVector("351: 14 02", .uncertain, at: 0),
      LineVector("0x11A  0x00 0x00 0x68", .uncertain, at: 0),
      LineVector("350: 14 02 74 0E 74 0E CC 01", .uncertain, at: 0),
      LineVector("351: 10 20 30 40 50 60 70 80", .uncertain, at: 0),
      LineVector("849 8 14 02 74 0E 74 0E CC 01", .decimalIdentifier, at: 0),
      LineVector("849 8 20 2 116 14 116 14 204 1", .decimalIdentifier, at: 0),
      LineVector("305 8 20 2 116 14 116 14 204 1", .decimalIdentifier, at: 0),
      LineVector("849,20,2,116,14,116,14,204,1,", .notAFrame, at: 0),
      LineVector("see page 351#12", .notAFrame, at: 0),
      LineVector("{id: 351, data: 12}", .notAFrame, at: 0),
      LineVector("{'id': 0x351, 'data': '1402'}", .notAFrame, at: 0),
      LineVector("CAN ID 0x351: 14 bytes", .withoutData, at: 7),
      LineVector("Device ID 0x351: 14", .notAFrame, at: 0),
      LineVector("some words 351 [2] 14 12", .uncertain, at: 11),
      LineVector("some words 351 [2] 1 2", .notAFrame, at: 0),
      LineVector("stored at 0x351 len 2: 14 02", .notAFrame, at: 0),
      // Announcements and sentences.
      LineVector("ID: 351 Data: 8 bytes", .withoutData, at: 4),
      LineVector("ID: 351 Data: 8", .uncertain, at: 4),
      LineVector("ID 351 data 0 1 2 3", .uncertain, at: 3),
      LineVector("ID 351 data 0 1 are voltage", .badHexDigit, at: 3),
      LineVector("ID 0x351 data 14 02 are voltage", .badHexDigit, at: 3),
      LineVector("ID 0x351 data A and B", .badHexDigit, at: 3),
      LineVector(
        "It sends ID 0x351 with data 14 02 74 0E 74 0E CC 01 each second.",
        .badHexDigit, at: 12),
      LineVector("CAN IDs: 0x351 0x35 0x12", .notAFrame, at: 0),
      // Identifiers of other things.
      LineVector("Order ID: 351, Size: 3, Data: 10 20 30", .uncertain, at: 10),
      LineVector("chip id: 0x58 data: 0x10 0x20", .badHexDigit, at: 9),
      LineVector("read 0x351: 2 bytes: 14 02", .notAFrame, at: 0),
      LineVector("UART ID 0x351 bytes: 14 02", .notAFrame, at: 0),
      LineVector("Received 351 bytes: 14 02", .notAFrame, at: 0),
      LineVector("0x351:", .notAFrame, at: 0),
      LineVector("355 5F006300", .uncertain, at: 0),
      LineVector("0000  14 02 74 0E 74 0E CC 01", .notAFrame, at: 0),
      LineVector("0351: 14 02 74 0E 74 0E CC 01", .uncertain, at: 0),
      LineVector("ID: 0x351 remote key 8", .notAFrame, at: 0),
      LineVector("0x4210: 5D 15 30 75 12 02 5F 64", .uncertain, at: 0),
      LineVector("ID: 849 DLC: 2 Data: 14 02", .decimalIdentifier, at: 4),
    ]
  }

  @Test(arguments: Vectors.certain)
  func certainFrames(_ vector: LineVector) throws {
    var parser = TextLineParser()
    var frame = CANFrame.used
    #expect(try parser.parse(Array(vector.line.utf8).span, into: &frame))
    #expect(.success(frame) == vector.expected)
  }

  @Test(arguments: Vectors.others)
  func others(_ vector: LineVector) {
    var format = PrintedFrame()
    #expect(format.outcome(vector.line) == vector.expected)
  }

  /// Words without end cost no more than their length.
  @Test func longLines() {
    for part in ["x 351 ", "a:351:", "351 [8] y ", "ID 351 y "] {
      var parser = TextLineParser()
      var frame = CANFrame()
      let line = String(repeating: part, count: 10_000)
      #expect(throws: MalformedFrame.self) {
        try parser.parse(Array(line.utf8).span, into: &frame)
      }
    }
  }

  @Test func formsThatRepeatAreFrames() {
    let bus = """
      355: 50 00 63 0A
      35C: C0 00
      305: 00 00 00 00 00 00 00 00
      """
    #expect(framesReadTwice(bus).count == 3)
    #expect(framesReadTwice("355: 50 00 63 0A\n").isEmpty)
    // Identifiers that only grow may be numbers of something else.
    #expect(framesReadTwice("355: 50 00 63 0A\n35C: C0 00\n").isEmpty)
    // Numbers that may be decimal are none.
    #expect(
      framesReadTwice("355: 50 00 63 10\n356: 10 20 30\n305: 00 00\n").isEmpty)
    // A byte of one digit breaks the form, and no other one.
    #expect(framesReadTwice(bus + "\n356: 1 2").isEmpty)
    #expect(framesReadTwice(bus + "\n356 1 2").count == 3)
    // Identifiers of one digit and empty frames come with others.
    #expect(framesReadTwice("70 2 A0 0\n35C [0]\n").isEmpty)
    #expect(framesReadTwice("70 2 A0 0\n355 2 C0 0\n").count == 2)
    #expect(framesReadTwice("355 [2] C0 00\n35C [0]\n").count == 2)
  }

  /// Joined data of any length is read beside eight bytes of the same form.
  @Test(arguments: ["% ", "0x%: ", "%: 0x"])
  func joinedData(form: String) {
    func line(_ id: String, _ data: String) -> String {
      form.replacingOccurrences(of: "%", with: id) + data
    }
    let short = [
      line("355", "5F006300"), line("356", "00149CFFFA00"),
      line("359", "0000000006504E"), line("35C", "C000"), line("305", "AC"),
      line("355", "5F006300"),
    ]
    #expect(framesReadTwice(short.joined(separator: "\n")).isEmpty)
    let all = short + [line("351", "1402740E740ECC01")]
    #expect(
      framesReadTwice(all.joined(separator: "\n")).map(\.payload.count) == [
        4, 6, 7, 2, 1, 4, 8,
      ])
  }

  /// Identifiers with a zero before them are those of usb-can-analyzer or addresses.
  @Test func identifiersOfThreeDigitsBehindAZero() {
    let bus = """
      10:00:00.123: 0351: 14 02 74 0e 74 0e cc 01
      10:00:00.125: 0355: 50 00 63 00
      10:00:00.136: 0305: 00 00 00 00 00 00 00 00
      """
    #expect(framesReadTwice(bus).map { "\($0.id)" } == ["351", "355", "305"])
    // The program cuts identifiers of 29 bits.
    let cut = "10:00:00.140: 50e5: 01 02 03 04 05 06 07 08\n"
    #expect(framesReadTwice(cut + bus).count == 3)
    let dump = """
      0000: 1F 8B 08 00 00 00 00 00
      0008: 00 03 4B CC 4B 2F CA 57
      """
    #expect(framesReadTwice(dump + "\n" + dump).isEmpty)
  }

  /// A single byte, and none, behind what is called an identifier.
  @Test func shortFramesBesideOthers() {
    let text = "CAN ID 351: 14 02\nCAN ID 35C: C0\n"
    #expect(framesReadTwice(text).map(\.payload.count) == [2, 1])
    #expect(framesReadTwice("CAN ID 35C: C0\n").isEmpty)
    let labelled = "ID: 0x351 Data: 14 02\nID: 0x305 Data:\n"
    #expect(framesReadTwice(labelled).map(\.payload.count) == [2, 0])
    let plain = "0x351: 14 02 74 0E 74 0E CC 01\n0x305:\n0x35C: C0 00\n"
    #expect(framesReadTwice(plain).map(\.payload.count) == [8, 0, 2])
  }

  @Test func dumpsOfMemoryAreNone() {
    #expect(
      framesReadTwice("100: 12 c0 0A FF\n104: 1B 00\n106: 00 AB\n").isEmpty)
    #expect(
      framesReadTwice(
        """
        0x10  0x02 0x0C 0xBE 0x03 0x0C 0xC7 0x04 0x0C 0xC7
        0x11A  0x00 0x00 0x00 0x00 0x68 0x00
        0x120  0x00 0x51 0xCA
        """
      ).isEmpty)
    #expect(
      framesReadTwice(
        """
        00000000: 1F 8B 08 00 00 00 00 00
        00000008: 00 03 4B CC 4B 2F CA 57
        """
      ).isEmpty)
  }

  /// Identifiers of Pylontech's high-voltage batteries are like addresses.
  @Test(arguments: ["0x", ""])
  func identifiersOfFourDigits(mark: String) {
    let lines = ["4210", "4220", "4250", "4210"].map {
      "\(mark)\($0): 5D 15 30 75 12 02 5F 64"
    }
    let found = framesReadTwice(lines.joined(separator: "\n"))
    #expect(
      found.map { "\($0.id)" } == [
        "00004210", "00004220", "00004250", "00004210",
      ])
  }

  /// What is a frame without data beside others of the form.
  @Test func frameWithoutData() {
    let found = framesReadTwice("351 8 14 02 74 0E 74 0E CC 01\n305 0 \n")
    #expect(found.map(\.payload.count) == [8, 0])
  }

  /// 116 is no hexadecimal byte, and then 95 is none either.
  @Test(arguments: ["ID: 0x351, Data: [%]", "ID: 0x351 Data: %", "0x351: %"])
  func noLineOfAFormWithDecimalBytesIsAFrame(_ form: String) {
    let text = ["95 0 99 0", "20 2 116 14 116 14 204 1", "95 0 99 0"].map {
      form.replacingOccurrences(
        of: "%",
        with: form.contains("[")
          ? $0.replacingOccurrences(of: " ", with: ", ") : $0)
    }.joined(separator: "\n")
    #expect(framesReadTwice(text).isEmpty)
  }

  /// The bytes of one line show those of others, whatever states the length.
  @Test(arguments: [
    "351 8 20 2 116 14 116 14 204 1\n355 4 80 0 99 0\n35E 8 80 89 76 79 78 32 32 32",
    "10:00:00.123 -> 0x355 4 80 0 99 0\n10:00:00.223 -> 0x351 8 20 2 116 14 116 14 204 1",
    "ID: 0x355 DLC: 4 Data: 80 0 99 0\nID: 0x35C DLC: 2 Data: 192 0",
    "ID: 0x355 DLC: 4 Data: 80 0 99 0\nID: 0x351 DLC: 4 Data: 20 2 116 14",
    "Received packet with id 0x355 and length 4: 80 0 99 0\nReceived packet with id 0x351 and length 8: 20 2 116 14 116 14 204 1",
    "0x355;4;80;0;99;0\n0x351;8;20;2;116;14;116;14;204;1",
    "355 [4] 80 0 99 0\n35C [2] 192 0",
  ])
  func decimalBytesOfOtherLines(_ text: String) {
    #expect(framesReadTwice(text).isEmpty)
  }

  /// A number behind all bytes is none of them.
  @Test func numbersBehindTheDataAreNoBytes() {
    let text = "0x355 4 50 00 63 00 100 A\n0x355 [4] 50 00 63 00 100 A\n"
    #expect(framesReadTwice(text).count == 2)
  }

  @Test func noLineOfADecimalFormIsAFrame() {
    let text = """
      773 8 00 00 00 00 00 00 00 00
      849 8 14 02 74 0E 74 0E CC 01
      """
    #expect(framesReadTwice(text).isEmpty)
    // In a pipe the first line has been read before, and is in doubt.
    var parser = TextLineParser()
    var frame = CANFrame()
    let lines = text.split(separator: "\n").map { Array($0.utf8) }
    let (first, second) = (lines[0], lines[1])
    #expect((try? parser.parse(first.span, into: &frame)) == true)
    #expect(parser.doubts.isEmpty)
    #expect(throws: MalformedFrame(.decimalIdentifier, at: 0)) {
      try parser.parse(second.span, into: &frame)
    }
    #expect(parser.doubts == .decimalIdentifiers)
    #expect(throws: MalformedFrame(.decimalIdentifier, at: 0)) {
      try parser.parse(first.span, into: &frame)
    }
  }

  @Test func numbersOfLinesAreNoTimes() {
    let numbered = framesReadTwice("1 351 1 A4\n2 355 1 A5\n3 356 1 A6\n")
    #expect(numbered.map(\.timestamp) == [nil, nil, nil])
    let timed = framesReadTwice("1 351 1 A4\n2 355 1 A5\n7 356 1 A6\n")
    #expect(
      timed.map { $0.timestamp?.nanoseconds } == [
        1_000_000, 2_000_000, 7_000_000,
      ])
  }
}
