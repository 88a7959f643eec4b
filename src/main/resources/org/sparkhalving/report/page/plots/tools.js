"use strict";
// What every plot uses. `report` is the page's one global name beside ECharts' own: a test asks it.
const report = {
  study: JSON.parse(document.getElementById("data").textContent), // or, on a page that compares, studies
  plots: {}, // by id: { nothing, says, option, ready, controls }
  charts: {}, // by id, once drawn
};

const tools = {
  byId: (id) => document.getElementById(id),

  /** An element with attributes and children; texts stay texts. */
  el(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  },

  /** The colours of the reader's scheme. */
  colours() {
    const style = getComputedStyle(document.documentElement);
    const names = ["page", "card", "ink", "soft", "line", "grid", "best", "bad", "first", "last", "one", "two", "three", "idle", "cut", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"];
    return Object.fromEntries(names.map((name) => [name, style.getPropertyValue("--" + name).trim()]));
  },

  /** The colour of a rung: the later, the further from the page's. */
  rungColour(rung, colours) {
    const rungs = report.study.rungs.length;
    const share = rungs < 2 ? 1 : (rung ?? 0) / (rungs - 1);
    const part = (hex, at) => parseInt(hex.slice(at, at + 2), 16);
    const mixed = [1, 3, 5].map((at) => Math.round(part(colours.first, at) * (1 - share) + part(colours.last, at) * share));
    return `rgb(${mixed.join(",")})`;
  },

  /** A number as people read it; a dash where there is none. */
  number(value, digits = 4) {
    if (value === null || value === undefined) return "–";
    if (typeof value !== "number") return String(value);
    if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
    if (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e7) return String(Number(value.toPrecision(digits)));
    return value === 0 ? "0" : value.toExponential(digits - 1).replace(/\.?0+e/, "e");
  },

  /** Rounded to so many decimals, half of the last one up, as the terminal has it; 86.475 is a little less in binary. */
  fixed: (value, decimals) => (value * (1 + 1e-12)).toFixed(decimals),

  /** A value of the study's metric with its unit. */
  metric(value) {
    if (value === null || value === undefined) return "–";
    return report.study.ranking.metric === "val_accuracy" ? tools.fixed(value, 2) + " %" : tools.fixed(value, 4);
  },

  metricName: () => (report.study.ranking.metric === "val_accuracy" ? "validation accuracy, %" : "validation loss"),

  /** Seconds as 1:02:03, whole ones, as the terminal has them. */
  duration(seconds) {
    const whole = Math.floor(Math.round(1000 * seconds) / 1000);
    const two = (part) => String(part).padStart(2, "0");
    return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  },

  /** A time that may be short: 2.1 s, or 0:01:10. */
  seconds: (seconds) => (seconds < 60 ? seconds.toFixed(1) + " s" : tools.duration(seconds)),

  /** A time of the data as 2026-05-04 12:00. */
  minute: (instant) => instant.slice(0, 16).replace("T", " "),

  count: (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`,

  /** What a plot shows of something under the cursor: a title and facts. */
  tip(title, facts) {
    const list = facts.flatMap(([name, value]) => [tools.el("dt", {}, name), tools.el("dd", {}, String(value))]);
    return tools.el("div", { class: "tip" }, tools.el("strong", {}, title), tools.el("dl", {}, ...list));
  },

  /** A trial under the cursor. */
  trialTip(trial) {
    const values = report.study.axes
      .map((axis, at) => [axis.name, trial.values[at], axis.searched])
      .filter(([, value, searched]) => searched && value !== null)
      .map(([name, value]) => [name, tools.number(value)]);
    const end = [["status", trial.status], ["epochs", trial.epochs], ["metric", tools.metric(trial.metric)]];
    return tools.tip(`trial ${trial.trial}`, [...end, ...values].slice(0, 16));
  },

  /** A labelled choice among the controls of a section. */
  choice(section, label, options, chosen, changed) {
    const select = tools.el("select", { onchange: (event) => changed(event.target.value) });
    options.forEach(([value, text]) => select.append(tools.el("option", { value, selected: String(value) === String(chosen) }, text)));
    document.querySelector(`#${section} .controls`).append(tools.el("label", {}, label, select));
    return select;
  },

  /** A box to tick. */
  tick(section, label, changed) {
    const box = tools.el("input", { type: "checkbox", onchange: (event) => changed(event.target.checked) });
    document.querySelector(`#${section} .controls`).append(tools.el("label", {}, box, label));
  },

  /** Says among the controls of a section how many values lie outside of its plot. */
  outside(section, count, more = "") {
    const controls = document.querySelector(`#${section} .controls`);
    const place = controls.querySelector(".outside") ?? controls.appendChild(tools.el("span", { class: "outside" }));
    place.textContent = count === 0 ? "" : `${count.toLocaleString("en")} outside${more}`;
  },

  /** A table of texts: a header, and rows of which the first cell is a header too. */
  fill(table, caption, columns, rows, isNumber) {
    const type = (at) => ({ class: isNumber(at) ? "number" : null });
    table.replaceChildren(
      tools.el("caption", { class: "skip" }, caption),
      tools.el("thead", {}, tools.el("tr", {}, ...columns.map((column, at) => tools.el("th", { scope: "col", ...type(at) }, column)))),
      tools.el("tbody", {}, ...rows.map((row) => tools.el("tr", {}, ...row.map((cell, at) => tools.el(at === 0 ? "th" : "td", at === 0 ? { scope: "row" } : type(at), cell))))));
  },

  /** Where most values lie: few that are far worse than the others would make a line of the rest. */
  range(values, whole, worseIsHigh = report.study.ranking.lowerIsBetter) {
    const sorted = values.filter((value) => value !== null && value !== undefined).sort((a, b) => a - b);
    if (sorted.length === 0) return { min: 0, max: 1, step: 0.2, outside: 0 };
    const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
    const spread = at(0.75) - at(0.25) || Math.abs(at(0.5)) * 0.05 || 1;
    let [min, max] = [sorted[0], sorted[sorted.length - 1]];
    if (!whole && !worseIsHigh) min = Math.max(min, at(0.25) - 1.5 * spread);
    if (!whole && worseIsHigh) max = Math.min(max, at(0.75) + 1.5 * spread);
    const outside = sorted.filter((value) => value < min || value > max).length;
    const room = (max - min) * 0.03 || Math.abs(max) * 0.01 || 0.5;
    const step = tools.step((max - min + 2 * room) / 8);
    const whole6 = (value) => Number(value.toPrecision(6));
    return { min: whole6(Math.floor((min - room) / step) * step), max: whole6(Math.ceil((max + room) / step) * step), step, outside };
  },

  /** The next of 1, 2 and 5 times a power of ten. */
  step(size) {
    const power = 10 ** Math.floor(Math.log10(size));
    return power * ([1, 2, 5].find((times) => times * power >= size) ?? 10);
  },

  tidy: (value) => Number(value.toPrecision(3)),

  /** The labels of categories: all of them, cut off where they are too long. */
  categoryLabel: (colours, width) => ({ color: colours.soft, interval: 0, width: Math.max(24, Math.floor(width)), overflow: "truncate" }),

  /** Names of colours under a section's question. */
  keys(id, pairs) {
    const key = ([name, background]) => tools.el("span", {}, tools.el("i", { style: `background:${background}` }), name);
    tools.byId(id).replaceChildren(...pairs.map(key));
  },

  /** An axis in the page's colours. */
  axis(type, name, colours, more) {
    return {
      type, name, nameLocation: "middle", nameGap: 30,
      nameTextStyle: { color: colours.soft }, axisLabel: { color: colours.soft, hideOverlap: true },
      axisLine: { lineStyle: { color: colours.line } }, splitLine: { lineStyle: { color: colours.grid } },
      ...more,
    };
  },

  narrow: () => window.innerWidth < 640,
};
