// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

"use strict";

// What is kept of signals and bands, as the page has it.

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
