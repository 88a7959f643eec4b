// The best so far of each study, against epochs and against time.
(() => {
  const { study: comparison } = report;
  const { studies } = comparison;
  const budgets = 8; // of a table: the greatest, its half, its quarter, and so on
  const longest = Math.max(...studies.map((study) => study.summary.wallSeconds));
  const [unit, unitName] = longest > 3 * 3600 ? [3600, "hours"] : longest > 600 ? [60, "minutes"] : [1, "seconds"];

  /** The nearest integer, and of two the even one, as the terminal rounds. */
  const even = (value) => (Math.abs(value % 1) === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));

  function plot(id, axis, { of, end, words, rounded }) {
    let whole = false;
    let logarithmic = false;
    const last = Math.max(...studies.flatMap((study) => [end(study.summary), ...study.records.map(of)])); // Times of records are rounded.
    const first = Math.min(...studies.flatMap((study) => study.records.map(of)));
    const found = studies.filter((study) => study.records.length > 0);

    /** The best once a study has spent so much; null before its first. */
    const bestAt = (study, budget) => study.records.filter((record) => of(record) <= budget).at(-1)?.metric ?? null;

    function points(study) {
      const steps = study.records.map((record) => ({ value: [of(record), record.metric], record }));
      const done = steps.at(-1);
      return done && end(study.summary) > done.value[0] ? [...steps, { value: [end(study.summary), done.value[1]], symbol: "none" }] : steps;
    }

    report.plots[id] = {
      nothing: () => (found.length === 0 ? "No trial of these studies has reached a rung yet." : null),
      says: () => `The best ${report.metric} so far by ${axis}: ${studies.map((study) => `${study.label} ends with ${tools.metric(study.summary.best)} after ${words(end(study.summary))}`).join("; ")}.`,
      controls() {
        tools.tick(id, "logarithmic", (ticked) => { logarithmic = ticked; report.redraw(id); });
        tools.tick(id, "early values too", (ticked) => { whole = ticked; report.redraw(id); });
      },
      option(colours) {
        const range = tools.range(studies.flatMap((study) => study.records.map((record) => record.metric)), whole);
        const outside = range.outside ? ` (${range.outside} outside)` : "";
        const across = logarithmic ? { min: tools.tidy(Math.max(first, last / 1e4) * 0.9), max: tools.tidy(last * 1.05) } : { min: 0 };
        return {
          grid: { left: 64, right: tools.narrow() ? 16 : 30, top: 50, bottom: 50 },
          legend: { type: "scroll", textStyle: { color: colours.ink, width: 220, overflow: "truncate" }, pageTextStyle: { color: colours.soft }, pageIconColor: colours.ink },
          xAxis: tools.axis(logarithmic ? "log" : "value", axis, colours, { ...across, axisLabel: { color: colours.soft, hideOverlap: true, formatter: (value) => tools.number(value, 3) } }),
          yAxis: tools.axis("value", tools.metricName() + outside, colours, { nameGap: 46, min: range.min, max: range.max, interval: range.step }),
          tooltip: { formatter: (item) => (item.data.record ? tools.tip(item.seriesName, [["best so far", tools.metric(item.data.record.metric)], ["trial", item.data.record.trial], ["rung", item.data.record.rung], ["epochs", item.data.record.epochs], ["time", tools.duration(item.data.record.seconds)]]) : "") },
          series: studies.map((study, at) => {
            const style = report.style(at, colours);
            return {
              name: study.label, type: "line", step: "end", symbol: style.symbol, symbolSize: 8, clip: true,
              itemStyle: { color: style.color }, lineStyle: { width: 2.5, type: style.dash, color: style.color }, emphasis: { focus: "series" },
              data: points(study),
            };
          }),
        };
      },
    };

    if (found.length > 0) {
      const rows = new Map(Array.from({ length: budgets }, (none, at) => rounded(last / 2 ** (budgets - 1 - at)))
        .filter((budget) => studies.some((study) => bestAt(study, budget) !== null))
        .map((budget) => [words(budget), studies.map((study) => tools.metric(bestAt(study, budget)))])); // One row for each text.
      tools.fill(tools.byId(`${id}-table`), `Best so far by ${axis}`, [axis, ...studies.map((study) => study.label)],
        [...rows].map(([budget, bests]) => [budget, ...bests]), (at) => at > 0);
    } else {
      tools.byId(`${id}-table`).closest("details").remove();
    }
  }

  plot("epochs", "epochs trained in all", { of: (record) => record.epochs, end: (summary) => summary.epochs, words: (epochs) => tools.count(epochs, "epoch"), rounded: even });
  plot("time", `${unitName} of work`, { of: (record) => record.seconds / unit, end: (summary) => summary.wallSeconds / unit, words: (time) => tools.duration(time * unit), rounded: (time) => time });
})();
