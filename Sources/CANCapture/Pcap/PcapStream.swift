// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

#if Libpcap
internal import CLibpcap

#if canImport(Darwin)
internal import Darwin
#endif

/// Gives libpcap a `FILE` for any input, also for a pipe whose first bytes have
/// been read already.
final class PcapStream {
  private var lines: LineReader
  /// How many bytes have been handed out.
  private(set) var position: UInt64 = 0
  /// Why reading has failed, which libpcap cannot tell.
  private(set) var error: CaptureError?

  init(_ lines: consuming LineReader) { self.lines = lines }

  /// Whether bytes wait that have been read already.
  var hasBufferedBytes: Bool { lines.hasBufferedBytes }

  /// Opens the stream, which must outlive the `FILE`.
  func open() -> UnsafeMutablePointer<FILE>? {
    let cookie = unsafe Unmanaged.passUnretained(self).toOpaque()
    #if canImport(Darwin)
    return unsafe funopen(
      cookie,
      { cookie, buffer, count in
        unsafe CInt(PcapStream.read(cookie, buffer, Int(count)))
      }, nil, nil, nil)
    #else
    let functions = unsafe stream_functions(
      read: { unsafe PcapStream.read($0, $1, Int($2)) },
      write: nil, seek: nil, close: nil)
    return unsafe open_stream(cookie, "r", functions)
    #endif
  }

  private static func read(
    _ cookie: UnsafeMutableRawPointer?, _ buffer: UnsafeMutablePointer<CChar>?,
    _ count: Int
  ) -> Int {
    guard let cookie = unsafe cookie, let buffer = unsafe buffer, count > 0
    else { return 0 }
    let stream = unsafe Unmanaged<PcapStream>.fromOpaque(cookie)
      .takeUnretainedValue()
    do throws(CaptureError) {
      let bytes = try stream.lines.take(count)
      unsafe UnsafeMutableRawBufferPointer(start: buffer, count: count)
        .copyBytes(from: bytes)
      stream.position += UInt64(bytes.count)
      return bytes.count
    } catch {
      stream.error = error
      return -1
    }
  }
}
#endif
