// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import CANCapture

/// `bmsdump convert`: a capture in a format that other programs read.
struct Convert: InputCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Writes captures as a candump log or pcap.",
    discussion: """
      bmsdump convert capture.pcapng > capture.log
      bmsdump convert -o capture.pcap capture.log
      bmsdump convert --id 351,355,356 -o part.log capture.log

      Reads what "bmsdump decode" reads, and writes all of its frames, for \
      can-utils, python-can, Wireshark, SavvyCAN and others. How many there \
      were, and what of them the format does not hold, is said on standard \
      error in the end.

      A candump log has times in microseconds, and neither direction nor raw \
      length code, unless an option asks for them: programs that do not know \
      these stop reading there. pcap (link type 227) holds the raw length code, \
      but no interface name and no direction; its times are in nanoseconds if \
      that of the first frame has more than six digits.

      Exit status: as that of "bmsdump decode".
      """
  )

  /// The values of `--format`.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case candump, pcap
  }

  @OptionGroup var input: InputOptions

  @Option(
    help: ArgumentHelp(
      "Output: candump or pcap; by default as the file is called, or candump.",
      valueName: "format"))
  var format: Format?

  @OptionGroup var filter: FrameFilterOptions

  @Flag(help: "In a candump log, also write who sent a frame.")
  var direction = false

  @Flag(
    name: .customLong("raw-dlc"),
    help: "In a candump log, also write raw length codes, 9 to 15.")
  var rawLengthCode = false

  @Flag(help: "Write times in nanoseconds.")
  var nanoseconds = false

  @OptionGroup var output: OutputFile

  func validate() throws {
    if format == nil, let name = Self.notWritten.first(where: hasExtension) {
      throw ValidationError(
        "\(name) is not written: name a file .log or .pcap, or use --format.")
    }
    if usedFormat == .pcap, direction {
      throw ValidationError("--direction is for a candump log.")
    }
  }

  func run() throws {
    let sink = try ByteSink.open(output.path, reading: input.inputs)
    if usedFormat == .pcap, sink.isTerminal {
      throw ValidationError(
        "pcap is not for a terminal: write it to a file with -o, or to a pipe.")
    }
    let output = OutputBuffer(sink, isText: usedFormat != .pcap)
    switch usedFormat {
    case .candump: try run(CandumpLogWriter(output, self))
    case .pcap:
      try run(PcapWriter(output, hasNanoseconds: nanoseconds))
    }
  }

  private func run<Writer: FrameWriter & ~Copyable>(
    _ writer: consuming Writer
  ) throws {
    var job = ConvertJob(self, writer)
    let status = job.convert(input)
    guard status == .success else { throw status }
  }

  /// Extensions that promise another format than a candump log.
  private static let notWritten = [
    "pcapng", "gz", "zst", "xz", "bz2", "asc", "blf", "trc", "csv", "crtd",
  ]

  private var usedFormat: Format {
    format ?? (hasExtension("pcap") ? .pcap : .candump)
  }

  private func hasExtension(_ name: String) -> Bool {
    output.path?.lowercased().hasSuffix("." + name) ?? false
  }
}
