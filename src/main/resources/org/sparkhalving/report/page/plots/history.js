// Every trial, and the best so far.
(() => {
  const { study } = report;
  let by = "trial";
  let whole = false;

  const better = (a, b) => b === null || (study.ranking.lowerIsBetter ? a < b : a > b);
  const trials = () => study.trials.filter((trial) => trial.metric !== null && trial.rank !== null); // failed ones have no rank
  const x = { trial: "trial", seconds: "time, minutes of work", epochs: "epochs trained in all" };

  function points() {
    return by === "trial"
      ? trials().map((trial) => ({ at: trial.trial, trial: trial.trial, rung: trial.rung, metric: trial.metric }))
      : study.arrivals.map((arrival) => ({ ...arrival, at: by === "seconds" ? arrival.seconds / 60 : arrival.epochs }));
  }

  function bestSoFar(all) {
    let best = null;
    if (by === "trial") all = [...study.bestByTrial.map((one) => ({ at: one.trial, metric: one.metric })), ...all.slice(-1)]; // The page may have a part of the trials.
    const steps = all.filter((point) => point.metric !== null && better(point.metric, best) && ((best = point.metric), true)).map((point) => [point.at, point.metric]);
    if (steps.length > 0) steps.push([all[all.length - 1].at, best]);
    return steps;
  }

  report.plots.history = {
    nothing: () => (study.arrivals.length === 0 ? "No trial has reached a rung." : null),
    says: () => `Optimisation history: ${tools.metricName()} of ${trials().length} trials. The best is ${tools.metric(bestSoFar(points()).at(-1)?.[1])}.`,
    controls() {
      tools.choice("history", "Across:", Object.entries({ trial: "trials", seconds: "time", epochs: "epochs" }), by, (chosen) => { by = chosen; report.redraw("history"); });
      tools.tick("history", "far outliers too", (ticked) => { whole = ticked; report.redraw("history"); });
    },
    option(colours) {
      const all = points();
      const range = tools.range(all.map((point) => point.metric), whole);
      const ends = study.rungs.map((rung) => rung.rung);
      return {
        grid: { left: 60, right: 20, top: 40, bottom: 50 },
        legend: { textStyle: { color: colours.ink }, type: "scroll" },
        xAxis: tools.axis("value", x[by], colours, { min: by === "trial" ? undefined : 0, scale: by === "trial" }),
        yAxis: tools.axis("value", tools.metricName() + (range.outside ? ` (${range.outside} outside)` : ""), colours, { nameGap: 42, min: range.min, max: range.max, interval: range.step }),
        tooltip: { formatter: (item) => (item.data.point ? tools.tip(`trial ${item.data.point.trial}`, [["rung", item.data.point.rung], ["metric", tools.metric(item.data.point.metric)], [x[by], tools.number(item.data.point.at)]]) : "") },
        series: [
          ...ends.map((rung) => ({
            name: `rung ${rung}`, type: "scatter", symbolSize: 8, itemStyle: { color: tools.rungColour(rung, colours) },
            data: all.filter((point) => point.rung === rung).map((point) => ({ value: [point.at, point.metric], point })),
          })),
          { name: "best so far", type: "line", step: "end", symbol: "none", lineStyle: { width: 2.5 }, itemStyle: { color: colours.best }, data: bestSoFar(all), tooltip: { show: false } },
        ],
      };
    },
  };
})();
