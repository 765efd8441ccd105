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

  @Option(
    help: ArgumentHelp(
      """
      The battery: zsx5000s, generic-lfp-15s, generic-lfp-16s, or a JSON file \
      that describes it.
      """, valueName: "name"))
  var battery: String?

  @Option(
    help: ArgumentHelp(
      "How many packs there are; otherwise what the battery says.",
      valueName: "count"))
  var packs: Int?

  @Option(
    help: ArgumentHelp(
      "Set a number of a rule: charge_current.reaction_s=30; may be repeated.",
      valueName: "rule.key=number"))
  var set: [String] = []

  @Option(
    help: ArgumentHelp("Check only these rules.", valueName: "rules"))
  var only: String?

  @Option(
    help: ArgumentHelp("Do not check these rules.", valueName: "rules"))
  var skip: String?

  @Flag(help: "Explain all rules and their numbers, and check nothing.")
  var list = false

  @Option(help: "Output: text, json or jsonl (an object a line), or csv.")
  var format: Format = .text

  @Option(
    help: ArgumentHelp(
      "The battery's dialect; \"auto\" finds it out.", valueName: "name"))
  var dialect: DialectChoice = .auto

  @Option(
    help: """
      Of all frames that are read, only those of this interface; may be repeated.
      """)
  var interface: [String] = []

  @Option(
    help: "Time: absolute (as in the capture), iso, relative (to the first)."
  )
  var time: TimeStyle = .absolute

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("Write to a file.", valueName: "file"))
  var output: String?

  func validate() throws {
    if list, !input.files.isEmpty || input.device != nil {
      throw ValidationError("--list reads no capture.")
    }
    if time == .delta {
      throw ValidationError("--time delta has no meaning for findings.")
    }
    if let packs, !(1...64).contains(packs) {
      throw ValidationError("--packs is a number from 1 to 64.")
    }
    // Says what is wrong before anything is read.
    var settings = RuleSettings()
    try apply(to: &settings)
    if let battery, BatteryProfile(battery) == nil, !BatteryFile.isPath(battery)
    {
      throw ValidationError(
        "There is no battery \"\(battery)\". There are "
          + BatteryProfile.names + "; a file is given as ./\(battery) or with "
          + ".json at its end.")
    }
  }

  func run() throws {
    let checked = try CheckedBattery(self)
    let sink = try ByteSink.open(output, reading: list ? [] : input.inputs)
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

  /// Applies what the command line says beside the battery.
  func apply(to settings: inout RuleSettings) throws {
    for text in set {
      let (parameter, number) = try RuleParameter.setting(text)
      settings[parameter] = number
    }
    settings.packs = packs.map { Int64($0) } ?? settings.packs
    if let only {
      let wanted = try Rule.list(only, of: "--only")
      for rule in Rule.all { settings[rule] = wanted.contains(rule) }
    }
    for rule in try skip.map({ try Rule.list($0, of: "--skip") }) ?? [] {
      settings[rule] = false
    }
  }
}
