// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus
public import CANFormats

/// Reads a capture frame by frame, whatever its format.
///
///     var capture = try CaptureReader(path: "battery.log")
///     while let frame = try capture.nextFrame() {
///       print(frame.id)
///     }
///
/// The format is recognised from the content: text lines as candump writes
/// them, pcap, or pcapng, also compressed with gzip, zstd, xz or bzip2, or in a zip
/// archive of one file, which the program of that name (unzip) decompresses in a
/// process beside this one. Text may be UTF-8, Windows-1252 or UTF-16. One buffer is used for the whole capture, so that
/// memory does not grow with it. Bad lines are counted and passed over; use
/// ``read(into:)`` to see each of them.
public struct CaptureReader: ~Copyable {
  var lines: LineReader
  var decoder = LineDecoder()
  var pcap: PcapReader?
  var pcapng: PcapngReader?
  /// What decompresses the input, until its damage has been reported.
  private var decompressor: Decompressor?
  #if Libpcap
  private var listener: Listener?
  #endif
  private(set) var isPrepared = false
  private(set) var hasEnded = false {
    didSet { shortCut = .none }
  }
  /// What may come next that can be read faster than by ``readAny(into:)``.
  private(set) var shortCut = ShortCut.none

  /// Whether it has been tried in vain to read what comes next faster.
  private var isUnusual = false

  /// Records of which nearly all have the same shape.
  enum ShortCut {
    case none, line, pcapRecord, pcapngBlock
  }

  /// How many frames have been read.
  public internal(set) var frameCount: UInt64 = 0
  /// How many lines of text have been read, frames or not.
  public var lineCount: UInt64 { decoder.lineCount }
  /// How many lines or packets held no readable frame.
  public internal(set) var malformed = RecordCounts()
  /// Whether bad lines may be counted and nothing else, as long as there are
  /// others behind them that wait already.
  ///
  /// That is much faster than to throw ``CaptureError/malformed(_:)`` for each.
  public var passesOverMalformed = false

  /// Whether the next frame is there already, as far as that is known.
  ///
  /// When it is not, reading may have to wait for the other end of a pipe: the
  /// time to write out what is ready.
  public var hasBufferedInput: Bool {
    #if Libpcap
    switch listener {
    case .some(let listener): return listener.hasBufferedPacket
    case nil: break
    }
    #endif
    guard pcap != nil || pcapng != nil else {
      return lines.hasBufferedLine || decoder.hasFrame
    }
    // Many bytes are taken for several packets without looking at them.
    return lines.waitingCount > 4096
      || pcap?.hasBufferedPacket(lines) ?? false
      || pcapng?.hasBufferedBlock(lines) ?? false
  }

  /// What in a text came nearest to a frame, as long as nothing was one.
  public var hint: TextHint? { frameCount == 0 ? decoder.hint : nil }

  /// What a text leaves in doubt although its lines are read.
  public var doubts: TextDoubts { decoder.parser.doubts }

  /// Whether the capture is pcap or pcapng of link type 227 with identifiers in
  /// the wrong byte order, which have been turned around.
  ///
  /// It is known from the first frame of an interface on.
  public var hasSwappedIdentifiers: Bool {
    pcap?.hasSwappedIdentifiers ?? pcapng?.hasSwappedIdentifiers ?? false
  }

  /// Opens a file.
  ///
  /// - Parameter path: A file, or a pipe with a name.
  /// - Throws: ``CaptureError/cannotOpen(_:)``.
  public init(path: String) throws(CaptureError) {
    do throws(SystemError) {
      lines = LineReader(try ByteSource(path: path))
    } catch {
      throw .cannotOpen(error)
    }
  }

  /// Reads from a descriptor, which stays open.
  ///
  /// - Parameter descriptor: The descriptor, 0 for standard input.
  public init(descriptor: CInt) {
    lines = LineReader(ByteSource(descriptor: descriptor))
  }

  /// Reads a capture that is in memory.
  ///
  /// - Parameter bytes: The whole capture.
  public init(bytes: [UInt8]) {
    lines = LineReader(ByteSource(bytes: bytes))
  }

  init(_ source: consuming ByteSource) { lines = LineReader(source) }

  /// Listens to an interface of this computer, which must be up.
  ///
  /// Reading waits for frames and never comes to an end: it fails with
  /// ``CaptureError/interrupted``, or with ``CaptureError/cannotRead(_:)`` when
  /// the interface goes away.
  ///
  /// - Parameter name: The interface, such as `can0`; `any` is all that carry
  ///   CAN.
  /// - Throws: ``CaptureError/cannotListen(_:)``.
  public init(interface name: String) throws(CaptureError) {
    self.init(ByteSource(bytes: []))
    isPrepared = true
    #if Libpcap
    do throws(ListeningError) {
      listener = try Listener(name)
    } catch {
      throw .cannotListen(error)
    }
    #else
    throw .cannotListen(.needsLibpcap)
    #endif
  }

  /// What the system has counted while listening to an interface, or `nil` if
  /// this is another input.
  public var listeningCounts: ListeningCounts? {
    #if Libpcap
    switch listener {
    case .some(let listener): listener.counts
    case nil: nil
    }
    #else
    nil
    #endif
  }

  /// Reads the next frame, passing over what is none.
  ///
  /// - Returns: The frame, or `nil` at the end.
  /// - Throws: ``CaptureError``, never ``CaptureError/malformed(_:)``.
  public mutating func nextFrame() throws(CaptureError) -> CANFrame? {
    var frame = CANFrame()
    while true {
      do throws(CaptureError) {
        return try read(into: &frame) ? frame : nil
      } catch {
        if case .malformed = error { continue }
        throw error
      }
    }
  }

  /// Reads the next frame into one that exists, the fastest way to read.
  ///
  /// Pass the same frame again and again: everything in it is set anew, and
  /// none of it is copied.
  ///
  /// - Parameter frame: Where the frame goes; unspecified unless the result is
  ///   `true`.
  /// - Returns: Whether there was one; `false` at the end.
  /// - Throws: ``CaptureError``. After ``CaptureError/malformed(_:)`` the next
  ///   call reads on.
  public mutating func read(
    into frame: inout CANFrame
  ) throws(CaptureError) -> Bool {
    if !isUnusual, readBuffered(into: &frame) { return true }
    isUnusual = false
    return try readAny(into: &frame)
  }

  /// Reads the next frame if that takes no more than a look at the buffer.
  ///
  /// - Parameter frame: Where the frame goes; unspecified unless the result is
  ///   `true`.
  /// - Returns: Whether it has been read. If not, ``read(into:)`` reads it; it may
  ///   have to wait, or find a line that is special or bad, or the end.
  public mutating func readBuffered(into frame: inout CANFrame) -> Bool {
    switch shortCut {
    case .none: return false
    case .line: return readUsualLine(into: &frame)
    case .pcapRecord: return readUsualPcapRecord(into: &frame)
    case .pcapngBlock: return readUsualPcapngBlock(into: &frame)
    }
  }

  private mutating func readUsualLine(into frame: inout CANFrame) -> Bool {
    guard lines.takeUsualLine(&decoder.parser, into: &frame) else {
      isUnusual = true
      return false
    }
    decoder.count(1)
    frameCount &+= 1
    return true
  }

  @inline(never)
  private mutating func readUsualPcapRecord(
    into frame: inout CANFrame
  ) -> Bool {
    guard pcap?.readUsual(&lines, into: &frame) == true else { return false }
    frameCount &+= 1
    return true
  }

  @inline(never)
  private mutating func readUsualPcapngBlock(
    into frame: inout CANFrame
  ) -> Bool {
    guard pcapng?.readUsual(&lines, into: &frame) == true else { return false }
    frameCount &+= 1
    return true
  }

  /// Reads the next frames as long as that takes no more than a look at the
  /// buffer, which is faster than one at a time.
  ///
  /// - Parameter frames: Where the frames go, as many as there is room for; those
  ///   beyond the ones that were read are unspecified.
  /// - Returns: How many have been read, each from one line or packet. If there
  ///   is still room, ``read(into:)`` reads what comes next.
  public mutating func readBuffered(into frames: inout [CANFrame]) -> Int {
    var span = frames.mutableSpan
    let count: Int
    switch shortCut {
    case .none: return 0
    case .line:
      if isUnusual { return 0 }
      count = lines.takeUsualLines(&decoder.parser, into: &span)
      decoder.count(count)
      isUnusual = count < span.count
    case .pcapRecord: count = pcap?.readUsual(&lines, into: &span) ?? 0
    case .pcapngBlock: count = pcapng?.readUsual(&lines, into: &span) ?? 0
    }
    frameCount &+= UInt64(truncatingIfNeeded: count)
    return count
  }

  /// Reads the next frame from any input.
  private mutating func readAny(
    into frame: inout CANFrame
  ) throws(CaptureError) -> Bool {
    if hasEnded { return false }
    do throws(CaptureError) {
      if !isPrepared { try prepare() }
      if try readRecord(into: &frame) {
        frameCount += 1
        return true
      }
      if let damage = damageAtTheEnd() { throw .malformed(damage) }
      hasEnded = true
      guard frameCount > 0 || isEmptyPcap else { throw .notACapture(.noFrame) }
      return false
    } catch {
      guard case .malformed(var record) = error else {
        hasEnded = true
        throw error
      }
      // What is inside is cut off, because what is around it is.
      if record.reason == .damagedFile, let damage = damageAtTheEnd() {
        record = damage
      }
      malformed.add(record.reason)
      throw .malformed(record)
    }
  }

  /// Where the compressed input is damaged, if its end has been reached and
  /// this has not been reported.
  private mutating func damageAtTheEnd() -> MalformedRecord? {
    guard let decompressor, let damage = decompressor.damage else { return nil }
    self.decompressor = nil
    return MalformedRecord(
      reason: .damagedFile, number: recordCount + 1,
      unit: isText ? .line : .packet, byte: decompressor.position,
      detail: damage)
  }

  /// Whether the capture consists of lines.
  private var isText: Bool { pcap == nil && pcapng == nil }

  /// How many lines or packets have been read: the number of the one that the
  /// last frame was in.
  ///
  /// Packets that carry no CAN are not counted.
  public var recordCount: UInt64 {
    #if Libpcap
    switch listener {
    case .some: return frameCount
    case nil: break
    }
    #endif
    return isText ? lineCount : frameCount + malformed.total
  }

  /// Whether the input is a capture of CAN frames without a single packet,
  /// which is a capture.
  private var isEmptyPcap: Bool {
    malformed.total == 0 && (pcap != nil || pcapng?.hasCAN == true)
  }

  private mutating func readRecord(
    into frame: inout CANFrame
  ) throws(CaptureError) -> Bool {
    #if Libpcap
    if let isRead = try listener?.read(into: &frame) { return isRead }
    #endif
    if let found = try pcap?.read(&lines, into: &frame) { return found }
    if let found = try pcapng?.read(&lines, into: &frame) { return found }
    return try readLine(into: &frame)
  }

  private mutating func readLine(
    into frame: inout CANFrame
  ) throws(CaptureError) -> Bool {
    if decoder.takeFrame(into: &frame) {
      shortCut = .line
      return true
    }
    while true {
      switch try lines.next() {
      case .end: return false
      case .tooLong:
        let error = decoder.tooLong()
        throw .malformed(decoder.record(of: error))
      case .line(let range):
        do throws(MalformedFrame) {
          let isFrame = try Self.read(lines, range, &decoder, &frame)
          if decoder.parser.unreadCount > 0,
            let rest = decoder.startOfRest(of: lines.bytes(range))
          {
            lines.goBack(to: range.lowerBound + rest)
          }
          if isFrame { return true }
        } catch {
          guard passesOverMalformed, lines.hasBufferedLine, !decoder.hasFrame
          else {
            shortCut = decoder.hasFrame ? .none : .line
            throw .malformed(decoder.record(of: error))
          }
          malformed.add(error.reason)
        }
      }
    }
  }

  private static func read(
    _ lines: borrowing LineReader, _ range: Range<Int>,
    _ decoder: inout LineDecoder, _ frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    try decoder.read(lines.bytes(range), into: &frame)
  }

  /// Ends reading because of an error.
  mutating func end(_ error: CaptureError) -> CaptureError {
    hasEnded = true
    return error
  }

  /// Looks at the first bytes to find out what the input is.
  mutating func prepare() throws(CaptureError) {
    isPrepared = true
    var head = try lines.peek(6)
    guard !head.isEmpty else { throw .notACapture(.empty) }
    if let compression = Compression(head) {
      // Decompressors keep back what they have until there is more.
      if lines.isGrowing {
        throw .notACapture(.compressed(with: compression.program))
      }
      if compression == .zip { try checkZip() }
      try decompress(compression)
      head = try lines.peek(6)
      // Damage without anything before it is reported in its turn.
      if head.isEmpty, decompressor?.damage != nil { return }
      guard !head.isEmpty else { throw .notACapture(.empty) }
      if let inner = Compression(head) {
        throw .notACapture(.compressed(with: inner.program))
      }
    }
    if let file = ForeignFile(lines.bufferedBytes) {
      throw .notACapture(.foreignFile(file))
    }
    var magic: UInt32 = 0
    for (index, byte) in head.prefix(4).enumerated() {
      magic |= UInt32(byte) << UInt32(index * 8)
    }
    if head.count >= 4, magic == 0x0A0D_0D0A {
      pcapng = PcapngReader()
      shortCut = .pcapngBlock
    } else if head.count >= 4, Self.isPcap(magic) {
      pcap = try PcapReader(&lines)
      shortCut = .pcapRecord
    } else {
      _ = try lines.decodesUTF16()
      _ = try lines.peekAhead()
      decoder.lookAhead(lines.waiting, isWhole: lines.hasEnded)
      shortCut = .line
    }
  }

  /// Whether a little-endian number is one of pcap, in either byte order.
  private static func isPcap(_ magic: UInt32) -> Bool {
    switch magic {
    case 0xA1B2_C3D4, 0xD4C3_B2A1: true  // microseconds
    case 0xA1B2_3C4D, 0x4D3C_B2A1: true  // nanoseconds
    case 0xA1B2_CD34, 0x34CD_B2A1: true  // of patched libpcaps
    default: false
    }
  }

  /// Makes sure that an archive has one file, which can be read.
  private func checkZip() throws(CaptureError) {
    guard let path = lines.path else { throw .notACapture(.zipFromPipe) }
    let directory = try ZipDirectory(path: path)
    if directory.isWorkbook { throw .notACapture(.foreignFile(.workbook)) }
    if directory.isEncrypted { throw .notACapture(.encryptedZip) }
    if directory.fileCount != 1 {
      throw .notACapture(.zip(fileCount: directory.fileCount))
    }
  }

  private mutating func decompress(
    _ compression: Compression
  ) throws(CaptureError) {
    var input = LineReader(ByteSource(bytes: []))
    swap(&input, &lines)
    let decompressor = try Decompressor(input, compression)
    self.decompressor = decompressor
    lines = LineReader(ByteSource(decompressor))
  }
}

extension CaptureReader {
  /// How many bytes have been read from the input, of a compressed one before
  /// they were decompressed.
  ///
  /// Frames are handed out later than their bytes are read.
  public var byteCount: UInt64 { lines.byteCount }

  /// Whether the capture is a ``FollowedFile``.
  public var isFollowed: Bool { lines.isGrowing }

  /// Waits for the next frame of the interface that is listened to, or for more
  /// of the file that is followed.
  ///
  /// - Parameter milliseconds: How long at most.
  /// - Returns: Whether there is something to read; always `true` for any other
  ///   input.
  /// - Throws: ``CaptureError/interrupted`` and ``CaptureError/cannotRead(_:)``.
  public func wait(milliseconds: CInt) throws(CaptureError) -> Bool {
    #if Libpcap
    switch listener {
    case .some(let listener):
      return try listener.wait(milliseconds: milliseconds)
    case nil: break
    }
    #endif
    do throws(SystemError) {
      return try lines.wait(milliseconds: milliseconds)
    } catch {
      throw CaptureError(reading: error)
    }
  }
}
