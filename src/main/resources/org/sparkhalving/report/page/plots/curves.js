// All learning curves; the best one and the one under the cursor are raised.
(() => {
  const { study } = report;
  const names = { accuracy: "validation accuracy, %", loss: "validation loss", train: "training loss" };
  const most = 250; // more lines than this are one stain
  let figure = study.ranking.metric === "val_accuracy" ? "accuracy" : "loss";
  const recorded = (name) => study.curves.some((curve) => curve[name].some((value) => value !== null)); // Replayed curves may lack some.
  const figures = Object.fromEntries(Object.entries(names).filter(([name]) => name === figure || recorded(name)));
  let whole = false;
  const row = new Map(study.trials.map((trial) => [trial.trial, trial]));

  function shown() {
    const ranked = [...study.curves].sort((a, b) => (row.get(a.trial).rank ?? Infinity) - (row.get(b.trial).rank ?? Infinity));
    const step = Math.max(1, Math.ceil(ranked.length / most));
    return ranked.filter((curve, at) => at % step === 0);
  }

  const epochs = new Map(study.rungs.map((rung) => [rung.rung, rung.epochs]));

  /** Where a trial was decided on. */
  function ends(curve) {
    const trial = row.get(curve.trial);
    return trial.decisions.map(({ rung, promoted }) => ({ value: [epochs.get(rung), curve[figure][epochs.get(rung) - 1]], trial, promoted, rung }))
      .filter((end) => end.value[1] !== undefined);
  }

  function dots(name, promoted, all, colours) {
    return {
      name, type: "scatter", symbolSize: 7, z: 4,
      itemStyle: promoted ? { color: colours.one } : { color: colours.page, borderColor: colours.soft, borderWidth: 1.5 },
      data: all.flatMap(ends).filter((end) => end.promoted === promoted),
    };
  }

  report.plots.curves = {
    nothing: () => (study.curves.length === 0 ? "No trial has an epoch yet." : null),
    says: () => `Learning curves of ${shown().length} trials by epoch: ${figures[figure]}. Rungs are at the epochs ${study.rungs.map((rung) => rung.epochs).join(", ")}.`,
    /** At the end of each rung. */
    table: () => ({
      columns: ["trial", ...study.rungs.map((rung) => `epoch ${rung.epochs}`)],
      rows: study.curves.map((curve) => [curve.trial, ...study.rungs.map((rung) => curve[figure][rung.epochs - 1] ?? null)]),
    }),
    controls() {
      tools.choice("curves", "Figure:", Object.entries(figures), figure, (chosen) => { figure = chosen; report.redraw("curves"); });
      tools.tick("curves", "far outliers too", (ticked) => { whole = ticked; report.redraw("curves"); });
      if (shown().length < study.curves.length) tools.byId("curve-under").textContent = `${shown().length} of ${study.curves.length} curves are drawn. Point at one to see whose it is.`;
    },
    option(colours) {
      const all = shown();
      const values = all.flatMap((curve) => curve[figure]);
      const { min, max, step, outside } = tools.range(values, whole, figure !== "accuracy");
      tools.outside("curves", outside);
      return {
        grid: { left: 60, right: 20, top: 40, bottom: 50 },
        legend: { data: ["promoted", "the end", "best trial"], textStyle: { color: colours.ink } },
        xAxis: tools.axis("value", "epoch", colours, { min: 0, max: Math.max(...all.map((curve) => curve.loss.length)), minInterval: 1, splitLine: { show: false } }),
        yAxis: tools.axis("value", figures[figure], colours, { nameGap: 42, min, max, interval: step }),
        tooltip: { formatter: (item) => (item.data.trial ? tools.trialTip(item.data.trial) : "") },
        series: [
          ...all.map((curve, at) => {
            const best = curve.trial === study.head.trial;
            const colour = best ? colours.best : tools.rungColour(row.get(curve.trial).rung, colours);
            return {
              name: best ? "best trial" : `trial ${curve.trial}`, id: `trial ${curve.trial}`, type: "line", triggerLineEvent: true,
              showSymbol: curve[figure].length === 1, symbol: "circle", symbolSize: 5, z: best ? 5 : 2, itemStyle: { color: colour },
              lineStyle: { width: best ? 3 : 1.2, opacity: best ? 1 : 0.55, color: colour },
              emphasis: { focus: "series", lineStyle: { width: 3.5, opacity: 1 } }, blur: { lineStyle: { opacity: 0.12 } },
              data: curve[figure].map((value, epoch) => [epoch + 1, value]),
              markLine: at > 0 ? undefined : {
                silent: true, symbol: "none", lineStyle: { type: "dashed", color: colours.soft }, label: { formatter: (line) => line.name, color: colours.soft },
                data: study.rungs.map((rung) => ({ name: tools.narrow() ? String(rung.rung) : `rung ${rung.rung}`, xAxis: rung.epochs })),
              },
            };
          }),
          dots("promoted", true, all, colours),
          dots("the end", false, all, colours),
        ],
      };
    },
    ready(chart) {
      chart.on("mouseover", { seriesType: "line" }, (item) => {
        const trial = row.get(Number(item.seriesId.split(" ")[1]));
        const values = study.axes.map((axis, at) => [axis, trial.values[at]]).filter(([axis, value]) => axis.searched && value !== null)
          .map(([axis, value]) => `${axis.name} ${tools.number(value)}`);
        tools.byId("curve-under").textContent = `Trial ${trial.trial}: ${trial.status} after ${tools.count(trial.epochs, "epoch")}, ${tools.metric(trial.metric)} at epoch ${study.ranking.scope === "last" ? trial.epochs : trial.best}. ${values.join(", ")}`;
      });
    },
  };
})();
