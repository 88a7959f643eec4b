// How much each hyperparameter matters, by the method that the page names.
(() => {
  const { study } = report;
  const importance = study.importance;
  const shares = [...importance.shares].reverse();
  tools.byId("importance-method").textContent = shares.length > 0
    ? `Which hyperparameters matter? Method: ${importance.method}.`
    : "Which hyperparameters matter?";

  report.plots.importance = {
    nothing: () => (importance.unknown || null),
    says: () => `Importance of hyperparameters: ${[...shares].reverse().map((share) => `${share.name} ${(100 * share.share).toFixed(0)} %`).join(", ")}.`,
    height: () => 70 + 28 * shares.length,
    option: (colours) => ({
      grid: { left: 10, right: 60, top: 10, bottom: 45, containLabel: true },
      xAxis: tools.axis("value", "share, %", colours, { min: 0 }),
      yAxis: { type: "category", data: shares.map((share) => share.name), axisLabel: { color: colours.ink }, axisLine: { lineStyle: { color: colours.line } } },
      tooltip: { formatter: (item) => tools.tip(item.name, [["importance", item.value.toFixed(1) + " %"]]) },
      series: [{ type: "bar", barMaxWidth: 18, itemStyle: { color: colours.one }, data: shares.map((share) => 100 * share.share),
        label: { show: true, position: "right", color: colours.ink, formatter: (item) => item.value.toFixed(1) } }],
    }),
  };
})();
