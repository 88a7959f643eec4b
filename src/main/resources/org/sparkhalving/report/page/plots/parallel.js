// Hyperparameters side by side, a line for each trial; what is selected on the axes is what the table shows.
(() => {
  const { study } = report;
  const axes = study.axes.map((axis, at) => ({ ...axis, at })).filter((axis) => axis.searched);
  const trials = study.trials.filter((trial) => trial.metric !== null);
  const none = "(none)";
  let selected = []; // for each axis, the intervals that the reader selected
  let beyond = "";

  /** A trial's place on an axis; one that has no such value lies at the category of none, or breaks the line. */
  const place = (trial, axis) => trial.values[axis.at] ?? (axis.kind === "category" ? none : "-");

  function axisOption(axis, dim, colours) {
    const absent = trials.some((trial) => trial.values[axis.at] === null);
    const option = { dim, name: axis.name, scale: true };
    if (axis.kind === "category") return { ...option, type: "category", data: absent ? [none, ...axis.categories] : axis.categories, axisLabel: tools.categoryLabel(colours, 90) };
    const values = trials.map((trial) => trial.values[axis.at]).filter((value) => value !== null);
    if (axis.kind === "log" && values.length > 0) {
      return { ...option, type: "log", logBase: 10, min: tools.tidy(Math.min(...values) * 0.95), max: tools.tidy(Math.max(...values) * 1.05), axisLabel: { color: colours.soft, formatter: (value) => tools.number(value, 2) } };
    }
    return { ...option, type: "value", axisLabel: { color: colours.soft, formatter: (value) => tools.number(value, 3) } };
  }

  report.plots.parallel = {
    nothing: () => (trials.length === 0 ? "No trial has a result yet." : axes.length === 0 ? "The settings search no hyperparameter: all trials tried the same." : null),
    says: () => `Parallel coordinates of ${trials.length} trials over ${axes.map((axis) => axis.name).join(", ")} and the metric.`,
    height: () => (tools.narrow() ? 90 + 62 * (axes.length + 1) : 440),
    option(colours) {
      const narrow = tools.narrow();
      const range = tools.range(trials.map((trial) => trial.metric), false);
      const end = study.ranking.lowerIsBetter ? range.max : range.min;
      const clamped = (value) => Math.max(range.min, Math.min(range.max, value));
      const metric = { dim: axes.length, name: study.ranking.metric, type: "value", min: range.min, max: range.max, inverse: study.ranking.lowerIsBetter, axisLabel: { color: colours.soft, formatter: (value) => tools.number(value, 4) } };
      beyond = range.outside ? `${tools.count(range.outside, "trial")} beyond ${tools.metric(end)} end at the axis's end.` : "";
      tools.byId("parallel-under").textContent = beyond;
      const line = { lineStyle: { color: colours.soft } };
      return {
        parallel: {
          layout: narrow ? "vertical" : "horizontal", left: narrow ? 20 : 50, right: narrow ? 30 : 60, top: narrow ? 40 : 60, bottom: 40,
          parallelAxisDefault: {
            nameLocation: narrow ? "start" : "end", nameTextStyle: { color: colours.ink, align: narrow ? "left" : "center", verticalAlign: narrow ? "bottom" : undefined, padding: narrow ? [0, 0, 7, 2] : 0 },
            nameRotate: 0, nameGap: narrow ? 0 : 16, axisLine: line, axisTick: line, axisLabel: { color: colours.soft, hideOverlap: true },
            areaSelectStyle: { color: colours.one, borderColor: colours.one, opacity: 0.25, width: 16 },
          },
        },
        parallelAxis: [...axes.map((axis, dim) => axisOption(axis, dim, colours)), metric],
        visualMap: { show: false, dimension: axes.length, min: range.min, max: range.max, inRange: { color: study.ranking.lowerIsBetter ? [colours.best, colours.first] : [colours.first, colours.best] } },
        series: [{
          type: "parallel", lineStyle: { width: 1.4, opacity: 0.65 }, inactiveOpacity: 0.06, smooth: false,
          data: trials.map((trial) => ({ value: [...axes.map((axis) => place(trial, axis)), clamped(trial.metric)], trial: trial.trial })),
        }],
      };
    },
    /** What was selected stays so when the plot is drawn anew. */
    drawn: (chart) => selected.forEach((intervals, at) => intervals.length > 0 && chart.dispatchAction({ type: "axisAreaSelect", parallelAxisIndex: at, intervals })),
    ready(chart) {
      chart.on("axisareaselected", () => {
        const model = chart.getModel();
        selected = [...axes, "the metric's"].map((axis, at) => [...model.getComponent("parallelAxis", at).activeIntervals]);
        const some = selected.some((intervals) => intervals.length > 0);
        const active = model.getSeries()[0].getRawIndicesByActiveState("active");
        report.select(some ? new Set(active.map((at) => trials[at].trial)) : null);
        tools.byId("parallel-under").textContent = some ? `${active.length} of ${trials.length} trials are selected; the table shows these. Click on an axis to undo.` : beyond;
      });
    },
  };
})();
