// Two hyperparameters that the reader chooses; colour is the metric.
(() => {
  const { study } = report;
  const axes = study.axes.map((axis, at) => ({ ...axis, at })).filter((axis) => axis.searched);
  const trials = study.trials.filter((trial) => trial.metric !== null);
  const important = (study.importance?.shares ?? []).map((share) => axes.findIndex((axis) => axis.name === share.name)).filter((at) => at >= 0);
  const viridis = ["#440154", "#3b528b", "#21918c", "#5ec962", "#fde725"]; // as matplotlib has it
  let [x, y] = important.length > 1 ? important : [0, Math.min(1, axes.length - 1)];

  function axisOf(axis, colours, gap) {
    const values = trials.map((trial) => trial.values[axis.at]).filter((value) => value !== null);
    if (axis.kind === "category") return tools.axis("category", axis.name, colours, { data: axis.categories, axisLabel: tools.categoryLabel(colours, gap > 40 ? 50 : (window.innerWidth * 0.7) / axis.categories.length), nameGap: gap, splitLine: { show: true, lineStyle: { color: colours.grid } } });
    if (axis.kind === "number" || values.length === 0) return tools.axis("value", axis.name, colours, { scale: true, nameGap: gap });
    return tools.axis("log", axis.name, colours, { nameGap: gap, min: tools.tidy(Math.min(...values) * 0.9), max: tools.tidy(Math.max(...values) * 1.1), axisLabel: { color: colours.soft, hideOverlap: true, formatter: (value) => tools.number(value, 2) } });
  }

  report.plots.pair = {
    nothing: () => (trials.length === 0 ? "No trial has a result yet." : axes.length < 2 ? "The settings search fewer than two hyperparameters." : null),
    says: () => `${axes[x].name} against ${axes[y].name} of ${trials.length} trials, coloured by ${tools.metricName()}.`,
    controls() {
      const options = axes.map((axis, at) => [at, axis.name]);
      tools.choice("pair", "Across:", options, x, (chosen) => { x = Number(chosen); report.redraw("pair"); });
      tools.choice("pair", "Up:", options, y, (chosen) => { y = Number(chosen); report.redraw("pair"); });
    },
    option(colours) {
      const range = tools.range(trials.map((trial) => trial.metric), false);
      tools.outside("pair", range.outside, " of the colours, and drawn in the last one");
      const shown = trials.filter((trial) => trial.values[axes[x].at] !== null && trial.values[axes[y].at] !== null);
      return {
        grid: { left: 80, right: tools.narrow() ? 20 : 110, top: 20, bottom: tools.narrow() ? 100 : 55 },
        xAxis: axisOf(axes[x], colours, 30),
        yAxis: axisOf(axes[y], colours, 58),
        visualMap: {
          min: range.min, max: range.max, dimension: 2, calculable: false, orient: tools.narrow() ? "horizontal" : "vertical", right: tools.narrow() ? "center" : 0, top: tools.narrow() ? undefined : "middle", bottom: tools.narrow() ? 0 : undefined,
          text: [tools.number(range.max), tools.number(range.min)], textStyle: { color: colours.soft },
          inRange: { color: study.ranking.lowerIsBetter ? [...viridis].reverse() : viridis },
        },
        tooltip: { formatter: (item) => tools.trialTip(item.data.trial) },
        series: [{
          type: "scatter", symbolSize: 12, itemStyle: { borderColor: colours.soft, borderWidth: 0.5 },
          data: shown.map((trial) => ({ value: [trial.values[axes[x].at], trial.values[axes[y].at], trial.metric], trial })),
        }],
      };
    },
  };
})();
