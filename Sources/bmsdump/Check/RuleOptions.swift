// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN

/// The options that say which rules are checked, and with which numbers.
struct RuleOptions: ParsableArguments {
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

  func validate() throws {
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
