// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import CANCapture
internal import FuzzCommon

private let first = MemoryFile()
private let second = MemoryFile()
private let output = MemoryFile()
private let messages = MemoryFile()

/// Runs bmsdump from the bytes of a file to those of its output; the first byte
/// of the input chooses the options.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = bytes(start, count)
  guard let selector = input.first else { return 0 }
  let options = Options(selector)
  var files = [[UInt8](input.dropFirst())]
  if options.merges {
    let half = files[0].count / 2
    files = [[UInt8](files[0][..<half]), [UInt8](files[0][half...])]
  }
  if files.contains(where: isCompressed) { return 0 }
  for (file, bytes) in zip([first, second], files) { file.set(bytes) }
  output.set([])
  messages.set([])
  let status = messages.withStandardError { run(options) }
  expect([0, 65, 66, 74].contains(status), "the exit code", input.span, status)
  check(options, input, status)
  return 0
}

/// What the command line says.
private struct Options: Hashable {
  let selector: UInt8
  let format: String

  init(_ selector: UInt8) {
    self.selector = selector
    let formats = ["text", "jsonl", "csv", "none", "candump", "pcap"]
    format = formats[Int(selector & 7) % formats.count]
  }

  var converts: Bool { format == "candump" || format == "pcap" }
  var merges: Bool { selector & 8 != 0 }
  var hasStatistics: Bool { selector & 16 != 0 || converts }

  var arguments: [String] {
    var words = ["--format", format, "-o", output.path, first.path]
    if merges { words += ["--merge", second.path] }
    if hasStatistics { words += ["--stats", "json"] }
    if converts {
      if selector & 32 != 0 { words.append("--nanoseconds") }
    } else {
      if selector & 32 != 0 { words.append("--all") }
      let styles = ["absolute", "iso", "relative", "delta"]
      words += ["--time", styles[Int(selector >> 6)]]
    }
    return words
  }
}

/// Command lines that have been read.
nonisolated(unsafe) private var commands: [Options: any ParsableCommand] = [:]

private func run(_ options: Options) -> Int32 {
  do {
    if commands[options] == nil {
      commands[options] =
        options.converts
        ? try Convert.parse(options.arguments)
        : try Decode.parse(options.arguments)
    }
    guard var command = commands[options] else { return -1 }
    try command.run()
    return 0
  } catch {
    return (error as? ExitCode)?.rawValue ?? -1
  }
}

private func check(_ options: Options, _ input: [UInt8], _ status: Int32) {
  let written = output.bytes
  let said = messages.bytes
  let lines = checkedLines(said, input)
  if options.hasStatistics {
    for line in lines {
      expect(StrictJSON.isObject(line), "messages are JSON", input.span, line)
    }
  }
  if options.converts {
    checkConversion(written, lines, options, input)
    if options.format == "pcap" { return }
  }
  let rows = checkedLines(written, input)
  switch options.format {
  case "none": expect(rows.isEmpty, "nothing is written", input.span, rows)
  case "jsonl":
    for row in rows {
      expect(StrictJSON.isObject(row), "a line is JSON", input.span, row)
    }
  case "csv":
    let counts = Set(rows.map(columnCount))
    expect(
      !rows.isEmpty && counts.count == 1 && !counts.contains(nil),
      "all rows have the same columns", input.span, rows)
  default: break
  }
}

/// The lines of a text that does nothing to a terminal.
private func checkedLines(_ bytes: [UInt8], _ input: [UInt8]) -> [String] {
  guard let text = String(validating: bytes, as: UTF8.self) else {
    broken("output is UTF-8", input.span, bytes)
  }
  expect(
    text.isEmpty || text.utf8.last == UInt8(ascii: "\n"), "lines are whole",
    input.span, text)
  expect(
    text.unicodeScalars.allSatisfy {
      $0 == "\n" || $0.properties.generalCategory != .control
    }, "no control character gets through", input.span, text)
  return text.utf8.split(separator: UInt8(ascii: "\n")).map {
    String(Substring($0))
  }
}

/// How many cells a row of CSV has, or `nil` if its quotes are wrong.
private func columnCount(_ row: String) -> Int? {
  var count = 1
  var isQuoted = false
  var previous: UInt8 = UInt8(ascii: ",")
  for byte in row.utf8 {
    switch byte {
    case UInt8(ascii: "\""):
      // Within a cell a quote is one of two.
      if !isQuoted, previous != UInt8(ascii: ","), previous != byte {
        return nil
      }
      isQuoted.toggle()
    case UInt8(ascii: ",") where !isQuoted: count += 1
    default: break
    }
    previous = byte
  }
  return isQuoted ? nil : count
}

/// Checks that what is written can be read again, all of it.
private func checkConversion(
  _ written: [UInt8], _ messages: [String], _ options: Options, _ input: [UInt8]
) {
  let mark = "\"written\":"
  let counts = messages.compactMap { line -> Int? in
    guard let start = line.firstRange(of: mark)?.upperBound else { return nil }
    return Int(line[start...].prefix { $0.isNumber })
  }
  guard let count = counts.last else {
    expect(written.isEmpty, "what is written is counted", input.span, messages)
    return
  }
  var capture = CaptureReader(bytes: written)
  let steps = capture.steps()
  let frames = steps.compactMap(\.frame)
  expect(
    frames.count == count && capture.malformed.total == 0,
    "what is converted can be read", input.span, (count, steps))
}
