"use strict";
// Charts over time that share one axis. All text goes in as text, never as
// markup.
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const root = document.documentElement;

  // ---- Theme

  const theme = document.getElementById("theme");
  const themes = ["auto", "light", "dark"];
  let chosen = 0;
  theme.hidden = false;
  theme.addEventListener("click", () => {
    chosen = (chosen + 1) % themes.length;
    if (chosen === 0) root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", themes[chosen]);
    theme.textContent = "Theme: " + themes[chosen];
  });

  // ---- Data

  /** Reads what is kept of a signal: changes, each with its extremes. */
  function decode(trace) {
    const flat = trace.data;
    const count = flat.length / 4;
    const scale = 10 ** trace.decimals;
    const length = 2 ** trace.shift;
    const found = {
      at: new Float64Array(count), low: new Float64Array(count),
      high: new Float64Array(count), last: new Float64Array(count),
      length, gaps: spans(trace.gaps),
    };
    let index = 0;
    let last = 0;
    for (let i = 0; i < count; i++) {
      index += flat[4 * i];
      last += flat[4 * i + 1];
      found.at[i] = index * length;
      found.last[i] = last / scale;
      found.low[i] = (last - flat[4 * i + 2]) / scale;
      found.high[i] = (last + flat[4 * i + 3]) / scale;
    }
    return { ...trace, ...found };
  }

  /** Reads spans: room before each, and its length. */
  function spans(flat) {
    const result = [];
    let at = 0;
    for (let i = 0; i < flat.length; i += 2) {
      const start = at + flat[i];
      at = start + flat[i + 1];
      result.push([start, at]);
    }
    return result;
  }

  /** The place of the last element that is not beyond a position, or -1. */
  function lastUpTo(at, position) {
    let low = 0;
    let high = at.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at[middle] <= position) low = middle + 1; else high = middle;
    }
    return low - 1;
  }

  const covers = (list, position) =>
    list.some(([start, end]) => start < position && position < end);

  const overlaps = (list, from, to) =>
    list.some(([start, end]) => start <= to && end >= from);

  /** The least and greatest value of a trace within a part of the axis. */
  function extremes(trace, from, to) {
    let low = Infinity;
    let high = -Infinity;
    const first = lastUpTo(trace.at, from);
    if (first >= 0) {
      const held = trace.at[first] + trace.length <= from;
      low = held ? trace.last[first] : trace.low[first];
      high = held ? trace.last[first] : trace.high[first];
    }
    for (let i = first + 1; i < trace.at.length && trace.at[i] <= to; i++) {
      low = Math.min(low, trace.low[i]);
      high = Math.max(high, trace.high[i]);
    }
    return [low, high];
  }

  // ---- Axes

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
      if (seconds < 3600) {
        return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
      }
      if (seconds < 86400) {
        return `${Math.floor(seconds / 3600)} h `
          + `${Math.floor(seconds / 60) % 60} min`;
      }
      return `${Math.floor(seconds / 86400)} d `
        + `${Math.floor(seconds / 3600) % 24} h`;
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
          add(seconds, month % 12 === 0 ? `${name} ${year}` : name);
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

  // ---- Drawing

  function make(parent, name, attributes, text) {
    const element = document.createElementNS(SVG, name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    if (text !== undefined) element.textContent = text;
    parent.append(element);
    return element;
  }

  const round = (number) => Math.round(number * 10) / 10;

  /** A line that goes through every extreme and has a step at each change. */
  function path(trace, from, to, x, y) {
    let result = "";
    let gap = 0;
    const first = Math.max(0, lastUpTo(trace.at, from));
    let isDown = false;
    let column = null;
    const flush = () => {
      if (!column) return;
      const { at, low, high, last, before } = column;
      result += isDown ? `H${at}` : `M${at},${y(column.first)}`;
      isDown = true;
      const points = [];
      if (low !== last || before !== last) {
        if (high !== before && high !== last) points.push(high);
        if (low !== before && low !== last) points.push(low);
        points.push(last);
      }
      for (const value of points) result += `V${y(value)}`;
      column = null;
    };
    const lift = (position) => {
      flush();
      if (isDown) result += `H${round(x(Math.min(position, to)))}`;
      isDown = false;
    };
    let held = null;
    for (let i = first; i < trace.at.length && trace.at[i] <= to; i++) {
      while (gap < trace.gaps.length && trace.gaps[gap][0] < trace.at[i]) {
        if (trace.gaps[gap][1] > from) lift(Math.max(from, trace.gaps[gap][0]));
        const end = trace.gaps[gap][1];
        // The same value can come back after a gap.
        if (held !== null && end < trace.at[i] && end <= to && end >= from) {
          result += `M${round(x(end))},${y(held)}`;
          isDown = true;
        }
        gap++;
      }
      const isHeld = trace.at[i] + trace.length <= from;
      const low = isHeld ? trace.last[i] : trace.low[i];
      const high = isHeld ? trace.last[i] : trace.high[i];
      const last = trace.last[i];
      const at = round(x(Math.max(from, trace.at[i])));
      if (column && column.at !== at) flush();
      if (!column) {
        const before = isDown && held !== null ? held : last;
        column = { at, low, high, last, before, first: before };
      } else {
        column.low = Math.min(column.low, low);
        column.high = Math.max(column.high, high);
        column.last = last;
      }
      held = last;
    }
    flush();
    for (; gap < trace.gaps.length && trace.gaps[gap][0] <= to; gap++) {
      const [start, end] = trace.gaps[gap];
      if (end <= from) continue;
      lift(Math.max(from, start));
      if (held !== null && end < to) {
        result += `M${round(x(end))},${y(held)}`;
        isDown = true;
      }
    }
    if (isDown) result += `H${round(x(to))}`;
    return result;
  }

  const HEIGHTS = [160, 160, 120, 90];

  class Chart {
    constructor(figure) {
      const source = figure.querySelector("script");
      const data = JSON.parse(source.textContent);
      this.data = data;
      this.axis = new Axis(data);
      this.traces = data.traces.map(decode);
      this.bands = data.bands.map((band) =>
        ({ ...band, spans: spans(band.spans) }));
      this.silence = this.bands.find((band) => band.isBattery);
      this.plot = figure.querySelector(".plot");
      this.output = figure.querySelector("output");
      this.live = figure.querySelector(".live");
      this.table = figure.querySelector("details.values");
      this.figure = figure;
      this.full = [0, Math.max(data.end, data.unit === 1 ? 1 : 1000)];
      this.view = this.full;
      this.cursor = null;
      this.isFitted = false;
      this.width = 0;
      this.scale = 1;
      this.listen();
      new ResizeObserver(() => this.resize()).observe(this.plot);
      this.resize();
    }

    // -- Layout and picture

    resize(width = this.plot.clientWidth) {
      if (width === this.width || width === 0) return;
      this.width = width;
      this.draw();
    }

    x(position) {
      const [from, to] = this.view;
      return this.left + (position - from) / (to - from)
        * (this.right - this.left);
    }

    position(x) {
      const [from, to] = this.view;
      const share = (x - this.left) / (this.right - this.left);
      return from + Math.min(1, Math.max(0, share)) * (to - from);
    }

    draw() {
      const isNarrow = this.width < 700;
      this.isNarrow = isNarrow;
      this.left = isNarrow ? 46 : 236;
      this.right = this.width - (isNarrow ? 8 : 40);
      const svg = document.createElementNS(SVG, "svg");
      svg.setAttribute("aria-hidden", "true");
      this.svg = svg;
      this.panels = [];
      this.back = make(svg, "g", {});
      let top = 4;
      this.data.panels.forEach((panel, index) => {
        const traces = this.traces.filter((trace) => trace.panel === index);
        if (traces.some((trace) => trace.at.length > 0)) {
          top = this.drawPanel(panel, index, traces, top);
        }
      });
      top = this.drawBands(top + 26);
      this.drawTime(top);
      this.drawSilence();
      svg.setAttribute("viewBox", `0 0 ${this.width} ${top}`);
      this.front = make(svg, "g", {});
      this.plot.replaceChildren(svg);
      this.height = top;
      this.drawCursor();
      this.tell();
      if (this.table.open) this.fillTable();
    }

    range(panel, traces) {
      const [from, to] = this.view;
      let low = Infinity;
      let high = -Infinity;
      for (const trace of traces) {
        if (this.isFitted && trace.role !== "value") continue;
        const [least, greatest] = extremes(trace, from, to);
        low = Math.min(low, least);
        high = Math.max(high, greatest);
      }
      if (panel.range && !this.isFitted) {
        low = Math.min(low, panel.range[0]);
        high = Math.max(high, panel.range[1]);
      }
      if (low > high) return [0, 1];
      if (panel.references.some(([value]) => value === 0) && !this.isFitted) {
        low = Math.min(low, 0);
        high = Math.max(high, 0);
      }
      const least = { V: 0.4, A: 2, "%": 2 }[panel.unit] ?? 2;
      const extra = Math.max((high - low) * 0.06, (least - high + low) / 2);
      return [low - extra, high + extra];
    }

    drawPanel(panel, index, traces, top) {
      const { svg, left, right, isNarrow } = this;
      const height = HEIGHTS[index] * this.scale;
      const entries = traces.filter((trace) => trace.at.length > 0);
      const head = isNarrow ? 8 + 16 * (entries.length + 1) : 0;
      const y0 = top + head + 6;
      const y1 = y0 + height;
      const [low, high] = this.range(panel, traces);
      const y = (value) =>
        round(y1 - (value - low) / (high - low) * height);
      const step = niceStep(high - low, height / 34);
      const digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
      for (let i = Math.ceil(low / step); i * step <= high; i++) {
        const at = y(i * step);
        make(this.back, "path", { class: "grid", d: `M${left},${at}H${right}` });
        make(svg, "text", {
          class: "tick", x: left - 7, y: at + 4, "text-anchor": "end",
        }, (i * step).toFixed(digits).replace("-", "\u2212"));
      }
      for (const [value, title] of panel.references) {
        if (value < low || value > high) continue;
        make(svg, "path", {
          class: "reference", d: `M${left},${y(value)}H${right}`,
        });
        make(svg, "text", isNarrow
          ? { class: "note", x: right - 4, y: y(value) - 4, "text-anchor": "end" }
          : { class: "note", x: right + 6, y: y(value) + 4 }, title);
      }
      make(svg, "text", { class: "head", x: 0, y: (isNarrow ? top : y0) + 12 },
        `${panel.title}, ${panel.unit}`);
      const base = (isNarrow ? top : y0) + 32;
      const clip = make(svg, "svg", {
        x: left, y: y0 - 2, width: right - left, height: height + 4,
        viewBox: `${left} ${y0 - 2} ${right - left} ${height + 4}`,
      });
      const place = {};
      for (const [i, trace] of entries.entries()) {
        const at = base + 16 * i;
        make(svg, "path", {
          class: "trace " + trace.role, d: `M0,${at - 4}H16`,
        });
        make(svg, "text", { x: 23, y: at }, trace.title);
        place[trace.role] = make(svg, "text", {
          class: "now", x: isNarrow ? right : 184, y: at,
        }, "");
        trace.now = place[trace.role];
      }
      // What is measured lies above its limits.
      const order = [...entries].sort((a, b) =>
        (a.role === "value") - (b.role === "value"));
      for (const trace of order) {
        make(clip, "path", {
          class: "trace " + trace.role,
          d: path(trace, ...this.view, (at) => this.x(at), y),
        });
      }
      make(svg, "rect", {
        class: "frame", x: left, y: y0, width: right - left, height,
      });
      this.panels.push({ traces: entries, y, y0, y1, low, high });
      return y1 + (isNarrow ? 14 : 22);
    }

    drawTime(bottom) {
      const { left, right } = this;
      const [from, to] = this.view;
      const ticks = this.axis.ticks(from, to, (right - left) / 95);
      const top = this.panels.length ? this.panels[0].y0 : 0;
      const at = this.axisTop + 4;
      let free = -Infinity;
      for (const [position, label] of ticks) {
        const x = round(this.x(position));
        make(this.back, "path", {
          class: "grid", d: `M${x},${top}V${bottom - 4}`,
        });
        const half = label.length * 3.2;
        if (x - half < free || x + half > this.width) continue;
        free = x + half + 10;
        make(this.svg, "text", {
          class: "tick", x, y: at, "text-anchor": "middle",
        }, label);
      }
      if (!this.isNarrow) {
        const word = { utc: "Time, UTC", local: "Time, recorder's local",
          relative: "Time since the recorder's zero", frames: "Frame number" };
        make(this.svg, "text", { class: "note", x: 0, y: at },
          word[this.axis.kind]);
      }
      for (const [position] of this.axis.parts.slice(1)) {
        if (position < from || position > to) continue;
        make(this.svg, "path", {
          class: "jump", d: `M${round(this.x(position))},${top}V${bottom - 4}`,
        });
      }
    }

    drawBands(top) {
      const { svg, left, right, isNarrow } = this;
      const [from, to] = this.view;
      // The labels of the axis stand between charts and bands.
      this.axisTop = top - 30;
      top -= 12;
      const rows = this.bands.map((band) => [band.title, band]);
      if (this.data.marks.length > 0) rows.unshift(["Events", null]);
      const height = isNarrow ? 30 : 19;
      for (const [title, band] of rows) {
        const middle = top + height - 9;
        const label = isNarrow ? top + 12 : middle + 4;
        const room = isNarrow ? 60 : 36;
        const text = make(svg, "text", { x: 0, y: label },
          title.length > room ? title.slice(0, room - 1) + "\u2026" : title);
        make(text, "title", {}, title);
        make(this.back, "path", { class: "row", d: `M${left},${middle}H${right}` });
        if (band) this.drawBand(band, middle - 5, from, to);
        else this.drawMarks(middle, from, to);
        top += height;
      }
      return top + 6;
    }

    drawBand(band, y, from, to) {
      let d = "";
      let last = -Infinity;
      for (const [start, end] of band.spans) {
        if (end < from || start > to) continue;
        const x0 = round(this.x(Math.max(start, from)));
        const x1 = round(Math.max(this.x(Math.min(end, to)), x0 + 1.5));
        if (x1 <= last) continue;
        d += `M${Math.max(x0, last)},${y}H${x1}V${y + 10}`
          + `H${Math.max(x0, last)}Z`;
        last = x1;
      }
      make(this.svg, "path", { class: "band " + band.style, d });
    }

    drawMarks(y, from, to) {
      for (const [position, title] of this.data.marks) {
        if (position < from || position > to) continue;
        const x = round(this.x(position));
        const mark = make(this.svg, "path", {
          class: "mark", d: `M${x},${y - 5}l5,5l-5,5l-5,-5Z`,
        });
        make(mark, "title", {}, title);
      }
    }

    drawSilence() {
      const [from, to] = this.view;
      for (const [start, end] of this.silence?.spans ?? []) {
        if (end < from || start > to) continue;
        const x0 = this.x(Math.max(start, from));
        const x1 = this.x(Math.min(end, to));
        for (const { y0, y1 } of this.panels) {
          make(this.back, "rect", {
            class: "shade", x: round(x0), y: y0,
            width: round(Math.max(x1 - x0, 0.5)), height: y1 - y0,
          });
        }
      }
    }

    // -- Cursor

    /** What a trace says at a position. */
    reading(trace, position) {
      const i = lastUpTo(trace.at, position);
      if (i < 0 || covers(trace.gaps, position)) return null;
      const isInside = position < trace.at[i] + trace.length;
      return {
        value: trace.last[i],
        low: isInside ? trace.low[i] : trace.last[i],
        high: isInside ? trace.high[i] : trace.last[i],
      };
    }

    number(trace, value) {
      return (trace.negated ? -value : value).toFixed(trace.decimals)
        .replace("-", "\u2212");
    }

    words(trace, reading) {
      if (!reading) return "\u2013";
      const { low, high, value } = reading;
      if (low === high) return this.number(trace, value);
      const ends = trace.negated ? [high, low] : [low, high];
      return ends.map((end) => this.number(trace, end)).join(" \u2026 ");
    }

    drawCursor() {
      const isSet = this.cursor !== null;
      this.front.replaceChildren();
      for (const { traces, y, low, high } of this.panels) {
        for (const trace of traces) {
          const reading = isSet ? this.reading(trace, this.cursor) : null;
          trace.now.textContent = isSet ? this.words(trace, reading) : "";
          if (!reading || reading.value < low || reading.value > high) continue;
          make(this.front, "circle", {
            class: "dot " + trace.role, cx: round(this.x(this.cursor)),
            cy: y(reading.value), r: 3,
          });
        }
      }
      if (!isSet) return;
      const x = round(this.x(this.cursor));
      const line = make(this.front, "path", {
        class: "cursor", d: `M${x},0V${this.height}`,
      });
      this.front.prepend(line);
    }

    pixel() {
      return (this.view[1] - this.view[0]) / (this.right - this.left);
    }

    /** What goes on at a position. */
    active(position) {
      const near = this.pixel();
      return this.bands.filter((band) =>
        overlaps(band.spans, position - near / 2, position + near / 2));
    }

    /** Says what is shown, or what is at the cursor. */
    tell() {
      const { output, axis, view } = this;
      output.replaceChildren();
      const strong = document.createElement("b");
      if (this.cursor === null) {
        strong.textContent = axis.duration(view[1] - view[0]);
        const unit = this.pixel() * 10;
        output.append(strong,
          ` from ${axis.text(view[0], unit)} to ${axis.text(view[1], unit)}`);
        return;
      }
      strong.textContent = axis.text(this.cursor, this.pixel());
      const names = this.active(this.cursor).map((band) => band.title);
      for (const [position, title] of this.data.marks) {
        if (Math.abs(position - this.cursor) < 4 * this.pixel()) {
          names.push(title);
        }
      }
      output.append(strong, names.length ? " \u00b7 " + names.join(", ") : "");
    }

    setCursor(position) {
      this.cursor = position === null ? null
        : Math.min(this.view[1], Math.max(this.view[0], position));
      this.drawCursor();
      this.tell();
    }

    /** Says the cursor to who does not see it. */
    say() {
      if (this.cursor === null) {
        this.live.textContent = this.output.textContent;
        return;
      }
      const values = this.panels.flatMap(({ traces }) => traces.map((trace) =>
        trace.long + " " + this.words(trace, this.reading(trace, this.cursor))
          + " " + this.data.panels[trace.panel].unit));
      this.live.textContent = this.output.textContent + "; "
        + values.join(", ");
    }

    // -- Zoom

    show(from, to) {
      const [start, end] = this.full;
      const least = Math.min(end - start, this.data.unit === 1 ? 4 : 10000);
      let span = Math.min(end - start, Math.max(least, to - from));
      const middle = (from + to) / 2;
      from = Math.min(end - span, Math.max(start, middle - span / 2));
      if (span >= (end - start) * 0.9999) [from, span] = [start, end - start];
      this.view = [from, from + span];
      if (this.cursor !== null
        && (this.cursor < from || this.cursor > from + span)) {
        this.cursor = null;
      }
      this.draw();
    }

    zoom(factor) {
      const [from, to] = this.view;
      const center = this.cursor ?? (from + to) / 2;
      this.show(center - (center - from) * factor,
        center + (to - center) * factor);
    }

    pan(share) {
      const [from, to] = this.view;
      const way = (to - from) * share;
      const limited = Math.max(this.full[0] - from,
        Math.min(this.full[1] - to, way));
      this.show(from + limited, to + limited);
    }

    reset() {
      this.show(...this.full);
    }

    fit(button) {
      this.isFitted = !this.isFitted;
      button.setAttribute("aria-pressed", String(this.isFitted));
      this.draw();
    }

    // -- Input

    listen() {
      const actions = {
        in: () => this.zoom(0.5), out: () => this.zoom(2),
        earlier: () => this.pan(-0.5), later: () => this.pan(0.5),
        reset: () => this.reset(),
      };
      for (const button of this.figure.querySelectorAll("button[data-do]")) {
        button.addEventListener("click", () => {
          const action = actions[button.dataset.do];
          if (action) action(); else this.fit(button);
        });
      }
      this.figure.querySelector(".tools").hidden = false;
      this.listenToKeys();
      this.listenToPointer();
      this.table.hidden = false;
      this.table.addEventListener("toggle", () => {
        if (this.table.open) this.fillTable();
      });
      const section = this.figure.closest("section");
      for (const button of section.querySelectorAll("button[data-at]")) {
        button.hidden = false;
        button.addEventListener("click", () => {
          const at = Number(button.dataset.at);
          const span = Math.min(this.view[1] - this.view[0],
            (this.full[1] - this.full[0]) / 8);
          this.show(at - span / 2, at + span / 2);
          this.setCursor(at);
          this.plot.focus();
          this.figure.scrollIntoView({ block: "center" });
        });
      }
    }

    listenToKeys() {
      const keys = {
        "+": () => this.zoom(0.5), "=": () => this.zoom(0.5),
        "-": () => this.zoom(2), PageUp: () => this.pan(-0.5),
        PageDown: () => this.pan(0.5), "0": () => this.reset(),
        Home: () => this.setCursor(this.view[0]),
        End: () => this.setCursor(this.view[1]),
        Escape: () => { this.setCursor(null); this.reset(); },
      };
      this.plot.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (way) {
          const step = this.pixel() * (event.shiftKey ? 50 : 5) * way;
          const next = (this.cursor ?? (this.view[0] + this.view[1]) / 2) + step;
          const out = next < this.view[0] ? next - this.view[0]
            : next > this.view[1] ? next - this.view[1] : 0;
          if (out !== 0) this.pan(out / (this.view[1] - this.view[0]));
          this.setCursor(next);
        } else if (keys[event.key]) {
          keys[event.key]();
        } else {
          return;
        }
        event.preventDefault();
        this.say();
      });
    }

    listenToPointer() {
      const { plot } = this;
      const at = (event) => {
        const box = plot.getBoundingClientRect();
        return (event.clientX - box.left) * this.width / box.width;
      };
      let start = null;
      let selection = null;
      const end = () => {
        selection?.remove();
        start = selection = null;
      };
      plot.addEventListener("pointerdown", (event) => {
        if (event.button !== 0) return;
        start = at(event);
        plot.setPointerCapture(event.pointerId);
      });
      plot.addEventListener("pointermove", (event) => {
        const x = at(event);
        this.setCursor(this.position(x));
        if (start === null || Math.abs(x - start) < 4) return;
        selection ??= make(this.svg, "rect", {
          class: "selection", y: 0, height: this.height,
        });
        const [x0, x1] = [x, start].sort((a, b) => a - b)
          .map((x) => Math.min(this.right, Math.max(this.left, x)));
        selection.setAttribute("x", x0);
        selection.setAttribute("width", x1 - x0);
      });
      plot.addEventListener("pointerup", (event) => {
        if (start === null) return;
        const x = at(event);
        const range = [this.position(start), this.position(x)];
        const isDrag = selection !== null && range[0] !== range[1];
        end();
        if (isDrag) this.show(Math.min(...range), Math.max(...range));
      });
      plot.addEventListener("pointercancel", end);
      plot.addEventListener("pointerleave", () => {
        if (start === null) this.setCursor(null);
      });
      plot.addEventListener("dblclick", () => this.reset());
    }

    // -- Table

    /** The values of what is shown, for who does not see the picture. */
    fillTable() {
      const rows = 24;
      const [from, to] = this.view;
      const table = this.table.querySelector("table");
      const traces = this.panels.flatMap(({ traces }) => traces);
      const head = document.createElement("thead");
      const body = document.createElement("tbody");
      const row = (parent, cells, kind) => {
        const line = document.createElement("tr");
        cells.forEach((text, i) => {
          const isHead = kind === "th" || i === 0;
          const cell = document.createElement(isHead ? "th" : "td");
          if (isHead) cell.scope = kind === "th" ? "col" : "row";
          cell.textContent = text;
          line.append(cell);
        });
        parent.append(line);
      };
      row(head, ["From", ...traces.map((trace) =>
        `${trace.long}, ${this.data.panels[trace.panel].unit}`),
        "Going on"], "th");
      for (let i = 0; i < rows; i++) {
        const start = from + (to - from) * i / rows;
        const end = from + (to - from) * (i + 1) / rows;
        const values = traces.map((trace) => {
          if (trace.gaps.some(([a, b]) => a <= start && b >= end)) {
            return "\u2013";
          }
          const [low, high] = extremes(trace, start, end);
          return low > high ? "\u2013"
            : this.words(trace, { low, high, value: low });
        });
        const names = this.bands
          .filter((band) => overlaps(band.spans, start, end))
          .map((band) => band.title);
        row(body, [this.axis.text(start, (to - from) / rows / 10), ...values,
          names.join(", ")], "td");
      }
      table.replaceChildren(head, body);
    }
  }

  // ---- Page

  const charts = [...document.querySelectorAll("figure.chart")]
    .map((figure) => new Chart(figure));

  addEventListener("beforeprint", () => {
    for (const chart of charts) {
      chart.cursor = null;
      // It has to fit on a page, together with what is said of the bus.
      chart.scale = 0.7;
      chart.resize(760);
    }
  });
  addEventListener("afterprint", () => {
    for (const chart of charts) {
      chart.scale = 1;
      chart.resize();
    }
  });
})();
