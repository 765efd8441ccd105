// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

const SVG = "http://www.w3.org/2000/svg";

/** Adds an element to a picture; text goes in as text, never as markup. */
function make(parent, name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

const round = (number) => Math.round(number * 10) / 10;

const HEIGHTS = [160, 160, 120, 90];

/** All charts of a bus, above one axis. */
class Picture {
  constructor(figure) {
    const data = JSON.parse(figure.querySelector("script").textContent);
    this.data = data;
    this.axis = new Axis(data);
    this.traces = data.traces.map(decode);
    this.bands = data.bands.map((band) =>
      ({ ...band, spans: spans(band.spans) }));
    this.silence = this.bands.find((band) => band.isBattery);
    this.plot = figure.querySelector(".plot");
    this.full = [0, Math.max(data.end, data.unit === 1 ? 1 : 1000)];
    this.view = this.full;
    this.isFitted = false;
    this.width = 0;
    this.scale = 1;
  }

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
}
