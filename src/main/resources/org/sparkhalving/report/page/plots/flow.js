// Who was promoted, from rung to rung.
(() => {
  const { study } = report;
  const name = (rung) => `rung ${rung.rung}: ${rung.reached}`;

  function links() {
    return study.rungs.flatMap((rung, at) => {
      const next = study.rungs[at + 1];
      const open = rung.reached - rung.promoted - rung.stopped - rung.failed - rung.completed;
      const to = (target, value, fate) => ({ source: name(rung), target, value, fate });
      return [
        next && to(name(next), rung.promoted, "promoted"),
        to(`${rung.completed} completed`, rung.completed, "completed"),
        to(`${rung.stopped} not promoted`.padEnd(at + 14), rung.stopped, "not promoted"),
        to(`${rung.failed} failed`.padEnd(at + 10), rung.failed, "failed"),
        to(`${open} not decided yet`.padEnd(at + 18), open, "not decided yet"),
      ].filter((link) => link && link.value > 0);
    });
  }

  report.plots.flow = {
    nothing: () => (links().length === 0 ? "No trial has reached a rung yet." : null),
    says: () => "Decisions. " + study.rungs.filter((rung) => rung.reached > 0).map((rung) => `Rung ${rung.rung}: ${rung.reached} trials, ${rung.promoted} promoted, ${rung.stopped} not, ${rung.failed} failed.`).join(" "),
    height: () => (tools.narrow() ? 300 : 360),
    option(colours) {
      const colour = { promoted: colours.three, completed: colours.cut, "not promoted": colours.two, failed: colours.bad, "not decided yet": colours.soft };
      const all = links();
      const narrow = tools.narrow();
      tools.keys("flow-keys", [["reached a rung", colours.one], ...Object.entries(colour).filter(([fate]) => all.some((link) => link.fate === fate))]);
      const nodes = new Map(all.flatMap((link) => [[link.source, colours.one], [link.target, colour[link.fate]]]));
      study.rungs.forEach((rung) => nodes.has(name(rung)) && nodes.set(name(rung), colours.one));
      return {
        tooltip: { formatter: (item) => tools.tip(item.dataType === "edge" ? `${item.data.source} → ${item.data.target.trim()}` : item.name.trim(), [["trials", item.value]]) },
        series: [{
          type: "sankey", nodeAlign: "left", nodeGap: 14, nodeWidth: narrow ? 12 : 20, left: 10, right: narrow ? 30 : 130, top: 15, bottom: 10, draggable: false,
          label: { color: colours.ink, formatter: (item) => (narrow ? item.name.trim().match(/^\d+|\d+$/)[0] : item.name.trim()) },
          emphasis: { focus: "adjacency" },
          data: [...nodes].map(([node, color]) => ({ name: node, itemStyle: { color } })),
          links: all.map((link) => ({ ...link, lineStyle: { color: colour[link.fate], opacity: 0.35 } })),
        }],
      };
    },
  };
})();
