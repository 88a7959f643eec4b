// What each slot did and when; what is empty was idle.
(() => {
  const { study } = report;
  const { slots } = study;
  const long = slots.seconds > 600;
  const unit = long ? 60 : 1;
  const ends = { finished: "reached its rung", failed: "failed", cut: "cut short", waited: "waited to begin, or an earlier attempt was lost", running: "is running" };

  function colour(bar, colours) {
    return { failed: colours.bad, cut: colours.cut, waited: colours.line }[bar.end] ?? tools.rungColour(bar.rung, colours);
  }

  function keys(colours) {
    const there = new Set(slots.bars.map((bar) => bar.end));
    const rungs = study.rungs.map((rung) => [`rung ${rung.rung}`, tools.rungColour(rung.rung, colours)]);
    const others = ["failed", "cut", "waited"].filter((end) => there.has(end)).map((end) => [ends[end], colour({ end }, colours)]);
    tools.keys("slots-keys", [...rungs, ...others]);
  }

  function rectangle(params, api) {
    const from = api.coord([api.value(1), api.value(0)]);
    const to = api.coord([api.value(2), api.value(0)]);
    const height = api.size([0, 1])[1] * 0.72;
    const shape = echarts.graphic.clipRectByRect(
      { x: from[0], y: from[1] - height / 2, width: Math.max(1.5, to[0] - from[0]), height },
      { x: params.coordSys.x, y: params.coordSys.y, width: params.coordSys.width, height: params.coordSys.height });
    return shape && { type: "rect", shape, style: { fill: api.visual("color"), stroke: api.value(3) ? tools.colours().ink : tools.colours().page, lineWidth: 0.7 } };
  }

  const text = slots.busyPercent === null ? "" : `${tools.count(slots.count, "slot")}, busy for ${tools.number(slots.busyPercent, 3)} % of ${tools.duration(slots.seconds)} of work; what is empty was idle.`;
  const cut = slots.cut === 0 ? "" : ` ${tools.count(slots.cut, "attempt")} cut short.`;
  tools.byId("slots-figures").textContent = `Was the cluster busy? ${text}${cut}`;

  report.plots.slots = {
    nothing: () => (slots.bars.length === 0 ? "Nothing has been trained yet." : null),
    says: () => `Timeline of slots with ${slots.bars.length} attempts. ${text}${cut}`,
    table: () => ({
      columns: ["slot", "trial", "rung", "end", "from", "for", "where"],
      rows: slots.bars.map((bar) => [bar.slot < slots.count ? bar.slot : "–", bar.trial, bar.rung, ends[bar.end], tools.seconds(bar.from), tools.seconds(bar.to - bar.from), bar.where || "–"]),
    }),
    height: () => Math.min(900, 110 + Math.max(18, Math.min(42, 700 / slots.rows)) * slots.rows),
    option(colours) {
      keys(colours);
      return {
        grid: { left: 60, right: 20, top: 20, bottom: 80 },
        xAxis: tools.axis("value", long ? "minutes of work" : "seconds of work", colours, { min: 0, max: Math.ceil(slots.seconds / unit) || 1 }),
        yAxis: { type: "category", inverse: true, data: Array.from({ length: slots.rows }, (none, slot) => (slot < slots.count ? `slot ${slot}` : `waiting #${slot - slots.count + 1}`)), axisLabel: { color: colours.soft }, axisTick: { show: false }, axisLine: { lineStyle: { color: colours.line } } },
        dataZoom: [{ type: "slider", height: 18, bottom: 10, textStyle: { color: colours.soft } }],
        tooltip: { formatter: (item) => tools.tip(`trial ${item.data.bar.trial}`, [["rung", item.data.bar.rung], ["end", ends[item.data.bar.end]], ["from", tools.seconds(item.data.bar.from)], ["for", tools.seconds(item.data.bar.to - item.data.bar.from)], ["where", item.data.bar.where || "–"]]) },
        series: [{
          type: "custom", renderItem: rectangle, encode: { x: [1, 2], y: 0 }, clip: true,
          data: slots.bars.map((bar) => ({ value: [bar.slot, bar.from / unit, bar.to / unit, bar.end === "cut" ? 1 : 0], bar, itemStyle: { color: colour(bar, colours) } })),
          markLine: { silent: true, symbol: "none", lineStyle: { color: colours.best, type: "dashed" }, label: { formatter: "resumed", position: "start", color: colours.best }, data: slots.resumptions.map((at) => ({ xAxis: at / unit })) },
        }],
      };
    },
  };
})();
