// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// What a rule says, and who says so.
struct RuleDefinition {
  let name: StaticString
  let title: StaticString
  let why: StaticString
  let source: StaticString
  let needs: StaticString
  let severity: Rule.Severity

  init(
    _ name: StaticString, _ title: StaticString, why: StaticString,
    source: StaticString, needs: StaticString,
    severity: Rule.Severity = .fault
  ) {
    self.severity = severity
    self.name = name
    self.title = title
    self.why = why
    self.source = source
    self.needs = needs
  }
}

extension Rule {
  /// The row of the rule.
  var definition: RuleDefinition {
    switch self {
    case .chargeVoltageLimit:
      RuleDefinition(
        "charge_voltage_limit",
        "charge voltage limit from min_v to max_v",
        why: """
          The inverter charges up to this voltage: too high a limit overcharges \
          the cells, too low a one never fills them, or empties the battery.
          """,
        source: "manual of the battery; else 2.5 to 3.65 V a cell of LFP",
        needs: "a charge voltage limit")
    case .chargeCurrentLimit:
      RuleDefinition(
        "charge_current_limit",
        "charge current limit of at most pack_a for each pack",
        why: """
          The inverter takes what it is offered: a limit beyond what the packs \
          can take trips their protection.
          """,
        source: "manual of the battery", needs: "a charge current limit")
    case .dischargeCurrentLimit:
      RuleDefinition(
        "discharge_current_limit",
        "discharge current limit of at most pack_a for each pack",
        why: """
          The inverter takes what it is offered: a limit beyond what the packs \
          can give trips their protection, and the house goes dark.
          """,
        source: "manual of the battery", needs: "a discharge current limit")
    case .cutOffVoltage:
      RuleDefinition(
        "cut_off_voltage", "discharge cut-off voltage of at least min_v",
        why: """
          The inverter discharges down to this voltage: below what the cells \
          can take, they are damaged for good.
          """,
        source: "manual of the battery; else 2.5 V a cell of LFP",
        needs: "a discharge cut-off voltage")
    case .packCount:
      RuleDefinition(
        "pack_count", "min to max packs, and as many as there are",
        why: """
          A pack that the master does not count is not charged or discharged \
          with the others, or its address is wrong.
          """,
        source: "manual of the battery", needs: "a count of packs")
    case .forceChargeMissing:
      RuleDefinition(
        "force_charge_missing",
        "force charge asked for while SOC is below soc_percent",
        why: """
          Nobody else makes the inverter charge from the grid; the battery goes \
          on to deep discharge, and cannot be charged again.
          """,
        source: "manual of the battery",
        needs: "SOC and a frame that can ask for a force charge")
    case .forceChargeLatched:
      RuleDefinition(
        "force_charge_latched",
        "force charge not asked for while SOC is at least soc_percent",
        why: """
          The inverter keeps buying from the grid what the sun would give, or \
          no longer believes the request.
          """,
        source: """
          Pylontech CAN V1.2: cleared at 10 to 19 % SOC; Deye PCS V3: at 23 %
          """,
        needs: "SOC and a frame that can ask for a force charge")
    case .fullChargeMissing:
      RuleDefinition(
        "full_charge_missing",
        "full charge asked for when SOC was below soc_percent for days",
        why: """
          Without a full charge the count of the SOC drifts and the cells are \
          not balanced: the battery is empty at 20 %, or full at 80 %.
          """,
        source: "manual of the battery; Pylontech CAN V1.2: 30 days",
        needs: "SOC and a frame that can ask for a full charge")
    case .fullChargeEarly:
      RuleDefinition(
        "full_charge_early",
        "full charge not asked for within days of SOC soc_percent",
        why: """
          Each full charge is bought from the grid, and time at the highest \
          voltage ages the cells.
          """,
        source: "manual of the battery; Pylontech CAN V1.2: 30 days",
        needs: "SOC and a frame that can ask for a full charge")
    case .fullChargeLatched:
      RuleDefinition(
        "full_charge_latched",
        "full charge not asked for while SOC is at least soc_percent",
        why: """
          The inverter holds the battery at its highest voltage, which ages the \
          cells, or no longer believes the request.
          """,
        source: "Pylontech CAN V1.2: cleared at 97 % SOC",
        needs: "SOC and a frame that can ask for a full charge")
    case .chargeTemperature:
      RuleDefinition(
        "charge_temperature",
        "charging forbidden below min_c and above max_c",
        why: """
          Below 0 C lithium plates out in the cells while they are charged, \
          which damages them for good; heat ages them and is a hazard.
          """,
        source: "manual of the battery; else data sheets of LFP cells",
        needs: "a temperature and a charge current limit")
    case .dischargeTemperature:
      RuleDefinition(
        "discharge_temperature",
        "discharging forbidden below min_c and above max_c",
        why: """
          The packs switch themselves off there, and an inverter that was not \
          told loses its battery under load.
          """,
        source: "manual of the battery; else data sheets of LFP cells",
        needs: "a temperature and a discharge current limit")
    case .overDischarged:
      RuleDefinition(
        "over_discharged",
        "SOC not below soc_percent for longer than hours",
        why: """
          The battery feeds its own electronics from what is left; a pack that \
          is not recharged in time does not recover.
          """,
        source: "manual of the battery", needs: "SOC")
    case .chargeCurrent:
      RuleDefinition(
        "charge_current", "charging current within the limit in force",
        why: """
          The inverter does not obey, is set to another battery, or a charger \
          beside it charges as well; in the end the packs switch themselves off.
          """,
        source: """
          SMA FSS-ConnectingBat-TI-en-10: up to 10 s to react; tolerance for \
          what shunts and inverters are wrong by
          """,
        needs: "a current and a charge current limit")
    case .dischargeCurrent:
      RuleDefinition(
        "discharge_current", "discharging current within the limit in force",
        why: """
          The inverter does not obey, is set to another battery, or a load \
          beside it draws as well; in the end the packs switch themselves off.
          """,
        source: """
          SMA FSS-ConnectingBat-TI-en-10: up to 10 s to react; tolerance for \
          what shunts and inverters are wrong by
          """,
        needs: "a current and a discharge current limit")
    case .cutOffAboveChargeVoltage:
      RuleDefinition(
        "cut_off_above_charge_voltage",
        "discharge cut-off voltage below the charge voltage limit",
        why: """
          There is no voltage at which the battery could be used: inverters \
          refuse such limits, or stop.
          """,
        source: "field: exchanged bytes and wrong settings of emulators",
        needs: "a charge voltage limit and a discharge cut-off voltage")
    case .forceChargeIgnored:
      RuleDefinition(
        "force_charge_ignored",
        "current_a of charging current patience_s after a force charge is asked",
        why: """
          The inverter does not know the request, or must not charge from the \
          grid; the battery goes on to deep discharge.
          """,
        source: """
          field: bits that inverters do not look at (sijones/DiyBatteryBMS #51)
          """,
        needs: "a current and a frame that can ask for a force charge")
    case .fullChargeIgnored:
      RuleDefinition(
        "full_charge_ignored",
        "SOC soc_percent within patience_h after a full charge is asked",
        why: """
          The SOC drifts on, and the request is made for ever; many inverters \
          do not look at it, or have to be allowed to charge from the grid.
          """,
        source: """
          AMASSTORE GTX5000 manual: the inverter does it in a window each night; \
          field: inverters that do not (sijones/DiyBatteryBMS #51)
          """,
        needs: "SOC and a frame that can ask for a full charge")
    case .chargeRequestLatched:
      RuleDefinition(
        "charge_request_latched",
        "360 does not ask for a charge from the start for longer than hours",
        why: """
          A request that is never cleared says nothing; a gateway that believes \
          it charges from the grid all of the time.
          """,
        source: "field: a REC BMS holds 0x360 at FF", needs: "360")
    case .chargeEnabledAtZero:
      RuleDefinition(
        "charge_enabled_at_zero",
        "charging not permitted while the charge current limit is 0",
        why: """
          Inverters that look at the bit only go on charging, and those that \
          look at the limit stop: which it is depends on the inverter.
          """,
        source: "field: either is used to stop charging",
        needs: "a charge current limit and the bit that permits charging")
    case .dischargeEnabledAtZero:
      RuleDefinition(
        "discharge_enabled_at_zero",
        "discharging not permitted while the discharge current limit is 0",
        why: """
          Inverters that look at the bit only go on discharging, and those that \
          look at the limit stop: which it is depends on the inverter.
          """,
        source: "field: either is used to stop discharging",
        needs: "a discharge current limit and the bit that permits discharging")
    case .forceChargeAtZero:
      RuleDefinition(
        "force_charge_at_zero",
        "force charge not asked for while the charge current limit is 0",
        why: "The inverter is asked to charge with no current, and cannot.",
        source: "field: contradictory requests of emulators",
        needs: """
          a charge current limit and a frame that can ask for a force charge
          """)
    case .smallLimit:
      RuleDefinition(
        "small_limit", "no current limit above 0 and up to max_a",
        why: """
          What is meant as a stop is none to an inverter that waits for 0: it \
          switches on and off, or goes on.
          """,
        source: "field: emulators that send 0.1 A for 0",
        needs: "a current limit")
    case .negativeLimit:
      RuleDefinition(
        "negative_limit", "no current limit below 0",
        why: """
          Most inverters take the two bytes as an unsigned number, and -10 A for \
          a limit of 6543.6 A.
          """,
        source: "field: diyBMS, early versions; bms-to-inverter",
        needs: "a current limit")
    case .notAvailable:
      RuleDefinition(
        "not_available", "no limit, SOC or measurement that is not available",
        why: """
          The inverter falls back to its defaults, which for SMA is no charging \
          and no discharging, or takes the number for a value.
          """,
        source: "SMA FSS-ConnectingBat-TI-en-10; MG Master LV guide v8",
        needs: "limits, SOC or measurements")
    case .faultWithoutLimits:
      RuleDefinition(
        "fault_without_limits",
        "limits lowered within reaction_s of a protection or severe alarm",
        why: """
          The limits are how a battery tells the inverter what to do about a \
          fault; if they stay, it goes on as before until the packs switch off.
          """,
        source: "field: alarms that stand beside full limits",
        needs: "alarms and limits")
    case .silence:
      RuleDefinition(
        "silence", "a frame with limits at least every timeout_s",
        why: """
          The inverter goes on with limits that nobody confirms, falls back to \
          its defaults, or stops with a fault.
          """,
        source: "the timeout of the dialect, else 10 s as decoders have it",
        needs: "a battery")
    case .inverterSilent:
      RuleDefinition(
        "inverter_silent", "a sign of life of the inverter every timeout_s",
        why: """
          Some batteries stop talking, or never start, without an answer; and \
          one that does not come may be a broken wire or a wrong setting.
          """,
        source: """
          Pylontech CAN V1.2, Sol-Ark V1.3, Luxpower V04.2 and others: 305 each \
          second; LG: each 20 s; Victron: each 10 min; else 60 s
          """,
        needs: "a dialect whose inverters answer", severity: .hint)
    case .twoMasters:
      RuleDefinition(
        "two_masters", "one battery speaks",
        why: """
          Two masters on one bus contradict each other with each frame: the \
          inverter obeys whoever spoke last.
          """,
        source:
          "field: parallel packs with one address, or a gateway beside them",
        needs: "SOC or a manufacturer")
    case .frozenValues:
      RuleDefinition(
        "frozen_values",
        "measurements change within hold_s while current_a or more flows",
        why: """
          The sender repeats what it has read last, and the inverter steers a \
          battery that nobody watches any more.
          """,
        source: "field: gateways that have lost their BMS",
        needs: "voltage and current")
    case .frozenSOC:
      RuleDefinition(
        "frozen_soc",
        "SOC from 10 to 90 % changes before share_percent of the capacity flows",
        why: """
          The inverter stops discharging by the SOC: one that stands still lets \
          it empty the battery, or leaves it idle with charge in it.
          """,
        source: "field: gateways and BMS that count no charge",
        needs: "SOC, current, and a capacity")
    case .voltageAboveLimit:
      RuleDefinition(
        "voltage_above_limit",
        "voltage within the charge voltage limit while current flows in",
        why: """
          The inverter charges by its own settings and not by what the battery \
          asks for, until the packs switch off.
          """,
        source: "field: the first thing to check after an installation",
        needs: "a charge voltage limit, voltage and current")
    case .voltageBelowCutOff:
      RuleDefinition(
        "voltage_below_cut_off",
        "voltage not below the discharge cut-off voltage while current flows out",
        why: """
          The inverter discharges by its own settings and not by what the battery \
          asks for, until the packs switch off.
          """,
        source: "field: the first thing to check after an installation",
        needs: "a discharge cut-off voltage, voltage and current")
    case .limitBelowVoltage:
      RuleDefinition(
        "limit_below_voltage",
        "charge voltage limit not below the voltage of a battery at rest",
        why: """
          Nothing can be charged. Some batteries stop charging like that, and a \
          full one is healthy so; others ask for what no inverter can give.
          """,
        source: "field: gateways that are set for fewer cells; Victron",
        needs: "a charge voltage limit, voltage and current", severity: .hint)
    case .implausibleValue:
      RuleDefinition(
        "implausible_value", "only values that can be",
        why: """
          A sensor is broken or a frame is read wrongly, and the inverter steers \
          by it.
          """,
        source: "field: -150 C, SOC of 120 %",
        needs: "SOC, current or temperature")
    }
  }
}
