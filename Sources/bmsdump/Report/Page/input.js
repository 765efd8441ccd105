// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// What pointer, keys and buttons do with a chart, and its values as a table.

/** A chart that listens. */
class ListeningChart extends Chart {
  constructor(figure) {
    super(figure);
    this.listen();
  }

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
