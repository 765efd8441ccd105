// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

const root = document.documentElement;
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

const charts = [...document.querySelectorAll("figure.chart")]
  .map((figure) => new ListeningChart(figure));

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
