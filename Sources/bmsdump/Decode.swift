// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN
internal import CANCapture

/// `bmsdump decode`: one line of output for each frame of the battery.
struct Decode: InputCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode",
    abstract: "Decodes captures frame by frame.",
    discussion: """
      Reads candump logs and console output, pcap and pcapng, also compressed \
      with gzip, zstd, xz or bzip2; the format is recognised from the content. \
      With -i it listens to a CAN interface instead, with -f it follows a file \
      that grows. Data goes to standard output, everything else to standard \
      error.

      In text, CVL is the charge voltage limit, CCL and DCL are the charge and \
      discharge current limits, DVL is the discharge cut-off voltage. Current \
      is positive while charging.

      The dialect of each interface is found out from its frames, of a file \
      before the first line is printed. What is concluded from what is said on \
      standard error, and at length by "bmsdump identify".

      Exit status: 0 done (bad lines, if any, are counted on standard error), \
      64 wrong command line, 65 not a capture, or --strict met a bad line, \
      66 a file or interface cannot be opened, 74 reading or writing failed, or \
      the interface went away. Ctrl-C (SIGINT) and SIGTERM write out what is \
      decoded; they are the proper end of -i and -f, with status 0, and \
      otherwise bmsdump ends by the signal. A second one ends it at once.
      """
  )

  @OptionGroup var input: InputOptions

  @Option(help: "Output: text, jsonl, csv, or none to count only.")
  var format: OutputFormat = .text

  @Option(
    help: ArgumentHelp(
      "The battery's dialect; \"auto\" finds it out.", valueName: "name"))
  var dialect: DialectChoice = .auto

  @OptionGroup var filter: FrameFilterOptions

  @Flag(help: "Also show frames that the dialect does not know.")
  var all = false

  @Option(
    help:
      "Time: absolute (as in the capture), iso, relative (to the first), delta."
  )
  var time: TimeStyle = .absolute

  @OptionGroup var output: OutputFile

  @OptionGroup var threads: ThreadOptions

  @Option(help: "Colour in text: auto (on a terminal), always or never.")
  var color: ColorChoice = .auto

  func run() throws {
    let sink = try ByteSink.open(output.path, reading: input.inputs)
    let usesColor = color.applies(toColorTerminal: sink.isColorTerminal)
    let output = OutputBuffer(sink)
    let printer = TimePrinter(style: time)
    switch format {
    case .text:
      try run(output) {
        RowWriter($0, TextRows(time: printer, color: usesColor))
      }
    case .jsonl:
      try run(output) { RowWriter($0, JSONLinesRows(time: printer)) }
    case .csv: try run(output) { RowWriter($0, CSVRows(time: printer)) }
    case .none: try run(output) { NoWriter($0) }
    }
  }

  private func run<Writer: RecordWriter & ~Copyable>(
    _ output: consuming OutputBuffer,
    _ makeWriter: @escaping @Sendable (consuming OutputBuffer) -> Writer
  ) throws {
    var job = DecodeJob(self, output, makeWriter)
    let status = job.decode(input)
    guard status == .success else { throw status }
  }
}
