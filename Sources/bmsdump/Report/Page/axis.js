// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/** Round steps of an axis of numbers. */
function niceStep(span, count) {
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((digit) => digit * power >= rough * 0.999);
  return step * power;
}

const TIME_STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800,
  21600, 43200, 86400, 172800, 604800, 1209600,
];
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const two = (number) => String(number).padStart(2, "0");

class Axis {
  constructor(data) {
    this.kind = data.kind;
    this.unit = data.unit;
    this.digits = data.digits;
    this.parts = data.parts;
    this.end = data.end;
    this.isComplete = data.complete;
  }

  /** The part of the axis that a position is in. */
  part(position) {
    let found = 0;
    while (found + 1 < this.parts.length
      && this.parts[found + 1][0] <= position) found++;
    return found;
  }

  /** Seconds of the capture's clock. */
  seconds(position, part = this.part(position)) {
    const [start, whole, nanoseconds] = this.parts[part];
    return whole + nanoseconds / 1e9 + (position - start) * this.unit;
  }

  /** A time with as many digits as so short a distance needs. */
  text(position, distance) {
    if (this.kind === "frames") return "frame " + Math.round(position);
    const part = this.part(position);
    const [start, whole, nanoseconds] = this.parts[part];
    const needed = Math.ceil(-Math.log10(distance * this.unit));
    const digits = Math.min(Math.max(needed, 0), this.digits, 9);
    const nano = BigInt(whole) * 1000000000n + BigInt(nanoseconds)
      + BigInt(Math.round((position - start) * this.unit * 1e9));
    const rounded = nano - nano % 10n ** BigInt(9 - digits);
    const seconds = rounded / 1000000000n;
    const fraction = digits === 0 ? "" : "."
      + String(rounded % 1000000000n).padStart(9, "0").slice(0, digits);
    const plain = seconds + fraction;
    if (this.kind === "relative") return plain + " s";
    const date = new Date(Number(seconds) * 1000).toISOString()
      .slice(0, 19).replace("T", " ") + fraction;
    return this.kind === "utc" ? `${date} UTC (${plain})`
      : date + " local";
  }

  duration(distance) {
    if (this.kind === "frames") return Math.round(distance) + " frames";
    const seconds = distance * this.unit;
    if (seconds < 60) return +seconds.toPrecision(3) + " s";
    const [unit, name, part, partName] = seconds < 3600
      ? [60, "min", 1, "s"] : seconds < 86400
        ? [3600, "h", 60, "min"] : [86400, "d", 3600, "h"];
    const rest = Math.floor(seconds % unit / part);
    return `${Math.floor(seconds / unit)} ${name}`
      + (rest > 0 ? ` ${rest} ${partName}` : "");
  }

  ticks(from, to, count) {
    if (this.kind === "frames") {
      const step = Math.max(1, niceStep(to - from, count));
      const result = [];
      for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
        result.push([at, String(at)]);
      }
      return result;
    }
    const result = [];
    const step = this.step((to - from) * this.unit, count);
    for (let part = this.part(from); part < this.parts.length; part++) {
      const start = Math.max(from, this.parts[part][0]);
      const next = this.parts[part + 1];
      const end = Math.min(to, next ? next[0] : to);
      if (start > to || start > end) break;
      this.addTicks(result, part, start, end, step);
    }
    return result;
  }

  /** Seconds, or a negative number of months. */
  step(span, count) {
    const rough = span / count;
    if (rough < 1) return niceStep(span, count);
    const step = TIME_STEPS.find((step) => step >= rough);
    if (step) return step;
    if (this.kind === "relative") {
      return 86400 * niceStep(span / 86400, count);
    }
    const months = rough / (30.4 * 86400);
    return -([1, 2, 3, 6, 12].find((step) => step >= months)
      ?? 12 * Math.ceil(months / 12));
  }

  addTicks(result, part, start, end, step) {
    const from = this.seconds(start, part);
    const to = this.seconds(end, part);
    const add = (seconds, label) => {
      result.push([start + (seconds - from) / this.unit, label]);
    };
    if (step < 0) {
      const date = new Date(from * 1000);
      let month = date.getUTCFullYear() * 12 + date.getUTCMonth();
      month = Math.ceil(month / -step) * -step;
      for (;; month -= step) {
        const year = Math.floor(month / 12);
        const seconds = Date.UTC(year, month % 12, 1) / 1000;
        if (seconds > to) return;
        if (seconds < from) continue;
        const name = MONTHS[month % 12];
        // The year is said at first, and where it begins.
        add(seconds, month % 12 === 0 || result.length === 0
          ? `${name} ${year}` : name);
      }
    }
    for (let i = Math.ceil(from / step - 1e-9); i * step <= to; i++) {
      add(i * step, this.label(i * step, step));
      if (result.length > 200) return;
    }
  }

  label(seconds, step) {
    const digits = step < 1 ? Math.ceil(-Math.log10(step) - 1e-9) : 0;
    if (this.kind === "relative") {
      if (step < 60) return seconds.toFixed(digits) + " s";
      const days = Math.floor(seconds / 86400);
      const clock = two(Math.floor(seconds / 3600) % 24) + ":"
        + two(Math.floor(seconds / 60) % 60);
      if (step >= 86400) return days + " d";
      return days > 0 ? `${days} d ${clock}` : clock;
    }
    const date = new Date(Math.round(seconds * 1000));
    const day = `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}`;
    if (step >= 86400) return day;
    const clock = two(date.getUTCHours()) + ":" + two(date.getUTCMinutes());
    if (clock === "00:00" && seconds % 60 === 0) return day;
    if (step >= 60) return clock;
    const rest = seconds - Math.floor(seconds / 60) * 60;
    return clock + ":" + rest.toFixed(digits)
      .padStart(digits ? digits + 3 : 2, "0");
  }
}
