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
      const to = (value, fate) => ({ source: name(rung), target: end(rung, value, fate), value, fate });
      const began = end(rung, rung.began, `began in rung ${rung.rung}`); // in the first one all did
      return [
        at > 0 && { source: began, target: name(rung), value: rung.began, fate: "began in a later rung" },
        next && { source: name(rung), target: name(next), value: rung.promoted - next.coming, fate: "promoted" },
        next && { source: name(rung), target: end(next, next.coming, "on their way"), value: next.coming, fate: "on their way" },
        to(rung.completed, "completed"),
        to(rung.stopped, "not promoted"),
        to(rung.failed, "failed"),
        to(rung.cancelled, "cancelled"),
        to(rung.undecided, "not decided yet"),
      ].filter((link) => link && link.value > 0);
    });
  }

  report.plots.flow = {
    nothing: () => (links().length === 0 ? "No trial has reached a rung yet." : null),
    says: () => "Decisions. " + study.rungs.filter((rung) => rung.reached > 0).map((rung) => `Rung ${rung.rung}: ${tools.count(rung.reached, "trial")}, ${rung.promoted} promoted, ${rung.stopped} not, ${rung.failed} failed.`).join(" "),
    table: () => ({
      columns: ["rung", "epochs", "began here", "trials", "promoted", "not promoted", "failed", "completed", "cancelled", "not decided yet", "on their way here"],
      rows: study.rungs.map((rung) => [rung.rung, rung.epochs, rung.began, rung.reached, rung.promoted, rung.stopped, rung.failed, rung.completed, rung.cancelled, rung.undecided, rung.coming]),
    }),
    height: () => (tools.narrow() ? 300 : 360),
    option(colours) {
      const colour = { promoted: colours.three, completed: colours.cut, "not promoted": colours.two, failed: colours.bad, cancelled: colours.s5, "not decided yet": colours.soft, "on their way": colours.first, "began in a later rung": colours.s6 };
      const all = links();
      const narrow = tools.narrow();
      tools.keys("flow-keys", [["reached a rung", colours.one], ...Object.entries(colour).filter(([fate]) => all.some((link) => link.fate === fate))]);
      const nodes = new Map(all.flatMap((link) => [[link.source, colour[link.fate]], [link.target, colour[link.fate]]]));
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
