// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN
internal import CANBus
internal import CANCapture

/// `bmsdump check`: whether battery and inverter keep to the rules.
struct Check: InputCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks rules, with an exit code for scripts.",
    discussion: """
      Rules come from the manual of a battery, from documents of the dialects, \
      and from what goes wrong in the field; --list explains each of them. Some \
      hold for any battery; others need to know which it is, by --battery. \
      Without it, the numbers of generic-lfp-15s or generic-lfp-16s are used if \
      the battery reports the voltages of its cells, so that they can be \
      counted.

      A rule that is broken for hours is one finding, with its first and last \
      frame and the count of the frames that show it. What has to happen within \
      a time is broken when a frame after that shows that it did not. Rules that \
      could not be checked are named, and why.

      Exit status: 0 no rule is broken, 1 a rule is broken, 65 there is nothing \
      to check (no battery), or as for "bmsdump decode".
      """
  )

  /// The values of `--format`.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, jsonl, csv
  }

  @OptionGroup var input: InputOptions

  @OptionGroup var rules: RuleOptions

  @Flag(help: "Explain all rules and their numbers, and check nothing.")
  var list = false

  @Option(help: "Output: text, json or jsonl (an object a line), or csv.")
  var format: Format = .text

  @OptionGroup var link: LinkOptions

  @Option(
    help: "Time: absolute (as in the capture), iso, relative (to the first)."
  )
  var time: TimeStyle = .absolute

  @OptionGroup var output: OutputFile

  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    if list, !input.files.isEmpty || input.device != nil {
      throw ValidationError("--list reads no capture.")
    }
    if time == .delta {
      throw ValidationError("--time delta has no meaning for findings.")
    }
  }

  func run() throws {
    let checked = try CheckedBattery(rules)
    let sink = try ByteSink.open(output.path, reading: list ? [] : input.inputs)
    let buffer = OutputBuffer(sink)
    if list {
      try RuleList(checked, format).write(buffer)
      return
    }
    let printer = TimePrinter(style: time)
    switch format {
    case .text: try run(checked, CheckTextWriter(buffer, printer, checked))
    case .json, .jsonl:
      try run(checked, CheckTableWriter(buffer, printer, isJSON: true))
    case .csv:
      try run(checked, CheckTableWriter(buffer, printer, isJSON: false))
    }
  }

  private func run<Writer: CheckWriter & ~Copyable>(
    _ battery: CheckedBattery, _ writer: consuming Writer
  ) throws {
    var job = CheckJob(self, battery, writer)
    let status = job.check(input)
    guard status == .success else { throw status }
  }
}
