// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// The C library under one name on every system.

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A failed call of the operating system.
public struct SystemError: Error, Equatable, Sendable {
  /// The number of the error, `errno` in C.
  public let code: Int32

  /// Creates an error.
  ///
  /// - Parameter code: The number of the error, `errno` in C.
  public init(code: Int32) { self.code = code }

  /// The error of the call that has just failed.
  static var last: SystemError { SystemError(code: errno) }
  /// `EISDIR`, a directory where a file belongs.
  static var isDirectory: SystemError { SystemError(code: EISDIR) }
  /// `EINTR`, a call to repeat.
  static var interrupted: SystemError { SystemError(code: EINTR) }
  /// `ENOENT`, no such file.
  static var notFound: SystemError { SystemError(code: ENOENT) }
  /// `ENOTDIR`, no such folder.
  static var notADirectory: SystemError { SystemError(code: ENOTDIR) }
  /// `EACCES`, not allowed.
  static var notPermitted: SystemError { SystemError(code: EACCES) }
  /// `ESPIPE`, a pipe or device where a regular file belongs.
  static var notSeekable: SystemError { SystemError(code: ESPIPE) }
  /// `ENETDOWN`, an interface that is down.
  static var networkDown: SystemError { SystemError(code: ENETDOWN) }
  /// `ENODEV`, no such device.
  static var noDevice: SystemError { SystemError(code: ENODEV) }
  /// Whether the same call may succeed later.
  var isTemporary: Bool {
    code == EAGAIN || code == EWOULDBLOCK || code == EINTR
  }
  /// `EPIPE`: the reader at the other end of a pipe has gone.
  public static var brokenPipe: SystemError { SystemError(code: EPIPE) }
}

extension SystemError: CustomStringConvertible {
  /// What the system says about the error, in English or the user's language.
  public var description: String { unsafe String(cString: strerror(code)) }
}

/// The variables of the environment.
enum Environment {
  static subscript(_ name: String, default value: String) -> String {
    guard let found = unsafe getenv(name) else { return value }
    return unsafe String(cString: found)
  }
}

/// The calls on file descriptors that this target needs.
enum Descriptor {
  static func open(_ path: String) throws(SystemError) -> CInt {
    let descriptor = try result { openReading(path) }
    // A directory can be opened but not read.
    var status = stat()
    let isKnown = unsafe fstat(descriptor, &status) == 0
    guard isKnown, status.st_mode & S_IFMT == S_IFDIR else {
      return descriptor
    }
    close(descriptor)
    throw .isDirectory
  }

  /// Opens a file for writing, which is created, or emptied if there is one.
  ///
  /// A pipe with a name is waited for until somebody reads it.
  ///
  /// - Throws: ``SystemError``; ``SystemError/interrupted`` when a signal has
  ///   come.
  static func create(_ path: String) throws(SystemError) -> CInt {
    try result { openWriting(path) }
  }

  /// Whether two paths lead to the same regular file.
  ///
  /// - Parameters:
  ///   - output: A path, or `nil` for standard output.
  ///   - input: A path, or `nil` for standard input.
  /// - Returns: Whether they do.
  static func isSameFile(_ output: String?, as input: String?) -> Bool {
    guard let first = status(output, or: 1), let second = status(input, or: 0)
    else { return false }
    // Two users of one terminal or /dev/null do each other no harm.
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
      && first.st_mode & S_IFMT == S_IFREG
  }

  /// What is known of a file, by its path or, if that is `nil`, its descriptor.
  private static func status(_ path: String?, or descriptor: CInt) -> stat? {
    var status = stat()
    let result =
      if let path { unsafe stat(path, &status) } else {
        unsafe fstat(descriptor, &status)
      }
    return result == 0 ? status : nil
  }

  /// Where a regular file stands, or `nil` if it is none.
  ///
  /// - Parameter path: A path, or `nil` for standard input.
  /// - Returns: The position, 0 for a path.
  static func position(ofRegularFile path: String?) -> Int64? {
    guard let status = status(path, or: 0), status.st_mode & S_IFMT == S_IFREG
    else { return nil }
    if path != nil { return 0 }
    let position = lseek(0, 0, SEEK_CUR)
    return position < 0 ? nil : Int64(position)
  }

  /// How many bytes a regular file has from where it stands to its end, or `nil`
  /// if it is none.
  static func remainingCount(ofRegularFile path: String?) -> UInt64? {
    guard let position = position(ofRegularFile: path),
      let status = status(path, or: 0)
    else { return nil }
    return UInt64(max(0, Int64(status.st_size) - position))
  }

  static func seekStandardInput(_ position: Int64) {
    _ = lseek(0, off_t(position), SEEK_SET)
  }

  /// Opens `/dev/null` in place of closed standard streams.
  ///
  /// Standard input can only be written then and standard output only be read,
  /// so that using them fails as it should. Messages to nobody do no harm.
  static func openMissingStandardDescriptors() {
    for descriptor in CInt(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
      _ = openNull(descriptor == 1 ? O_RDONLY : O_WRONLY)
    }
  }

  static func isTerminal(_ descriptor: CInt) -> Bool {
    isatty(descriptor) == 1
  }

  static func ignoreBrokenPipeSignal() {
    _ = signal(SIGPIPE, SIG_IGN)
  }

  static func close(_ descriptor: CInt) {
    _ = systemClose(descriptor)
  }

  /// How many bytes a file has.
  static func size(_ descriptor: CInt) -> Int {
    Int(status(nil, or: descriptor)?.st_size ?? 0)
  }

  /// Reads a part of a regular file, as far as it can be read.
  static func bytes(_ descriptor: CInt, at offset: Int, count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let read = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe pread(
          descriptor, buffer.baseAddress.map { unsafe $0 + filled },
          count - filled, off_t(offset + filled))
      }
      guard read > 0 else { break }
      filled += read
    }
    return Array(bytes[..<filled])
  }

  /// Whether a descriptor is one of a regular file, which never keeps a reader
  /// waiting.
  static func isRegularFile(_ descriptor: CInt) -> Bool {
    guard let status = status(nil, or: descriptor) else { return false }
    return status.st_mode & S_IFMT == S_IFREG
  }

  /// Reads what is there, at least one byte unless the input has ended.
  ///
  /// - Throws: ``SystemError``; ``SystemError/interrupted`` when a signal has
  ///   come.
  static func read(
    _ descriptor: CInt, into buffer: UnsafeMutableRawBufferPointer,
    isRegularFile: Bool
  ) throws(SystemError) -> Int {
    while true {
      if isRegularFile {
        if StopSignals.caught != nil { throw .interrupted }
      } else {
        try Waiting.untilReadable(descriptor)
      }
      let count = unsafe systemRead(descriptor, buffer)
      if count >= 0 { return count }
      guard SystemError.last.isTemporary else { throw .last }
    }
  }

  /// Writes all bytes.
  ///
  /// - Throws: ``SystemError``. A regular file then ends with the last line
  ///   that was written whole, or without any of the bytes if they are not text.
  static func write(
    _ descriptor: CInt, _ bytes: UnsafeRawBufferPointer, isText: Bool
  ) throws(SystemError) {
    var rest = unsafe bytes
    while unsafe !rest.isEmpty {
      let count = unsafe systemWrite(descriptor, rest)
      if count >= 0 {
        unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        continue
      }
      let error = SystemError.last
      if error == .interrupted { continue }
      if error.isTemporary {
        // Somebody has made the other end of a pipe non-blocking.
        waitUntilWritable(descriptor)
        continue
      }
      let written = unsafe bytes.dropLast(rest.count)
      let lineEnd =
        isText ? unsafe written.lastIndex(of: UInt8(ascii: "\n")) : nil
      let whole = lineEnd.map { $0 + 1 } ?? 0
      removeLast(unsafe written.count - whole, from: descriptor)
      throw error
    }
  }

  /// Takes bytes off the end of a regular file, if its end is where writing has
  /// stopped.
  private static func removeLast(_ count: Int, from descriptor: CInt) {
    var status = stat()
    guard count > 0, unsafe fstat(descriptor, &status) == 0,
      status.st_mode & S_IFMT == S_IFREG,
      lseek(descriptor, 0, SEEK_CUR) == status.st_size
    else { return }
    let size = status.st_size - off_t(count)
    _ = ftruncate(descriptor, size)
    _ = lseek(descriptor, size, SEEK_SET)
  }

  private static func waitUntilWritable(_ descriptor: CInt) {
    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = unsafe poll(&entry, 1, -1)
  }

  /// Opens a regular file that grows.
  ///
  /// - Throws: ``SystemError``; ``SystemError/notSeekable`` if it is none.
  static func openGrowing(_ path: String) throws(SystemError) -> CInt {
    let descriptor = try open(path)
    var status = stat()
    let isKnown = unsafe fstat(descriptor, &status) == 0
    if isKnown, status.st_mode & S_IFMT == S_IFREG { return descriptor }
    close(descriptor)
    throw .notSeekable
  }

  /// Whether a file has become shorter than what was read of it.
  static func isShorter(_ descriptor: CInt, than count: Int64) -> Bool {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0
      && Int64(status.st_size) < count
  }

  /// Whether a path now leads to another file than the one that is open.
  ///
  /// While it leads nowhere, it does not.
  static func isReplaced(_ descriptor: CInt, at path: String) -> Bool {
    var current = stat()
    var opened = stat()
    guard unsafe stat(path, &current) == 0,
      unsafe fstat(descriptor, &opened) == 0
    else { return false }
    return current.st_dev != opened.st_dev || current.st_ino != opened.st_ino
  }

  private static func result(
    _ call: () -> CInt
  ) throws(SystemError) -> CInt {
    while true {
      let value = call()
      if value >= 0 { return value }
      let isToBeRepeated =
        SystemError.last == .interrupted && StopSignals.caught == nil
      guard isToBeRepeated else { throw .last }
    }
  }
}

// Free functions, because the methods above hide the C names.

private func openReading(_ path: String) -> CInt {
  // A pipe with a name opens without a writer, and reading waits for it.
  unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
}

// The lowest free descriptor is the one that is missing.
private func openNull(_ mode: CInt) -> CInt { unsafe open("/dev/null", mode) }

private func openWriting(_ path: String) -> CInt {
  unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
}

private func systemClose(_ descriptor: CInt) -> CInt { close(descriptor) }

private func systemRead(
  _ descriptor: CInt, _ buffer: UnsafeMutableRawBufferPointer
) -> Int {
  unsafe read(descriptor, buffer.baseAddress, buffer.count)
}

private func systemWrite(
  _ descriptor: CInt, _ bytes: UnsafeRawBufferPointer
) -> Int {
  unsafe write(descriptor, bytes.baseAddress, bytes.count)
}

/// Whether a byte is somewhere in a span.
func hasByte(_ byte: UInt8, in bytes: Span<UInt8>) -> Bool {
  unsafe bytes.withUnsafeBytes { buffer in
    guard let base = buffer.baseAddress else { return false }
    return unsafe memchr(base, CInt(byte), buffer.count) != nil
  }
}

/// The position of the first byte of a kind in a range, or `nil`.
func firstIndex(
  of byte: UInt8, in bytes: [UInt8], _ range: Range<Int>
) -> Int? {
  unsafe bytes.withUnsafeBytes { buffer in
    guard let base = buffer.baseAddress, !range.isEmpty else {
      return nil
    }
    let found = unsafe memchr(
      base + range.lowerBound, CInt(byte), range.count)
    return unsafe found.map { unsafe UnsafeRawPointer($0) - base }
  }
}
