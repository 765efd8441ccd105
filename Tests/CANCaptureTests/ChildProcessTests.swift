// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import CANCapture

/// Programs that are started to decompress.
@Suite struct ChildProcessTests {
  private func output(_ child: borrowing ChildProcess) throws -> String {
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = try Descriptor.read(child.output, into: &buffer, 0..<4096)
      if count == 0 { return String(decoding: text, as: UTF8.self) }
      text += buffer.prefix(count)
    }
  }

  @Test func streamsAndStatus() throws {
    var child = try ChildProcess(
      "sh", ["-c", "read word; echo got $word; echo bad >&2; exit 3"])
    #expect(try child.write(Array("it\n".utf8)[...]) == 3)
    child.closeInput()
    #expect(try output(child) == "got it\n")
    var buffer = [UInt8](repeating: 0, count: 16)
    #expect(try Descriptor.read(child.errors, into: &buffer, 0..<16) == 4)
    #expect(child.wait() == .exit(3))
    var killed = try ChildProcess("sh", ["-c", "kill -9 $$"])
    #expect(killed.wait() == .signal(9))
  }

  @Test func noSuchProgram() {
    #expect(throws: SystemError.notFound) {
      _ = try ChildProcess("no-such-program", [])
    }
  }

  /// Writing to a program that has gone fails, and sends no signal.
  @Test func programThatHasGone() throws {
    var child = try ChildProcess("true", [])
    #expect(child.wait() == .exit(0))
    #expect(throws: SystemError.brokenPipe) {
      while true { _ = try child.write([1, 2, 3]) }
    }
  }

  /// A descriptor that anybody would inherit is not inherited, and an ignored
  /// SIGPIPE is not ignored.
  @Test func nothingIsInherited() throws {
    let inherited = fcntl(0, F_DUPFD, 100)
    #expect(inherited >= 100)
    defer { close(inherited) }
    let old = signal(SIGPIPE, SIG_IGN)
    defer { signal(SIGPIPE, old) }
    let child = try ChildProcess(
      "sh",
      [
        "-c",
        "echo /proc/$$/fd/*; exec grep -E 'SigIgn|SigBlk' /proc/self/status",
      ]
    )
    let lines = try output(child).split(separator: "\n")
    guard lines.count == 3, !lines[0].contains("*") else {
      print("skipped: there is no /proc")
      return
    }
    #expect(!lines[0].contains("/fd/\(inherited)"))
    let blocked = try #require(lines[1].split(separator: "\t").last)
    let ignored = try #require(lines[2].split(separator: "\t").last)
    #expect(UInt64(blocked, radix: 16) == 0)
    let signals = try #require(UInt64(ignored, radix: 16))
    for number in [SIGPIPE, SIGINT, SIGTERM] {
      #expect(signals & 1 << UInt64(number - 1) == 0)
    }
  }

  /// A program whose output nobody wants any more is ended and leaves nothing.
  @Test func endsWithItsOwner() throws {
    func identifier() throws -> pid_t {
      let child = try ChildProcess("sh", ["-c", "echo $$; exec sleep 1000"])
      var buffer = [UInt8](repeating: 0, count: 16)
      let count = try Descriptor.read(child.output, into: &buffer, 0..<16)
      let text = String(decoding: buffer.prefix(count - 1), as: UTF8.self)
      return try #require(pid_t(text))
    }
    let number = try identifier()
    // A zombie could still be signalled.
    #expect(kill(number, 0) == -1)
    #expect(errno == ESRCH)
  }
}
