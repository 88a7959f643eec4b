// Epochs and device time by rung, of trials that were promoted and of others.
(() => {
  const { study } = report;
  const fates = ["promoted or chosen", "not promoted", "failed", "undecided"];
  const labels = study.rungs.map((rung) => `rung ${rung.rung}`);
  const seconds = study.costs.some((cost) => cost.deviceSeconds > 0);
  const sum = (fate, figure) => study.costs.filter((cost) => cost.fate === fate).reduce((all, cost) => all + cost[figure], 0);

  report.plots.costs = {
    nothing: () => (study.costs.length === 0 ? "Nothing has been trained yet." : null),
    says: () => `Epochs by fate: ${fates.filter((fate) => sum(fate, "epochs") > 0).map((fate) => `${fate} ${sum(fate, "epochs")}`).join(", ")}. Device-seconds: ${fates.filter((fate) => sum(fate, "deviceSeconds") > 0).map((fate) => `${fate} ${Math.round(sum(fate, "deviceSeconds"))}`).join(", ")}.`,
    table: () => ({
      columns: ["rung", "trials that were", "epochs", "device-seconds"],
      rows: study.costs.map((cost) => [cost.rung, cost.fate, cost.epochs, cost.deviceSeconds]),
    }),
    height: () => (seconds && tools.narrow() ? 560 : 340),
    option(colours) {
      const colour = { "promoted or chosen": colours.three, "not promoted": colours.two, failed: colours.bad, undecided: colours.soft };
      const figures = seconds ? ["epochs", "deviceSeconds"] : ["epochs"];
      const names = { epochs: "epochs", deviceSeconds: "device-seconds" };
      const narrow = tools.narrow();
      const there = fates.filter((fate) => study.costs.some((cost) => cost.fate === fate));
      return {
        legend: { textStyle: { color: colours.ink } },
        grid: figures.map((figure, at) => figures.length === 1 ? { left: 70, right: 20, top: 45, bottom: 35 }
          : narrow ? { left: 70, right: 20, top: 45 + at * 260, height: 190 } : { left: at === 0 ? 70 : "55%", right: at === 0 ? "53%" : 20, top: 45, bottom: 35 }),
        xAxis: figures.map((figure, at) => ({ type: "category", gridIndex: at, data: labels, axisLabel: { color: colours.soft }, axisLine: { lineStyle: { color: colours.line } } })),
        yAxis: figures.map((figure, at) => tools.axis("value", names[figure], colours, { gridIndex: at, nameGap: 52 })),
        tooltip: { formatter: (item) => tools.tip(`${item.name}, ${item.seriesName}`, [[names[figures[item.seriesIndex % figures.length]], tools.number(item.value)]]) },
        series: there.flatMap((fate) => figures.map((figure, at) => ({
          name: fate, type: "bar", stack: figure, xAxisIndex: at, yAxisIndex: at, barMaxWidth: 60, itemStyle: { color: colour[fate] },
          data: study.rungs.map((rung) => study.costs.find((cost) => cost.rung === rung.rung && cost.fate === fate)?.[figure] ?? 0),
        }))),
      };
    },
  };
})();
