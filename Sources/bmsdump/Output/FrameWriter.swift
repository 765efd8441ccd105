// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats

/// A format that frames are converted to, with the buffer that it writes to.
protocol FrameWriter: ~Copyable {
  /// Where the output is collected.
  var output: OutputBuffer { get set }
  /// Writes a frame.
  ///
  /// - Returns: What came of it, or `nil` if it cannot be written.
  mutating func write(_ frame: borrowing CANFrame) -> EncodedFrame?
  /// Writes what belongs to the format even without a frame.
  mutating func finish()
  /// What is said of losses.
  var words: ConversionReport.Words { get }
}

/// Writes a candump log.
struct CandumpLogWriter: FrameWriter, ~Copyable {
  var output: OutputBuffer
  private var style = CandumpLog.LineStyle()
  private var line = [UInt8](repeating: 0, count: CandumpLog.maximumLength)
  /// The names so far, until one is chosen for frames without.
  private var names = InterfaceNames()
  private var hasChosenName = false

  init(_ output: consuming OutputBuffer, _ options: Convert) {
    self.output = output
    style.hasDirection = options.direction
    style.hasLengthCode = options.rawLengthCode
    style.hasNanoseconds = options.nanoseconds
  }

  mutating func write(_ frame: borrowing CANFrame) -> EncodedFrame? {
    if !hasChosenName {
      if frame.interface.isEmpty { chooseName() }
      names.insert(frame.interface)
    }
    let style = self.style
    var span = line.mutableSpan
    guard let result = CandumpLog.encode(frame, style, into: &span) else {
      return nil
    }
    output.append(line, first: result.count)
    output.endLine()
    return result
  }

  /// Chooses a name that no frame has had so far.
  ///
  /// A frame that has it from now on gets another; among more names than are
  /// remembered, none is sure to be free.
  private mutating func chooseName() {
    hasChosenName = true
    guard !names.isFull else { return }
    var number = 0
    while names.contains(InterfaceName("can\(number)")) { number += 1 }
    style.unnamedInterface = InterfaceName("can\(number)")
  }

  mutating func finish() {}

  var words: ConversionReport.Words {
    let name = style.unnamedInterface
    let unnamed = name.isEmpty ? "%" : name.description
    return ConversionReport.Words(
      names: "spelt with % and hex digits"
    ) { loss in
      switch loss {
      case .direction:
        "without their direction, which Wireshark cannot read; "
          + "--direction keeps it"
      case .lengthCode:
        "without their raw length code, which Wireshark and python-can cannot "
          + "read; --raw-dlc keeps one of 9 to 15"
      case .precision:
        "time cut to microseconds, since Wireshark misreads more digits; "
          + "--nanoseconds keeps them"
      case .localTime: "local time, written as if it were UTC"
      case .unknownTime: "no time, 0 is written"
      case .unknownInterface: "no interface name, \(unnamed) is written"
      case .time, .interface: "not kept"
      @unknown default: "not kept"
      }
    }
  }
}

/// Writes pcap of link type 227.
struct PcapWriter: FrameWriter, ~Copyable {
  var output: OutputBuffer
  private let hasNanoseconds: Bool
  private var encoder: PcapEncoder?
  private var packet = [UInt8](repeating: 0, count: PcapEncoder.maximumLength)

  init(_ output: consuming OutputBuffer, hasNanoseconds: Bool) {
    self.output = output
    self.hasNanoseconds = hasNanoseconds
  }

  mutating func write(_ frame: borrowing CANFrame) -> EncodedFrame? {
    if encoder == nil { begin(frame.timestamp) }
    guard let encoder else { return nil }
    var span = packet.mutableSpan
    guard let result = encoder.encode(frame, into: &span) else { return nil }
    output.append(packet, first: result.count)
    output.endRecord()
    return result
  }

  /// Writes the header of the file, which says how precise its times are.
  ///
  /// The first frame tells that: a capture has the same digits throughout, and
  /// not all programs read nanoseconds.
  private mutating func begin(_ time: Timestamp?) {
    let digits = time?.fractionDigits ?? 0
    let encoder = PcapEncoder(hasNanoseconds: hasNanoseconds || digits > 6)
    self.encoder = encoder
    var span = packet.mutableSpan
    encoder.encodeHeader(into: &span)
    output.append(packet, first: PcapEncoder.headerLength)
  }

  mutating func finish() {
    if encoder == nil { begin(nil) }
  }

  var words: ConversionReport.Words {
    ConversionReport.Words(
      names: "not kept in pcap; a candump log has them"
    ) { loss in
      switch loss {
      case .direction:
        "without their direction, which pcap does not hold; "
          + "a candump log can with --direction"
      case .lengthCode: "without a length code that no frame has"
      case .precision:
        "time cut to microseconds, like that of the first frame; "
          + "--nanoseconds keeps more"
      case .localTime: "local time, written as if it were UTC"
      case .time: "time after 2106, which pcap does not hold, 0 is written"
      case .unknownTime: "no time, 0 is written"
      case .interface, .unknownInterface: "not kept"
      @unknown default: "not kept"
      }
    }
  }
}
