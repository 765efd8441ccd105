// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A program that runs beside this one, with its three streams in our hands.
struct ChildProcess: ~Copyable {
  /// Where to write its standard input; -1 when that is closed.
  private(set) var input: CInt
  /// Where to read its standard output.
  let output: CInt
  /// Where to read its standard error.
  let errors: CInt
  private let identifier: pid_t
  private var hasEnded = false

  /// How a program has ended.
  enum Ending: Equatable {
    case exit(CInt)
    case signal(CInt)
    /// The process ignores SIGCHLD, and nobody can know.
    case unknown
  }

  /// Starts a program, found in `PATH`, without a shell.
  ///
  /// Its streams are sockets, because writing to one can fail without SIGPIPE,
  /// whatever this process does about that signal.
  ///
  /// - Parameters:
  ///   - program: Its name.
  ///   - arguments: The arguments behind the name.
  /// - Throws: ``SystemError``; ``SystemError/notFound`` if there is none.
  init(_ program: String, _ arguments: [String]) throws(SystemError) {
    let streams = try Streams()
    identifier = try spawn(program, [program] + arguments, streams)
    Descriptor.close(streams.input.theirs)
    Descriptor.close(streams.output.theirs)
    Descriptor.close(streams.errors.theirs)
    input = streams.input.ours
    output = streams.output.ours
    errors = streams.errors.ours
  }

  deinit {
    if input >= 0 { Descriptor.close(input) }
    Descriptor.close(output)
    Descriptor.close(errors)
    if !hasEnded {
      _ = kill(identifier, SIGKILL)
      _ = reap(identifier)
    }
  }

  /// Writes to its standard input without waiting.
  ///
  /// - Returns: How many bytes it takes.
  /// - Throws: ``SystemError``; ``SystemError/brokenPipe`` if it takes no more.
  func write(_ bytes: ArraySlice<UInt8>) throws(SystemError) -> Int {
    let count = unsafe bytes.withUnsafeBytes { buffer in
      unsafe send(input, buffer.baseAddress, buffer.count, sendFlags)
    }
    if count >= 0 { return count }
    guard SystemError.last.isTemporary else { throw .last }
    return 0
  }

  /// Tells it that its input has ended.
  mutating func closeInput() {
    guard input >= 0 else { return }
    Descriptor.close(input)
    input = -1
  }

  /// Waits for its end, which has to be near.
  mutating func wait() -> Ending {
    hasEnded = true
    return reap(identifier)
  }
}

/// The two ends of the streams, closed again if not all can be had.
private struct Streams {
  struct Ends { var ours: CInt = -1, theirs: CInt = -1 }
  private(set) var input = Ends()
  private(set) var output = Ends()
  private(set) var errors = Ends()

  init() throws(SystemError) {
    do throws(SystemError) {
      input = try Self.connect()
      output = try Self.connect()
      errors = try Self.connect()
    } catch {
      close()
      throw error
    }
  }

  func close() {
    for ends in [input, output, errors] {
      if ends.ours >= 0 { Descriptor.close(ends.ours) }
      if ends.theirs >= 0 { Descriptor.close(ends.theirs) }
    }
  }

  private static func connect() throws(SystemError) -> Ends {
    var ends: [CInt] = [-1, -1]
    guard unsafe socketpair(AF_UNIX, streamType, 0, &ends) == 0 else {
      throw .last
    }
    #if canImport(Darwin)
    var on: CInt = 1
    _ = unsafe setsockopt(
      ends[0], SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<CInt>.size)
    )
    #endif
    return Ends(ours: closedOnExec(ends[0]), theirs: closedOnExec(ends[1]))
  }

  private static func closedOnExec(_ descriptor: CInt) -> CInt {
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return descriptor
  }
}

// Where the system can, no other thread sees a descriptor that a program it
// starts just then would inherit.
#if canImport(Darwin)
private let streamType = SOCK_STREAM
private let sendFlags = MSG_DONTWAIT
#elseif canImport(Musl)
private let streamType = SOCK_STREAM | SOCK_CLOEXEC
private let sendFlags = MSG_NOSIGNAL | MSG_DONTWAIT
#else
private let streamType = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
private let sendFlags = CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT)
#endif

private func spawn(
  _ program: String, _ arguments: [String], _ streams: Streams
) throws(SystemError) -> pid_t {
  #if canImport(Darwin)
  var actions: posix_spawn_file_actions_t?
  var attributes: posix_spawnattr_t?
  #else
  var actions = unsafe posix_spawn_file_actions_t()
  var attributes = posix_spawnattr_t()
  #endif
  unsafe posix_spawn_file_actions_init(&actions)
  defer { unsafe posix_spawn_file_actions_destroy(&actions) }
  for (number, ends) in [streams.input, streams.output, streams.errors]
    .enumerated()
  {
    unsafe posix_spawn_file_actions_adddup2(&actions, ends.theirs, CInt(number))
  }
  unsafe posix_spawnattr_init(&attributes)
  defer { unsafe posix_spawnattr_destroy(&attributes) }
  var flags =
    POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP
  #if canImport(Darwin)
  flags |= POSIX_SPAWN_CLOEXEC_DEFAULT
  #else
  // What this process itself has inherited is not marked to be closed. The C
  // library shows the function only with _GNU_SOURCE, or has none.
  typealias CloseFrom =
    @convention(c) (
      UnsafeMutablePointer<posix_spawn_file_actions_t>, CInt
    ) -> CInt
  if let found = unsafe dlsym(
    nil, "posix_spawn_file_actions_addclosefrom_np")
  {
    let closeFrom = unsafe unsafeBitCast(found, to: CloseFrom.self)
    _ = unsafe closeFrom(&actions, 3)
  }
  #endif
  // Ctrl-C on a terminal goes to a whole group; the end of its input is enough
  // to end this program, and it may decompress what is left.
  unsafe posix_spawnattr_setpgroup(&attributes, 0)
  var signals = sigset_t()
  unsafe sigemptyset(&signals)
  unsafe posix_spawnattr_setsigmask(&attributes, &signals)
  for number in [SIGPIPE, SIGINT, SIGTERM] {
    unsafe sigaddset(&signals, number)
  }
  unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
  unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
  var words = unsafe arguments.map { unsafe strdup($0) }
  unsafe words.append(nil)
  defer { unsafe words.forEach { unsafe free($0) } }
  var identifier = pid_t()
  let code = unsafe posix_spawnp(
    &identifier, program, &actions, &attributes, words, environ)
  guard code == 0 else {
    streams.close()
    throw SystemError(code: code)
  }
  return identifier
}

private func reap(_ identifier: pid_t) -> ChildProcess.Ending {
  var status: CInt = 0
  while unsafe waitpid(identifier, &status, 0) < 0 {
    guard SystemError.last == .interrupted else { return .unknown }
  }
  let number = status & 0x7F
  return number == 0 ? .exit(status >> 8 & 0xFF) : .signal(number)
}
