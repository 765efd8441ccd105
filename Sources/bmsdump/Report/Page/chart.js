// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/** A picture that is looked into, by pointer and by keyboard. */
class Chart extends Picture {
  constructor(figure) {
    super(figure);
    this.figure = figure;
    this.output = figure.querySelector("output");
    this.live = figure.querySelector(".live");
    this.table = figure.querySelector("details.values");
    this.cursor = null;
    new ResizeObserver(() => this.resize()).observe(this.plot);
    this.resize();
  }

  draw() {
    super.draw();
    this.drawCursor();
    this.tell();
    if (this.table.open) this.fillTable();
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
}
