// What each study cost: epochs beside those of full training, device time, time.
(() => {
  const { study: comparison } = report;
  const { studies } = comparison;
  const figures = [
    { name: "epochs", of: (summary) => summary.epochs, full: (summary) => summary.fullEpochs, words: (epochs) => epochs.toLocaleString("en") },
    { name: "device time", of: (summary) => summary.deviceSeconds, words: tools.duration },
    { name: "time of work", of: (summary) => summary.wallSeconds, words: tools.duration },
  ];
  const row = 34;
  const title = 40;
  const width = () => (tools.narrow() ? 100 : 190);
  const each = studies.length * row;

  /** Where the bars of a figure are: beside each other where there is room. */
  function grid(at) {
    if (tools.narrow()) return { left: width(), right: 70, top: title + at * (each + title + 10), height: each };
    return { left: [width(), "42%", "71%"][at], width: at === 0 ? "18%" : "20%", top: title, height: each };
  }

  const bars = (at, more) => ({ type: "bar", xAxisIndex: at, yAxisIndex: at, barWidth: row * 0.6, ...more });

  report.plots.costs = {
    nothing: () => (studies.every((study) => study.summary.epochs === 0) ? "Nothing has been trained yet." : null),
    says: () => `Costs. ${studies.map((study) => `${study.label}: ${figures.map((figure) => `${figure.name} ${figure.words(figure.of(study.summary))}`).join(", ")}`).join(". ")}.`,
    height: () => (tools.narrow() ? figures.length * (each + title + 10) + 10 : each + title + 20),
    option(colours) {
      const names = studies.map((study) => study.label);
      return {
        title: figures.map((figure, at) => ({ text: figure.name, left: grid(at).left, top: grid(at).top - 28, padding: 0, textStyle: { color: colours.soft, fontSize: 13, fontWeight: "normal" } })),
        grid: figures.map((figure, at) => grid(at)),
        xAxis: figures.map((figure, at) => ({ type: "value", gridIndex: at, show: false, min: 0, max: Math.max(1e-9, ...studies.map((study) => Math.max(figure.of(study.summary), figure.full?.(study.summary) ?? 0))) })),
        yAxis: figures.map((figure, at) => ({ type: "category", gridIndex: at, inverse: true, data: names, axisTick: { show: false }, axisLine: { lineStyle: { color: colours.line } }, axisLabel: { show: at === 0 || tools.narrow(), color: colours.ink, interval: 0, width: width() - 14, overflow: "truncate" } })),
        tooltip: { formatter: (item) => tools.tip(item.name, figures.flatMap((figure) => [[figure.name, figure.words(figure.of(studies[item.dataIndex].summary))], ...(figure.full ? [["full training", figure.words(figure.full(studies[item.dataIndex].summary))]] : [])])) },
        series: figures.flatMap((figure, at) => [
          ...(figure.full ? [bars(at, { name: "full training", barGap: "-100%", z: 1, silent: true, itemStyle: { color: colours.idle }, data: studies.map((study) => figure.full(study.summary)) })] : []),
          bars(at, {
            name: figure.name, z: 2,
            label: { show: true, position: "right", color: colours.ink, formatter: (item) => figure.words(item.value) },
            data: studies.map((study, number) => ({ value: figure.of(study.summary), itemStyle: { color: report.style(number, colours).color } })),
          }),
        ]),
      };
    },
  };
})();
