// Training and validation loss of one trial, how far apart they are, and the learning rate.
(() => {
  const { study } = report;
  const curves = study.curves;
  let chosen = (curves.find((curve) => curve.trial === study.head.trial) ?? curves[0])?.trial;
  let select;
  const curve = () => curves.find((one) => one.trial === chosen);
  const diff = (one) => one.loss.map((loss, at) => (loss === null || !one.train[at] ? null : (100 * loss) / one.train[at] - 100));

  report.showLosses = (trial) => {
    if (!curves.some((one) => one.trial === trial)) return;
    chosen = trial;
    select.value = String(trial);
    report.redraw("losses");
  };

  report.plots.losses = {
    nothing: () => (curves.length === 0 ? "No trial has an epoch yet." : null),
    says() {
      const last = diff(curve()).filter((value) => value !== null).at(-1);
      return `Losses of trial ${chosen} over ${curve().loss.length} epochs. The last Diff is ${last === undefined ? "not known" : last.toFixed(1) + " %"}.`;
    },
    controls() {
      const name = (trial) => `${trial}${trial === study.head.trial ? " (the best)" : ""}`;
      select = tools.choice("losses", "Trial:", curves.map((one) => [one.trial, name(one.trial)]), chosen, (value) => { chosen = Number(value); report.redraw("losses"); });
    },
    option(colours) {
      const one = curve();
      const rates = one.rate.some((rate) => rate !== null);
      const count = rates ? 3 : 2;
      const tops = rates ? ["9%", "50%", "74%"] : ["9%", "62%"];
      const heights = rates ? ["33%", "16%", "15%"] : ["42%", "28%"];
      const best = study.trials.find((trial) => trial.trial === chosen)?.best;
      const axes = ["loss", "Diff, %", "learning rate"].slice(0, count);
      const points = (values) => values.map((value, at) => [at + 1, value]);
      const line = (name, values, at, colour, more) => ({ name, type: "line", xAxisIndex: at, yAxisIndex: at, symbolSize: 5, showSymbol: values.length < 40, itemStyle: { color: colour }, lineStyle: { width: 2 }, data: points(values), ...more });
      const mark = { silent: true, symbol: "none", lineStyle: { type: "dashed", color: colours.best }, label: { formatter: "best epoch", color: colours.best, align: best > one.loss.length / 2 ? "right" : "left" }, data: best ? [{ xAxis: best }] : [] };
      return {
        legend: { data: ["training loss", "validation loss"], textStyle: { color: colours.ink } },
        grid: axes.map((axis, at) => ({ left: 75, right: 25, top: tops[at], height: heights[at] })),
        xAxis: axes.map((axis, at) => tools.axis("value", at === count - 1 ? "epoch" : "", colours, { gridIndex: at, min: 1, max: Math.max(2, one.loss.length), minInterval: 1, splitLine: { show: false }, axisLabel: { show: at === count - 1, color: colours.soft } })),
        yAxis: axes.map((axis, at) => tools.axis("value", axis, colours, { gridIndex: at, nameGap: 55, scale: at === 0, splitNumber: at === 0 ? 5 : 2, axisLabel: { color: colours.soft, formatter: (value) => tools.number(value, 3) } })),
        axisPointer: { link: [{ xAxisIndex: "all" }] },
        tooltip: { trigger: "axis", formatter: (items) => tools.tip(`epoch ${items[0].value[0]}`, items.map((item) => [item.seriesName, tools.number(item.value[1])])) },
        series: [
          line("training loss", one.train, 0, colours.one),
          line("validation loss", one.loss, 0, colours.two, { markLine: mark }),
          line("Diff", diff(one), 1, colours.three, { areaStyle: { opacity: 0.2 } }),
          ...(rates ? [line("learning rate", one.rate, 2, colours.soft)] : []),
        ],
      };
    },
  };
})();
