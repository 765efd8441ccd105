// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

/// Frames that are written as lines and packets.
@Suite struct FrameEncodingTests {
  private typealias Style = CandumpLog.LineStyle

  private static let full: Style = {
    var style = Style()
    style.hasDirection = true
    style.hasLengthCode = true
    style.hasNanoseconds = true
    return style
  }()

  // MARK: Lines

  private func line(
    _ frame: CANFrame, _ style: Style = Style()
  ) -> (text: String, losses: [EncodingLoss])? {
    guard let (bytes, losses) = encoded(frame, style) else { return nil }
    return (String(decoding: bytes, as: UTF8.self), losses.all)
  }

  private func encoded(
    _ frame: CANFrame, _ style: Style
  ) -> (bytes: [UInt8], losses: EncodingLosses)? {
    // Room to the byte, and nothing touched beyond the count.
    var bytes = [UInt8](repeating: 0xEE, count: CandumpLog.maximumLength)
    var span = bytes.mutableSpan
    guard let result = CandumpLog.encode(frame, style, into: &span) else {
      return nil
    }
    #expect(bytes[result.count...].allSatisfy { $0 == 0xEE })
    return (Array(bytes.prefix(result.count)), result.losses)
  }

  private let time: Int64 = 1_705_449_600_123_456_789

  @Test func usualLine() throws {
    let frame = CANFrame("351", "1402740E740ECC01")
      .with(time: 1_436_509_052_249_713_000, on: "can0")
    let result = try #require(line(frame))
    #expect(result.text == "(1436509052.249713) can0 351#1402740E740ECC01")
    #expect(result.losses.isEmpty)
  }

  @Test func kinds() throws {
    func text(_ frame: CANFrame, _ style: Style = Style()) -> String? {
      let frame = frame.with(time: 1_000_000, on: "can0")
      guard let text = line(frame, style)?.text else { return nil }
      let prefix = "(0000000000.001000) can0 "
      #expect(text.hasPrefix(prefix) || style.hasNanoseconds)
      return String(text.dropFirst(prefix.count))
    }
    #expect(text(CANFrame("000", "")) == "000#")
    #expect(text(CANFrame("7FF", "00")) == "7FF#00")
    #expect(text(CANFrame("00000351", "C8")) == "00000351#C8")
    #expect(text(CANFrame("1FFFFFFF", "C8")) == "1FFFFFFF#C8")
    func remote(_ id: String, _ dlc: UInt8) -> CANFrame {
      CANFrame(id, "").with {
        $0.kind = .remote
        $0.dlc = dlc
      }
    }
    #expect(text(remote("351", 0)) == "351#R")
    #expect(text(remote("00000351", 8)) == "00000351#R8")
    #expect(text(remote("351", 9)) == "351#R8")
    for id in ["004", "00000004"] {
      let error = CANFrame(id, "0004").with { $0.kind = .error }
      #expect(text(error) == "20000004#0004")
    }
    for flags in UInt8(0)...3 {
      let flexible = CANFrame("351", "C800").with {
        $0.kind = .flexibleData(FDFlags(linuxBits: flags))
      }
      #expect(text(flexible) == "351##\(flags)C800")
    }
    // With everything.
    let all = CANFrame("351", "1402740E740ECC01").with(
      time: time, digits: 9, on: "can0"
    ) {
      $0.dlc = 11
      $0.direction = .transmitted
    }
    #expect(
      try #require(line(all, Self.full)).text
        == "(1705449600.123456789) can0 351#1402740E740ECC01_B T")
    let plain = try #require(line(all))
    #expect(plain.text == "(1705449600.123456) can0 351#1402740E740ECC01")
    #expect(plain.losses == [.direction, .lengthCode, .precision])
    let sent = try #require(
      line(
        remote("351", 15).with(time: 0, digits: 9, on: "can0") {
          $0.direction = .received
        }, Self.full))
    #expect(sent.text == "(0000000000.000000000) can0 351#R8_F R")
    #expect(sent.losses.isEmpty)
  }

  @Test func impossibleFrames() {
    let nine = CANFrame("351", "001122334455667788")
    #expect(line(nine) == nil && packet(nine) == nil)
    let error = nine.with { $0.kind = .error }
    #expect(line(error) == nil && packet(error) == nil)
    let remote = CANFrame("351", "00").with { $0.kind = .remote }
    #expect(line(remote) == nil && packet(remote) == nil)
    // A length code that no frame of two bytes has.
    let two = CANFrame("351", "0011").with { $0.dlc = 5 }
    #expect(line(two, Self.full)?.losses.contains(.lengthCode) == true)
    #expect(packet(two)?.losses == [.lengthCode, .unknownTime])
  }

  @Test func times() throws {
    func expect(_ time: Timestamp?, _ text: String, _ losses: [EncodingLoss]) {
      let frame = CANFrame("351", "").with(on: "can0") { $0.timestamp = time }
      let result = line(frame)
      #expect(result?.text == "(\(text)) can0 351#")
      #expect(result?.losses == losses)
    }
    expect(nil, "0000000000.000000", [.unknownTime])
    expect(
      Timestamp(nanoseconds: .max, fractionDigits: 9), "9223372036.854775",
      [.precision])
    expect(
      Timestamp(nanoseconds: 5_000_000_000, fractionDigits: 0),
      "0000000005.000000", [])
    expect(
      Timestamp(nanoseconds: 5_000_001_000, fractionDigits: 9),
      "0000000005.000001", [])
    expect(
      Timestamp(
        nanoseconds: 1_705_449_600_000_000_000, fractionDigits: 3,
        notation: .calendar), "1705449600.000000", [.localTime])
  }

  @Test func interfaceNames() throws {
    var style = Style()
    func name(_ bytes: [UInt8]) throws -> (String, [EncodingLoss]) {
      var frame = CANFrame("351", "").with(time: 0)
      frame.interface = InterfaceName(bytes.span)
      let result = try #require(line(frame, style))
      return (
        String(result.text.dropFirst(20).dropLast(5)), result.losses
      )
    }
    func expect(_ text: String, _ expected: String, _ loss: EncodingLoss?) {
      guard let (name, losses) = try? name(Array(text.utf8)) else {
        Issue.record("\(text)")
        return
      }
      #expect(name == expected)
      #expect(losses == (loss.map { [$0] } ?? []))
    }
    expect("vcan-0.x:1", "vcan-0.x:1", nil)
    expect("(x)#~!", "(x)#~!", nil)
    expect("a b", "a%20b", .interface)
    expect("a%20b", "a%2520b", .interface)
    expect("\u{7F}\n\0", "%7F%0A%00", .interface)
    expect("k\u{E4}", "k%C3%A4", .interface)
    #expect(try name([0xFF, 0x80]) == ("%FF%80", [.interface]))
    expect("", "%", .unknownInterface)
    style.unnamedInterface = InterfaceName("can0")
    expect("", "can0", .unknownInterface)
    expect("can0", "%63an0", .interface)
    expect("can00", "can00", nil)
    let longest = try name([UInt8](repeating: 0xFF, count: 32))
    #expect(longest.0 == String(repeating: "%FF", count: 32))
  }

  // MARK: Packets

  private func packet(
    _ frame: CANFrame, nanoseconds: Bool = true
  ) -> (bytes: [UInt8], losses: [EncodingLoss])? {
    var bytes = [UInt8](repeating: 0xEE, count: PcapEncoder.maximumLength)
    var span = bytes.mutableSpan
    let encoder = PcapEncoder(hasNanoseconds: nanoseconds)
    guard let result = encoder.encode(frame, into: &span) else { return nil }
    #expect(bytes[result.count...].allSatisfy { $0 == 0xEE })
    return (Array(bytes.prefix(result.count)), result.losses.all)
  }

  @Test func packets() throws {
    let frame = CANFrame("351", "1402740E740ECC01")
      .with(time: time, digits: 9) { $0.dlc = 11 }
    let nanoseconds = try #require(packet(frame))
    #expect(
      nanoseconds.bytes
        == [UInt8](
          hex: "8018A765 15CD5B07 10000000 10000000"
            + "00000351 0800000B 1402740E740ECC01"))
    #expect(nanoseconds.losses.isEmpty)
    let microseconds = try #require(packet(frame, nanoseconds: false))
    #expect(Array(microseconds.bytes[4..<8]) == [UInt8](hex: "40E20100"))
    #expect(microseconds.losses == [.precision])

    func record(_ frame: CANFrame) throws -> [UInt8] {
      Array(try #require(packet(frame)).bytes.dropFirst(16))
    }
    let zeros = String(repeating: "00", count: 62)
    #expect(
      try record(
        CANFrame("00000351", "C800").with {
          $0.kind = .flexibleData(FDFlags(bitRateSwitch: true))
        }) == [UInt8](hex: "80000351 02050000 C800" + zeros))
    #expect(
      try record(
        CANFrame("351", "").with {
          $0.kind = .remote
          $0.dlc = 12
        }) == [UInt8](hex: "40000351 0800000C 0000000000000000"))
    for id in ["004", "00000004"] {
      #expect(
        try record(CANFrame(id, "0004").with { $0.kind = .error })
          == [UInt8](hex: "20000004 02000000 0004000000000000"))
    }
  }

  @Test func packetTimes() throws {
    let last: Int64 = 4_294_967_295_999_999_999
    let frame = CANFrame("351", "")
    let inTime = try #require(packet(frame.with(time: last, digits: 9)))
    #expect(Array(inTime.bytes.prefix(8)) == [UInt8](hex: "FFFFFFFF FFC99A3B"))
    #expect(inTime.losses.isEmpty)
    let late = try #require(packet(frame.with(time: last + 1)))
    #expect(late.bytes.prefix(8).allSatisfy { $0 == 0 })
    #expect(late.losses == [.time])
    let never = try #require(packet(frame))
    #expect(never.bytes.prefix(8).allSatisfy { $0 == 0 })
    #expect(never.losses == [.unknownTime])
    let received = try #require(
      packet(frame.with(time: 0, on: "can0") { $0.direction = .received }))
    #expect(received.losses == [.direction, .interface])
  }

  // MARK: All frames

  /// A line is what a simple writer makes of the frame, and is read as the frame
  /// without what was reported.
  @Test func randomLines() throws {
    var random = SeededGenerator()
    print(random)
    try repeatForFuzzDuration {
      let frame = random.frame()
      var style = Style()
      style.hasDirection = Bool.random(using: &random)
      style.hasLengthCode = Bool.random(using: &random)
      style.hasNanoseconds = Bool.random(using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: style.unnamedInterface = frame.interface
      case 1: break
      default: style.unnamedInterface = InterfaceName("can0")
      }
      let (bytes, losses) = try #require(encoded(frame, style))
      let naive = frame.naiveLine(style)
      #expect(String(decoding: bytes, as: UTF8.self) == naive, "\(frame)")

      guard case .success(let copy) = CandumpLog().read(bytes) else {
        Issue.record("cannot be read: \(naive)")
        return
      }
      var expected = frame
      if losses.contains(.direction) { expected.direction = .unknown }
      if losses.contains(.lengthCode) { expected.dlc = min(8, frame.dlc) }
      let nanoseconds = frame.timestamp?.nanoseconds ?? 0
      let cut = losses.contains(.precision) ? nanoseconds % 1000 : 0
      expected.timestamp = Timestamp(
        nanoseconds: nanoseconds - cut,
        fractionDigits: style.hasNanoseconds ? 9 : 6)
      if losses.contains(.interface) || losses.contains(.unknownInterface) {
        expected.interface = copy.interface
      }
      #expect(copy == expected)
      #expect(losses.contains(.unknownTime) == (frame.timestamp == nil))
      #expect(
        losses.contains(.localTime) == (frame.timestamp?.notation == .calendar))
      #expect(!losses.contains(.time))
      #expect(losses.contains(.unknownInterface) == frame.interface.isEmpty)
      #expect(losses.contains(.precision) == (cut != 0))
    }
  }

  /// No two names become one.
  @Test func randomNames() throws {
    var random = SeededGenerator()
    print(random)
    try repeatForFuzzDuration {
      var style = Style()
      let alphabet = Array("can0%26 \u{E4}".utf8)
      var names: Set<[UInt8]> = []
      var written: Set<[UInt8]> = []
      for _ in 0..<8 {
        let name = (0..<Int.random(in: 0...4, using: &random)).map { _ in
          alphabet.randomElement(using: &random) ?? 0
        }
        names.insert(name)
      }
      let visible = names.filter { name in
        name.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x25 }
      }
      if let taken = visible.sorted(by: { $0.count < $1.count }).last {
        style.unnamedInterface = InterfaceName(taken.span)
      }
      for name in names {
        var frame = CANFrame("351", "").with(time: 0)
        frame.interface = InterfaceName(name.span)
        written.insert(try #require(encoded(frame, style)).bytes)
      }
      #expect(written.count == names.count)
    }
  }

  /// A packet is read as the frame without what was reported.
  @Test func randomPackets() throws {
    var random = SeededGenerator()
    print(random)
    try repeatForFuzzDuration {
      let frame = random.frame()
      let isPrecise = Bool.random(using: &random)
      let (bytes, losses) = try #require(
        packet(frame, nanoseconds: isPrecise))
      var copy = CANFrame.used
      copy.interface = InterfaceName()
      copy.timestamp = nil
      let record = Array(bytes.dropFirst(16))
      try LinkType.socketCAN.parse(
        record.span, identifiers: .littleEndian, into: &copy)
      var expected = frame
      expected.timestamp = nil
      if losses.contains(.direction) { expected.direction = .unknown }
      if losses.contains(.interface) { expected.interface = InterfaceName() }
      #expect(copy == expected)

      func number(_ offset: Int) -> Int64 {
        (0..<4).reduce(0) { $0 | Int64(bytes[offset + $1]) << ($1 * 8) }
      }
      #expect(number(8) == Int64(record.count) && number(12) == number(8))
      let time =
        number(0) * 1_000_000_000 + number(4) * (isPrecise ? 1 : 1000)
      let exact = frame.timestamp?.nanoseconds ?? 0
      if losses.contains(.time) {
        #expect(time == 0 && exact >= 1 << 32 * 1_000_000_000)
      } else if losses.contains(.precision) {
        #expect(!isPrecise && time == exact - exact % 1000 && time != exact)
      } else {
        #expect(time == exact)
      }
      #expect(!losses.contains(.lengthCode))
      #expect(losses.contains(.unknownTime) == (frame.timestamp == nil))
    }
  }
}

extension EncodingLosses {
  /// The losses in their order.
  fileprivate var all: [EncodingLoss] {
    (0..<UInt8(EncodingLoss.count)).compactMap { EncodingLoss(rawValue: $0) }
      .filter(contains)
  }
}

extension CandumpLog {
  fileprivate func read(_ line: [UInt8]) -> Outcome {
    var format = self
    // Every line of a log is a frame or an error.
    return format.outcome(line).map { $0 ?? CANFrame() }
  }
}

extension SeededGenerator {
  /// A frame as any of the readers may give it.
  fileprivate mutating func frame() -> CANFrame {
    func number(_ range: ClosedRange<Int>) -> Int {
      Int.random(in: range, using: &self)
    }
    let bits = UInt32(truncatingIfNeeded: next())
    var frame = CANFrame(
      id: Bool.random(using: &self)
        ? .standard(StandardID(truncating: bits))
        : .extended(ExtendedID(truncating: bits)))
    let lengths = [0, 1, 2, 7, 8, 8, 8]
    var length = lengths.randomElement(using: &self) ?? 0
    switch number(0...5) {
    case 0:
      frame.kind = .remote
      frame.dlc = UInt8(number(0...15))
      length = 0
    case 1:
      frame.kind = .error
      frame.id = .extended(ExtendedID(truncating: bits))
    case 2, 3:
      frame.kind = .flexibleData(FDFlags(linuxBits: UInt8(number(0...3))))
      length = number(0...64)
    default: break
    }
    frame.payload = Payload(bytes(length).span) ?? Payload()
    if frame.kind != .remote {
      frame.dlc = CANFrame.lengthCode(for: length)
      let isClassic = frame.kind == .data || frame.kind == .error
      if isClassic, length == 8, number(0...1) == 0 {
        frame.dlc = UInt8(number(9...15))
      }
    }
    frame.direction = Direction(rawValue: UInt8(number(0...2))) ?? .unknown
    let names: [[UInt8]] = [
      [], Array("can0".utf8), Array("vcan-0".utf8), bytes(number(0...32)),
    ]
    let name = names.randomElement(using: &self) ?? []
    frame.interface = InterfaceName(name.span)
    let limits: [Int64] = [0, 1 << 31, 1 << 32, 9_223_372_035]
    let limit = limits.randomElement(using: &self) ?? 0
    let digits = number(0...9)
    let unit = (digits..<9).reduce(Int64(1)) { unit, _ in unit * 10 }
    let fraction = Int64.random(in: 0..<1_000_000_000, using: &self)
    let seconds = Int64.random(in: 0...limit, using: &self)
    if number(0...9) > 0 {
      frame.timestamp = Timestamp(
        nanoseconds: seconds * 1_000_000_000 + fraction / unit * unit,
        fractionDigits: UInt8(digits),
        notation: number(0...4) == 0 ? .calendar : .seconds)
    }
    return frame
  }
}

extension CANFrame {
  /// The frame as a line, in the simplest way.
  fileprivate func naiveLine(_ style: CandumpLog.LineStyle) -> String {
    func hex(_ number: some BinaryInteger, _ width: Int) -> String {
      let text = String(number, radix: 16, uppercase: true)
      return String(repeating: "0", count: width - text.count) + text
    }
    let total = String(timestamp?.nanoseconds ?? 0)
    let digits = String(repeating: "0", count: 19 - total.count) + total
    let fraction = digits.dropFirst(10).prefix(style.hasNanoseconds ? 9 : 6)

    func escaped(_ name: InterfaceName) -> [String] {
      name.bytes.map { byte in
        (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "%")
          ? String(UnicodeScalar(byte)) : "%" + hex(byte, 2)
      }
    }
    var name = escaped(interface)
    if interface.isEmpty {
      name = escaped(style.unnamedInterface)
      if name.isEmpty { name = ["%"] }
    } else if interface == style.unnamedInterface {
      name[0] = "%" + hex(interface[0], 2)
    }

    let data = payload.bytes.map { hex($0, 2) }.joined()
    var number: UInt32
    var width = 8
    switch id {
    case .standard(let id):
      number = UInt32(id.rawValue)
      width = 3
    case .extended(let id): number = id.rawValue
    }
    var content = ""
    switch kind {
    case .data: content = data
    case .flexibleData(let flags):
      content = "#" + hex(flags.linuxBits, 1) + data
    case .remote: content = "R" + (dlc == 0 ? "" : String(min(8, dlc)))
    case .error:
      number += 0x2000_0000
      content = data
    }
    var isFlexible = false
    if case .flexibleData = kind { isFlexible = true }
    if style.hasLengthCode, dlc > 8, !isFlexible {
      content += "_" + hex(dlc, 1)
    }
    if style.hasDirection, direction != .unknown {
      content += direction == .received ? " R" : " T"
    }
    return "(\(digits.prefix(10)).\(fraction)) \(name.joined()) "
      + "\(hex(number, width))#\(content)"
  }
}
