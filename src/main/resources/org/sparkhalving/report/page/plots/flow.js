// Who was promoted, from rung to rung.
(() => {
  const { study } = report;
  const name = (rung) => `rung ${rung.rung}: ${rung.reached}`;
  // Names differ between nodes; what is shown of one ends at the mark.
  const end = (rung, count, fate) => `${count} ${fate}#${rung.rung}`;
  const label = (node) => node.split("#")[0];

  function links() {
    return study.rungs.flatMap((rung, at) => {
      const next = study.rungs[at + 1];
      const open = rung.reached - rung.promoted - rung.stopped - rung.failed - rung.completed;
      const to = (target, value, fate) => ({ source: name(rung), target, value, fate });
      return [
        next && to(name(next), rung.promoted, "promoted"),
        to(end(rung, rung.completed, "completed"), rung.completed, "completed"),
        to(end(rung, rung.stopped, "not promoted"), rung.stopped, "not promoted"),
        to(end(rung, rung.failed, "failed"), rung.failed, "failed"),
        to(end(rung, open, "not decided yet"), open, "not decided yet"),
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
        tooltip: { formatter: (item) => tools.tip(item.dataType === "edge" ? `${label(item.data.source)} → ${label(item.data.target)}` : label(item.name), [["trials", item.value]]) },
        series: [{
          type: "sankey", nodeAlign: "left", nodeGap: 14, nodeWidth: narrow ? 12 : 20, left: 10, right: narrow ? 30 : 130, top: 15, bottom: 10, draggable: false,
          label: { color: colours.ink, formatter: (item) => (narrow ? label(item.name).match(/^\d+|\d+$/)[0] : label(item.name)) },
          emphasis: { focus: "adjacency" },
          data: [...nodes].map(([node, color]) => ({ name: node, itemStyle: { color } })),
          links: all.map((link) => ({ ...link, lineStyle: { color: colour[link.fate], opacity: 0.35 } })),
        }],
      };
    },
  };
})();
