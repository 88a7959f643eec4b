// The metric against each hyperparameter.
(() => {
  const { study } = report;
  const axes = study.axes.map((axis, at) => ({ ...axis, at })).filter((axis) => axis.searched);
  const trials = study.trials.filter((trial) => trial.metric !== null);
  let whole = false;
  const columns = () => Math.min(axes.length, tools.narrow() ? 1 : window.innerWidth < 1000 ? 2 : 3);
  const rowHeight = 210;

  function xAxis(axis, number, colours) {
    const values = trials.map((trial) => trial.values[axis.at]).filter((value) => value !== null);
    const more = { gridIndex: number, nameGap: 26, nameTextStyle: { color: colours.ink }, splitLine: { show: false } };
    if (axis.kind === "category") return tools.axis("category", axis.name, colours, { ...more, data: axis.categories, axisLabel: tools.categoryLabel(colours, (window.innerWidth * 0.8) / columns() / axis.categories.length) });
    if (axis.kind === "number" || values.length === 0) return tools.axis("value", axis.name, colours, { ...more, scale: true, splitNumber: 4 });
    return tools.axis("log", axis.name, colours, { ...more, min: tools.tidy(Math.min(...values) * 0.9), max: tools.tidy(Math.max(...values) * 1.1), axisLabel: { color: colours.soft, hideOverlap: true, formatter: (value) => tools.number(value, 2) } });
  }

  report.plots.slices = {
    nothing: () => (trials.length === 0 ? "No trial has a result yet." : axes.length === 0 ? "The settings search no hyperparameter: all trials tried the same." : null),
    says: () => `Slices: ${tools.metricName()} of ${trials.length} trials against ${axes.map((axis) => axis.name).join(", ")}, one plot each.`,
    height: () => rowHeight * Math.ceil(axes.length / columns()) + 10,
    controls: () => tools.tick("slices", "far outliers too", (ticked) => { whole = ticked; report.redraw("slices"); }),
    option(colours) {
      const range = tools.range(trials.map((trial) => trial.metric), whole);
      tools.outside("slices", range.outside);
      const width = 100 / columns();
      const left = tools.narrow() ? 15 : 5;
      return {
        grid: axes.map((axis, number) => ({
          left: `${(number % columns()) * width + left}%`, width: `${width - left - (tools.narrow() ? 5 : 2)}%`,
          top: Math.floor(number / columns()) * rowHeight + 15, height: rowHeight - 70,
        })),
        xAxis: axes.map((axis, number) => xAxis(axis, number, colours)),
        yAxis: axes.map((axis, number) => tools.axis("value", "", colours, { gridIndex: number, min: range.min, max: range.max, interval: 2 * range.step })),
        tooltip: { formatter: (item) => tools.trialTip(item.data.trial) },
        series: axes.map((axis, number) => ({
          type: "scatter", xAxisIndex: number, yAxisIndex: number, symbolSize: 7,
          data: trials.filter((trial) => trial.values[axis.at] !== null).map((trial) => ({
            value: [trial.values[axis.at], trial.metric], trial,
            itemStyle: { color: trial.trial === study.head.trial ? colours.best : tools.rungColour(trial.rung, colours) },
          })),
        })),
      };
    },
  };
})();
