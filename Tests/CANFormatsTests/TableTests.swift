// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct TableTests {
  enum Vectors {
    private static let limits = CANFrame("351", "1402740E")
      .with(time: 166_064_000_000, on: "0")
    private static let received = limits.with(on: "0") {
      $0.direction = .received
    }

    static let frames: [LineVector] = [
      LineVector("166064000,00000351,false,Rx,0,4,14,02,74,0E,", received),
      LineVector("166064000,351,FALSE,rx,0,4,14,02,74,0e", received),
      LineVector(
        "166064000, 0x351, false, Rx, 0, 4, 0x14, 0x02, 0x74, 0x0E", received),
      LineVector(
        "166064000,00000351,false,Tx,0,4,14,2,74,E",
        limits.with(on: "0") { $0.direction = .transmitted }),
      // Files of older versions, with zeros or nothing up to eight cells.
      LineVector("166064000,00000351,false,0,4,14,02,74,0E,0,0,0,0,", limits),
      LineVector("166064000,00000351,false,0,4,14,02,74,0E,,,,", limits),
      LineVector(
        "0,18FF50E5,true,Rx,1,0,",
        CANFrame("18FF50E5", "").with(time: 0, on: "1") {
          $0.direction = .received
        }),
      LineVector(
        "1.25,7FF,false,2,0",
        CANFrame("7FF", "").with(time: 1250, digits: 8, on: "2")),
      // The logger of a panda.
      LineVector(
        "0,0x351,0x1402740e,4", CANFrame("351", "1402740E").with(on: "0")),
      // Avisaro.
      LineVector(
        "1970/01/01,00:02:46,064, $C2, 00000351, 4, 14, 02, 74, 0e, 00, 00, 00, 00",
        CANFrame("351", "1402740E").with(
          time: 166_064_000_000, digits: 3, .calendar, on: "$C2")),
      // The log of the firmware, in milliseconds.
      LineVector(
        "1234,351,0,0,4,14,2,74,e",
        CANFrame("351", "1402740E").with(
          time: 1_234_000_000, digits: 3, on: "0")),
      // Microchip's CAN BUS Analyzer, and a trace of SavvyCAN.
      LineVector(
        "1247;RX;0x351;4;0x14;0x02;0x74;0x0E",
        CANFrame("351", "1402740E").with(time: 1_247_000_000, digits: 3) {
          $0.direction = .received
        }),
      LineVector(
        "1247;TX;0x00000351;4;0x14;0x02;0x74;0x0E;0x00;",
        CANFrame("351", "1402740E").with(time: 1_247_000_000, digits: 3) {
          $0.direction = .transmitted
        }),
      LineVector(
        "         1\t10:00:00:0123\t00000351\t4\t14 02 74 0E ",
        CANFrame("351", "1402740E").with(time: 36_000_012_300_000, digits: 4)),
      LineVector(
        "1,00000351,true,0,9,1,2,3,4,5,6,7,8,9",
        CANFrame("00000351", "010203040506070809")
          .with(time: 1000, on: "0") {
            $0.kind = .flexibleData(FDFlags())
            $0.dlc = 9
          }),
      LineVector(
        "1,00000351,true,0,64," + String(repeating: "AA,", count: 64),
        CANFrame("00000351", String(repeating: "AA", count: 64))
          .with(time: 1000, on: "0") {
            $0.kind = .flexibleData(FDFlags())
            $0.dlc = 15
          }),
    ]

    static let besideFrames: [LineVector] = [
      LineVector(
        besideFrames:
          "Time Stamp,ID,Extended,Dir,Bus,LEN,D1,D2,D3,D4,D5,D6,D7,D8"),
      LineVector(
        besideFrames: "Time Stamp,ID,Extended,Bus,LEN,D1,D2,D3,D4,D5,D6,D7,D8"),
      LineVector(besideFrames: "ID  DLC   DATA"),
      LineVector(besideFrames: "ID,Data Bytes"),
    ]

    static let errors: [LineVector] = [
      LineVector("", .notAFrame, at: 0),
      LineVector("Time", .notAFrame, at: 0),
      LineVector("time stamp,id", .notAFrame, at: 0),
      LineVector("ID;Data", .notAFrame, at: 0),
      LineVector("The ID and the data of it", .notAFrame, at: 0),
      LineVector("name,price,data", .notAFrame, at: 0),
      LineVector("1,2,3", .notAFrame, at: 0),
      LineVector("1,351,maybe,0,1,14", .notAFrame, at: 0),
      LineVector("1,351,0,0,2,14", .notAFrame, at: 0),
      LineVector("853,80,0,99,0,", .notAFrame, at: 0),
      LineVector("1,123456789,true,0,1,14", .notAFrame, at: 0),
      LineVector("1,800,false,0,1,14", .identifierOutOfRange, at: 2),
      LineVector("1,20000000,true,0,1,14", .identifierOutOfRange, at: 2),
      LineVector("1,351,false,0,65,14", .badLength, at: 14),
      LineVector("1,351,false,0,8x,14", .badLength, at: 14),
      LineVector("1,351,false,0,2,14", .tooLittleData, at: 18),
      LineVector("1,351,false,0,2,14,", .tooLittleData, at: 19),
      LineVector("1,351,false,0,2,14,0G", .badHexDigit, at: 20),
      LineVector("9223372036854776,351,false,0,1,14", .badTimestamp, at: 0),
    ]
  }

  @Test(arguments: Vectors.frames + Vectors.besideFrames + Vectors.errors)
  func line(_ vector: LineVector) {
    var format = Table()
    #expect(format.outcome(vector.line) == vector.expected)
  }

  /// Twelve bytes of CAN FD: their length code, or more of them than the header has
  /// columns.
  @Test(arguments: [
    (
      "ID;DLC;DataLength;EDL;DataBytes",
      "307;9;12;1;000102030405060708090A0B"
    ),
    (
      "Time Stamp,ID,Extended,Dir,Bus,LEN,D1,D2,D3,D4,D5,D6,D7,D8",
      "100,307,false,Rx,0,12,00,01,02,03,04,05,06,07,08,09,0A,0B,"
    ),
  ])
  func flexibleData(header: String, row: String) throws {
    var format = Table()
    var frame = CANFrame()
    #expect(try !format.parse(Array(header.utf8).span, into: &frame))
    #expect(try format.parse(Array(row.utf8).span, into: &frame))
    #expect(frame.kind == .flexibleData(FDFlags()))
    #expect(frame.dlc == 9)
    #expect(frame.payload.count == 12)
    #expect(frame.payload[11] == 0x0B)
  }

  /// A table of one program: its header, a row of 0x351 and one of 0x18FF50E5.
  struct Program: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let header: [UInt8]
    let rows: [[UInt8]]
    let time: Int64?
    let interface: String
    let direction: Direction

    init(
      _ name: String, _ header: String, _ rows: [String], time: Int64?,
      on interface: String = "", _ direction: Direction = .unknown
    ) {
      testDescription = name
      self.header = Array(header.utf8)
      self.rows = rows.map { Array($0.utf8) }
      self.time = time
      self.interface = interface
      self.direction = direction
    }

    /// A table whose words are in GBK.
    init(gbk header: [[UInt8]], _ rows: [[[UInt8]]]) {
      testDescription = "USB-CAN Tool in GBK"
      let comma = [UInt8(ascii: ",")]
      self.header = Array(header.joined(separator: comma))
      self.rows = rows.map { Array($0.joined(separator: comma)) }
      time = 36_000_123_000_000
      interface = "ch1"
      direction = .transmitted
    }

    private static func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }

    static let all = [
      Program(
        "python-can",
        "timestamp,arbitration_id,extended,remote,error,dlc,data",
        ["1.500000,0x351,0,0,0,4,FAJ0Dg==", "1.6,0x18ff50e5,1,0,0,2,AaA="],
        time: 1_500_000_000),
      Program(
        "SavvyCAN, saved by a German spreadsheet",
        "Time Stamp;ID;Extended;Dir;Bus;LEN;D1;D2;D3;D4",
        [
          "1500000;351;FALSCH;Rx;0;4;14;2;74;E",
          "1600000;18FF50E5;WAHR;Rx;0;2;1;A0;;",
        ], time: 1_500_000_000, on: "0", .received),
      Program(
        "names in German", "Zeit;Kennung;Länge;Daten",
        ["1,500000;0x351;4;14 02 74 0E", "1,6;0x18FF50E5;2;01 A0"],
        time: 1_500_000_000),
      Program(
        "names in French", "Temps;ID;DLC;Données",
        ["1,500000;351;4;14 02 74 0E", "1,6;18FF50E5;2;01 A0"],
        time: 1_500_000_000),
      Program(
        "microseconds by name", "Timestamp (us),ID,DLC,Data",
        ["1500000,351,4,14 02 74 0E", "1600000,18FF50E5,2,01 A0"],
        time: 1_500_000_000),
      Program(
        "ts", "ts,id,dlc,data",
        ["1.500000,351,4,14 02 74 0E", "1.6,18FF50E5,2,01 A0"],
        time: 1_500_000_000),
      Program(
        "nanoseconds since 1970", "timestamp,id,dlc,data",
        [
          "1736935200123456000,351,4,14 02 74 0E",
          "1736935200223456000,18FF50E5,2,01 A0",
        ], time: 1_736_935_200_123_456_000),
      Program(
        "GVRET with seconds since 1970",
        "Time Stamp,ID,Extended,Dir,Bus,LEN,D1,D2,D3,D4",
        [
          "1736935200.123456,351,false,Rx,0,4,14,02,74,0E,",
          "1736935200.223456,18FF50E5,true,Rx,0,2,01,A0,",
        ], time: 1_736_935_200_123_456_000, on: "0", .received),
      Program(
        "sketch with milliseconds", "ms,id,len,d0,d1,d2,d3",
        ["1500,351,4,14,02,74,0E", "1600,18FF50E5,2,01,A0,,"],
        time: 1_500_000_000),
      Program(
        "USB-CAN Tool",
        "序号,系统时间,时间标识,CAN通道,传输方向,ID号,帧类型,帧格式,长度,数据",
        [
          "00000,=\"10:00:00.123\",0x592897,ch1,发送,0x0351,数据帧,标准帧,0x04,x| 14 02 74 0E ",
          "00001,=\"10:00:00.223\",0x592897,ch1,发送,0x18FF50E5,数据帧,扩展帧,0x02,x| 01 A0 ",
        ], time: 36_000_123_000_000, on: "ch1", .transmitted),
      Program(
        gbk: [
          [0xD0, 0xF2, 0xBA, 0xC5],
          [0xCF, 0xB5, 0xCD, 0xB3, 0xCA, 0xB1, 0xBC, 0xE4],
          ascii("CAN") + [0xCD, 0xA8, 0xB5, 0xC0],
          [0xB4, 0xAB, 0xCA, 0xE4, 0xB7, 0xBD, 0xCF, 0xF2],
          ascii("ID") + [0xBA, 0xC5], [0xD6, 0xA1, 0xC0, 0xE0, 0xD0, 0xCD],
          [0xD6, 0xA1, 0xB8, 0xF1, 0xCA, 0xBD], [0xB3, 0xA4, 0xB6, 0xC8],
          [0xCA, 0xFD, 0xBE, 0xDD],
        ],
        [
          [
            ascii("0"), ascii("10:00:00.123"), ascii("ch1"),
            [0xB7, 0xA2, 0xCB, 0xCD], ascii("0x0351"),
            [0xCA, 0xFD, 0xBE, 0xDD, 0xD6, 0xA1],
            [0xB1, 0xEA, 0xD7, 0xBC, 0xD6, 0xA1],
            ascii("0x04"), ascii("x| 14 02 74 0E "),
          ],
          [
            ascii("1"), ascii("10:00:00.124"), ascii("ch1"),
            [0xB7, 0xA2, 0xCB, 0xCD], ascii("0x18FF50E5"),
            [0xCA, 0xFD, 0xBE, 0xDD, 0xD6, 0xA1],
            [0xC0, 0xA9, 0xD5, 0xB9, 0xD6, 0xA1],
            ascii("0x02"), ascii("x| 01 A0 "),
          ],
        ]),
      Program(
        "USB-CAN Tool, as text",
        "NO    Direction  Time Scale        Frame Type      Frame Format        Frame ID    Length         Data ",
        [
          "0     Receive     19:52:59:753     Data frame     Standard frame     00000351     4     14 02 74 0e      ",
          "1     Receive     19:52:59:754     Data frame     Extended frame     18FF50E5     2     01 a0      ",
        ], time: 71_579_753_000_000, .received),
      Program(
        "ZLG CANTest", "序号,传输方向,时间标识,ID,帧格式,帧类型,长度,数据,",
        [
          "0,接收,10:00:00.123.0,0x00000351,标准帧,数据帧,0x04,14 02 74 0E ,",
          "1,接收,10:00:00.124.0,0x18FF50E5,扩展帧,数据帧,0x02,01 A0 ,",
        ], time: 36_000_123_000_000, .received),
      Program(
        "ZLG CANPro",
        "序号,传输方向,时间标识,ID,PGN(H),源地址(H),目的地址(H),帧格式,帧类型,长度,数据,注释,",
        [
          "0,接收,1572.2328,00000351,--,--,--,标准帧,数据帧,04,14 02 74 0E ,,",
          "1,接收,1572.2349,18FF50E5,--,--,--,扩展帧,数据帧,02,01 A0 ,,",
        ], time: 1_572_232_800_000, .received),
      Program(
        "Vehicle Spy",
        "Line,Abs Time(Sec),Rel Time (Sec),Status,Er,Tx,Description,Network,Node,Arb ID,Remote,Xtd,B1,B2,B3,B4,B5,B6,B7,B8,Value,Trigger,Signals",
        [
          "1,2550.368293675,0.0021,67371008,F,T,HS CAN $351,HS CAN,,351,F,F,14,02,74,0E,,,,,,,",
          "2,2550.370393675,0.0021,67371008,F,T,x,HS CAN,,18FF50E5,F,T,01,A0,,,,,,,,,",
        ], time: 2_550_368_293_675, on: "HS CAN", .transmitted),
      Program(
        "IXXAT canAnalyser",
        "\"Bus\",\"No\",\"Time\",\"State\",\"ID (hex)\",\"DLC\",\"Data (hex)\",\"ASCII\"",
        [
          "\"CAN-1\",\"1\",\"00:00:01.500\",\"      \",\"351\",\"4\",\"14 02 74 0E\",\"....\"",
          "\"CAN-1\",\"2\",\"00:00:01.600\",\"      \",\"18FF50E5\",\"2\",\"01 A0\",\"..\"",
        ], time: 1_500_000_000, on: "CAN-1"),
      Program(
        "CL2000", "Timestamp;Type;ID;Data",
        ["15T100000123;0;351;1402740e", "15T100000125;1;18ff50e5;01a0"],
        time: 1_245_600_123_000_000, .received),
      Program(
        "CL2000, separated by blanks", "Timestamp Type ID Data",
        ["15T100000123 8 351 1402740e", "15T100000125 9 18ff50e5 01a0"],
        time: 1_245_600_123_000_000, .transmitted),
      Program(
        "CL2000 without types", "Timestamp;ID;Length;Data",
        ["15T10:00:00.123;351;4;1402740e", "15T10:00:00.125;18ff50e5;2;01a0"],
        time: 1_245_600_123_000_000),
      Program(
        "IXXAT MiniMon",
        #""Time","Identifier (hex)","Format","Flags","Data (hex)""#,
        [
          #""00:00:01.500","351","Std","Self","14 02 74 0E""#,
          #""00:00:01.600","18FF50E5","Ext","Self","01 A0""#,
        ], time: 1_500_000_000, .transmitted),
      Program(
        "SavvyCAN for IXXAT",
        #""Time","Identifier (hex)","Format","Flags","Data (hex)""#,
        [
          #""0:0:1.500","00000351","Std","","14 02 74 0E ""#,
          #""0:0:1.600","18FF50E5","Ext","","01 A0 ""#,
        ], time: 1_500_000_000),
      Program(
        "Cabana", "time,addr,bus,data",
        ["1.500000.0,849,0,1402740E", "1.6,419385573,0,0x01a0"],
        time: 1_500_000_000, on: "0"),
      Program(
        "CARBUS Analyzer", "@ TEXT @ 2 @ 64 @ 0 @ 2 @ 100 @ 00:00:00.100 @",
        [
          "1,500\t1\t0004\t351\t4\t14 02 74 0E   \t00000000\t..t.\t",
          "1,600\t1\t0004\t18FF50E5\t2\t01 A0    \t00000000\t..\t",
        ], time: 1_500_000_000, on: "1"),
      Program(
        "SavvyCAN for CARBUS Analyzer",
        "@ TEXT @ 3 @ 64 @ 0 @ 2 @ 100 @ 00:00:00.100 @",
        [
          "1,500\t0\t0004\t351\t4\t14 02 74 0E   \t00000000\t..t.\t",
          "1,600\t0\t0004\t18FF50E5\t2\t01 A0    \t00000000\t..\t",
        ], time: 1_000_500_000, on: "0"),
      Program(
        "mdf2csv",
        "TimestampEpoch;BusChannel;ID;IDE;DLC;DataLength;Dir;EDL;BRS;ESI;RTR;DataBytes",
        [
          "1736935200.123456;1;351;0;4;4;0;0;0;0;0;1402740E",
          "1736935200.125556;1;18FF50E5;1;2;2;0;0;0;0;0;01A0",
        ], time: 1_736_935_200_123_456_000, on: "1", .received),
      Program(
        "CanKing",
        "Chn Identifier Flg   DLC  D0...1...2...3...4...5...6..D7       Time     Dir",
        [
          " 0    00000351         4  14  02  74  0E                       154.266550 T",
          " 0    18FF50E5 X       2  01  A0                               154.268650 T",
        ], time: 154_266_550_000, on: "0", .transmitted),
      Program(
        "CanKing in decimal",
        "Chn Identifier Flg   DLC  D0...1...2...3...4...5...6..D7       Time     Dir",
        [
          " 0         849         4  20   2 116  14                       154.266550 R",
          " 0   419385573 X       2   1 160                               154.268650 R",
        ], time: 154_266_550_000, on: "0", .received),
      Program(
        "CANHacker",
        "Time   ID     DLC Data                    Comment",
        ["01,500 00000351 4 14 02 74 0E ", "01,502 18FF50E5 2 01 A0 limits"],
        time: 1_500_000_000),
      Program(
        "panda", "Bus,MessageID,Message,MessageLength,DateTime",
        [
          "0,0x351,0x1402740e,4,1970-01-01T00:00:01.500000",
          "0,0x18ff50e5,0x01a0,2,1970-01-01T00:00:01.600000",
        ], time: 1_500_000_000, on: "0"),
      Program(
        "a table of no program known", "Nr;Wann;ID;DLC;Data",
        ["1;x;351;4;14 02 74 0E", "2;x;18FF50E5;2;01 A0"], time: nil),
    ]
  }

  @Test(arguments: Program.all)
  func program(_ program: Program) throws {
    var parser = TextLineParser()
    var frame = CANFrame.used
    #expect(try !parser.parse(program.header.span, into: &frame))
    let first = program.rows[0]
    #expect(try parser.parse(first.span, into: &frame))
    #expect(frame.id == CANFrame("351", "").id)
    #expect(frame.payload.bytes == [0x14, 0x02, 0x74, 0x0E])
    #expect(frame.timestamp?.nanoseconds == program.time)
    #expect(frame.interface == InterfaceName(program.interface))
    #expect(frame.direction == program.direction)
    let second = program.rows[1]
    #expect(try parser.parse(second.span, into: &frame))
    #expect(frame.id == CANFrame("18FF50E5", "").id)
    #expect(frame.payload.bytes == [0x01, 0xA0])
    #expect(
      parser.doubts
        == (program.testDescription.hasPrefix("a table")
          ? .unknownColumns : TextDoubts())
    )
  }

  /// The digits of base64 may look like the mark of hexadecimal ones.
  @Test func base64ThatBeginsLikeHexadecimal() {
    var table = Table()
    _ = table.outcome("timestamp,arbitration_id,extended,remote,error,dlc,data")
    let row = table.outcome("1.5,0x31d,0,0,0,6,0XIJQO4C")
    #expect(
      row
        == .success(
          CANFrame("31D", "D1720940EE02").with(time: 1_500_000_000, digits: 1)))
  }

  /// Rows behind the header are read by it, and other lines as ever.
  @Test func linesBetweenRows() throws {
    var parser = TextLineParser()
    var frame = CANFrame()
    for line in [
      "ID  DLC   DATA", "351 2 14 2 ", "(1.5) can0 355#50", "355 1 50 ",
    ] {
      let isFrame = try parser.parse(Array(line.utf8).span, into: &frame)
      #expect(isFrame == !line.hasPrefix("ID"), "\(line)")
    }
    #expect(throws: MalformedFrame(.tooLittleData, at: 8)) {
      try parser.parse(Array("351 2 14".utf8).span, into: &frame)
    }
  }

  /// What contradicts the length is no frame, wherever the length stands.
  @Test(arguments: [
    ("ID,Time,Data,DLC", "351,1,14 02 03,1", MalformedFrame.Reason.tooMuchData),
    ("ID,Time,Data,DLC", "351,1,14,2", .tooLittleData),
    ("timestamp,arbitration_id,dlc,data", "1,0x351,1,1lse", .badHexDigit),
    ("timestamp,arbitration_id,dlc,data", "1,0x351,2,FA==", .badHexDigit),
  ])
  func lengths(
    header: String, row: String, reason: MalformedFrame.Reason
  ) throws {
    var table = Table()
    #expect(table.outcome(header) == .success(nil))
    guard case .failure(let error) = table.outcome(row) else {
      Issue.record("\(row)")
      return
    }
    #expect(error.reason == reason)
  }

  /// Cells of bytes beyond the length are padding.
  @Test func lengthBehindCellsOfBytes() {
    var table = Table()
    #expect(table.outcome("ID,Time,D0,D1,D2,DLC") == .success(nil))
    #expect(
      table.outcome("351,1,14,02,00,2")
        == .success(
          CANFrame("351", "1402").with(time: 1_000_000, digits: 3)))
  }

  /// bmsdump writes 29-bit identifiers with eight digits, and CANHacker all.
  @Test func eightDigits() {
    var table = Table()
    _ = table.outcome("time,interface,direction,id,kind,data,dialect,message")
    #expect(
      table.outcome(",,,00000351,data,14 02,,unknown")
        == .success(CANFrame("00000351", "1402")))
    _ = table.outcome("Time   ID     DLC Data                    Comment")
    guard case .success(let frame?) = table.outcome("01,500 00000351 1 14 ")
    else {
      Issue.record("the row is a frame")
      return
    }
    #expect(frame.id == CANFrame("351", "").id)
  }

  /// Each part of a time that CL2000 leaves out goes on from row to row.
  @Test(arguments: [
    (["995", "005", "505"], [995, 1005, 1505]),
    (["59995", "00005", "01:005"], [59_995, 60_005, 61_005]),
    (["59:59.995", "00:00.005"], [3_599_995, 3_600_005]),
    (["235959995", "000000005"], [86_399_995, 86_400_005]),
    (["31T235959995", "01T000000005"], [2_678_399_995, 2_678_400_005]),
    (["1231T235959995", "0101T000000005"], [31_622_399_995, 31_622_400_005]),
    (["2024/12/31 23:59:59,995"], [1_735_689_599_995]),
  ])
  func timesOfCL2000(texts: [String], milliseconds: [Int64]) {
    var table = Table()
    #expect(table.outcome("Timestamp;Type;ID;Data") == .success(nil))
    for (text, time) in zip(texts, milliseconds) {
      guard case .success(let frame?) = table.outcome("\(text);0;351;14") else {
        Issue.record("\(text)")
        continue
      }
      #expect(frame.timestamp?.nanoseconds == time * 1_000_000, "\(text)")
    }
    #expect(
      table.outcome("1250;0;351;14")
        == .failure(MalformedFrame(.badTimestamp, at: 0)))
  }

  /// 849 is no hexadecimal identifier, and then 773 is none either.
  @Test func noRowOfADecimalTableIsAFrame() {
    let decimal = "time;id;dlc;data\n1;773;1;00\n2;849;1;14\n3;853;1;50\n"
    #expect(framesReadTwice(decimal).isEmpty)
    // One wrong row of hexadecimal ones proves nothing.
    let hexadecimal = "time;id;dlc;data\n1;773;1;00\n2;849;1;14\n3;35C;1;50\n"
    #expect(framesReadTwice(hexadecimal).count == 2)
    let marked = "time;id;dlc;data\n1;0x305;1;00\n2;849;1;14\n"
    #expect(framesReadTwice(marked).count == 1)
    // Another table is another one.
    #expect(framesReadTwice(decimal + "id,dlc,data\n305,1,00\n").count == 1)
    var parser = TextLineParser()
    var frame = CANFrame()
    for line in ["time;id;dlc;data", "1;773;1;00", "2;849;1;14"] {
      _ = try? parser.parse(Array(line.utf8).span, into: &frame)
    }
    #expect(parser.doubts == .decimalIdentifiers)
  }

  /// 116 is no hexadecimal byte, and then 20 is none either.
  @Test(arguments: [";", " "])
  func noRowWithDecimalBytesIsAFrame(gap: String) {
    let header = gap == " " ? "data" : "d0;d1"
    let text = """
      time;id;dlc;\(header)
      1;0x351;2;20\(gap)2
      2;0x351;2;116\(gap)14

      """
    #expect(framesReadTwice(text).isEmpty)
    // One wrong row of hexadecimal ones proves nothing.
    let other = "3;0x351;2;AC\(gap)14"
    #expect(framesReadTwice(text + other).count == 2)
  }

  /// CANHacker writes eight digits for all identifiers or for those of 29 bits.
  @Test func eightDigitsBesideThree() {
    let found = framesReadTwice(
      """
      Time   ID     DLC Data                    Comment
      01.500 00000351 1 14
      01.502 351 1 14
      """)
    #expect(found.map { "\($0.id)" } == ["00000351", "351"])
  }

  /// A table in a log of the Arduino IDE, and in a code fence.
  @Test(arguments: [
    "10:00:00.1 -> ID,Data Bytes\n10:00:00.2 -> 00000351,14 02\n",
    "```\nID  DLC   DATA\n00000351 2 14 02\n```\nThanks!\n",
  ])
  func linesAroundATable(text: String) {
    #expect(framesReadTwice(text).map { "\($0.id)" } == ["351"])
  }

  /// Saleae Logic 2 writes each part of a frame in a row of its own.
  @Test(arguments: [true, false])
  func framesOverSeveralRows(hasFlags: Bool) {
    let flags = hasFlags ? "extended,remote_frame," : ""
    let header =
      "name,type,start_time,duration,identifier,\(flags)num_data_bytes,data,crc,ack"
    let gap = hasFlags ? ",," : ""
    func head(_ time: String, _ id: String, _ flags: String) -> String {
      let flags = hasFlags ? ",\(flags)" : ""
      return #""CAN","identifier_field",\#(time),2e-05,\#(id)\#(flags),,,,"#
    }
    func control(_ length: Int) -> String {
      #""CAN","control_field",1,8e-06,\#(gap),\#(length),,,"#
    }
    func byte(_ byte: String) -> String {
      #""CAN","data_field",1,8e-06,\#(gap),,\#(byte),,"#
    }
    let rows =
      [head("2", "0x351", "false,false"), control(2), byte("0x14")]
      + [byte("0x02"), #""CAN","crc_field",1,8e-06,\#(gap),,,0x1234,"#]
      + [#""CAN","ack_field",1,8e-06,\#(gap),,,,true"#]
      + [head("2.5", "0x355", "false,false"), control(2), byte("0x50")]
      + [head("3", "0x18FF50E5", "true,false"), control(1), byte("0xA0")]
      + [head("4", "0x305", "false,false"), control(0)]
      + (hasFlags ? [head("5", "0x305", "false,true"), control(8)] : [])
    var table = Table()
    #expect(table.outcome(header) == .success(nil))
    var frames: [CANFrame] = []
    var errors: [MalformedFrame.Reason] = []
    for row in rows {
      switch table.outcome(row) {
      case .success(let frame?): frames.append(frame)
      case .success(nil): break
      case .failure(let error): errors.append(error.reason)
      }
    }
    // A frame that another one interrupts is counted.
    #expect(errors == [.tooLittleData])
    var expected = [
      CANFrame("351", "1402").with(time: 2_000_000_000, digits: 0),
      CANFrame("18FF50E5", "A0").with(time: 3_000_000_000, digits: 0),
      CANFrame("305", "").with(time: 4_000_000_000, digits: 0),
    ]
    if hasFlags {
      expected.append(
        CANFrame("305", "").remote(8).with(time: 5_000_000_000, digits: 0))
    }
    #expect(frames == expected)
  }
}
