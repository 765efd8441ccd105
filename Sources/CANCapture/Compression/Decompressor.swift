// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Decompresses an input with the program that made it, which runs beside this
/// process.
///
/// It is fed from the input and emptied in turn, whichever can be done without
/// waiting, so that neither side ever waits for the other.
final class Decompressor {
  private var upstream: LineReader
  private var child: ChildProcess
  private let program: String
  private var complaint: [UInt8] = []
  private var errorsHaveEnded = false
  private var hasEnded = false
  /// How many bytes have been decompressed.
  private(set) var position: UInt64 = 0
  /// How many bytes have been read of the compressed input.
  var upstreamByteCount: UInt64 { upstream.byteCount }
  /// Why the input is damaged, once its end has been reached.
  private(set) var damage: String?

  /// How much is kept of what the program says.
  private static var maximumComplaint: Int { 300 }

  /// Starts the program.
  ///
  /// - Parameters:
  ///   - upstream: The input, from its first byte on.
  ///   - compression: Its kind.
  /// - Throws: ``CaptureError`` if there is no such program, or it cannot read the
  ///   input.
  init(
    _ upstream: consuming LineReader, _ compression: Compression
  ) throws(CaptureError) {
    program = compression.program
    guard let arguments = compression.arguments(upstream.path) else {
      throw .notACapture(.zipFromPipe)
    }
    do throws(SystemError) {
      child = try ChildProcess(program, arguments)
    } catch {
      guard error == .notFound else { throw .cannotRead(error) }
      throw .notACapture(.needsProgram(program))
    }
    self.upstream = upstream
    if compression == .zip { child.closeInput() }
  }

  /// Reads decompressed bytes.
  ///
  /// - Parameters:
  ///   - buffer: The buffer.
  ///   - range: Which part of it to fill; not empty.
  /// - Returns: How many bytes were read, 0 at the end.
  /// - Throws: ``SystemError`` if the input cannot be read.
  func read(
    into buffer: inout [UInt8], _ range: Range<Int>
  ) throws(SystemError) -> Int {
    while !hasEnded {
      var waiting = Waiting()
      let output = waiting.forReading(child.output)
      let errors = waiting.forReading(errorsHaveEnded ? -1 : child.errors)
      let isFed = child.input < 0
      let hasFood = upstream.hasBufferedBytes
      let food = waiting.forReading(isFed || hasFood ? -1 : upstream.descriptor)
      let mouth = waiting.forWriting(hasFood ? child.input : -1)
      let isFood = !isFed && !hasFood && upstream.descriptor < 0
      try waiting.wait(milliseconds: isFood ? 0 : -1)
      if waiting.isReady(errors) { try listen() }
      if waiting.isReady(output) {
        let count = try Descriptor.read(
          child.output, into: &buffer, range)
        position += UInt64(count)
        if count > 0 { return count }
        try finish()
      } else if waiting.isReady(mouth) {
        feed()
      } else if isFood || waiting.isReady(food) {
        try fetch()
      }
    }
    return 0
  }

  /// Gets compressed bytes that are there.
  private func fetch() throws(SystemError) {
    if try upstream.fetch() == 0 { child.closeInput() }
  }

  /// Hands on compressed bytes.
  private func feed() {
    do throws(SystemError) {
      upstream.skip(try child.write(upstream.bufferedBytes))
    } catch {
      // It has seen enough; what it thinks of the input comes at its end.
      child.closeInput()
    }
  }

  /// Takes what the program says.
  private func listen() throws(SystemError) {
    var buffer = [UInt8](repeating: 0, count: 1024)
    let count = try Descriptor.read(child.errors, into: &buffer, 0..<1024)
    errorsHaveEnded = count == 0
    complaint += buffer.prefix(
      min(count, Self.maximumComplaint - complaint.count))
  }

  /// Finds out how the program has ended.
  private func finish() throws(SystemError) {
    hasEnded = true
    child.closeInput()
    while !errorsHaveEnded { try listen() }
    let ending = child.wait()
    switch ending {
    case .exit(0): return
    case .unknown where complaint.isEmpty: return
    case .exit(let code): damage = said ?? "\(program): exit status \(code)"
    case .signal(let number): damage = said ?? "\(program): signal \(number)"
    case .unknown: damage = said
    }
  }

  /// The first line of what the program has said.
  private var said: String? {
    let lines = complaint.split(separator: UInt8(ascii: "\n"))
    return lines.first.map { String(decoding: $0, as: UTF8.self) }
  }
}
