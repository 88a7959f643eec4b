// What the finalists gave under other seeds; nothing where they were not trained again.
(() => {
  const { study } = report;
  const { el, byId } = tools;
  if (study.finalists.length === 0) {
    byId("finalists").remove();
    return;
  }
  const failed = study.finalists.some((finalist) => finalist.failed > 0);
  const columns = [
    ["trial", (finalist) => finalist.trial],
    ["runs", (finalist) => finalist.runs],
    ["mean ± spread", (finalist) => `${tools.metric(finalist.mean)}${finalist.spread === null ? "" : ` ± ${tools.metric(finalist.spread)}`}`],
    ["lowest", (finalist) => tools.metric(finalist.lowest)],
    ["highest", (finalist) => tools.metric(finalist.highest)],
    ...(failed ? [["failed, left out", (finalist) => finalist.failed]] : []),
    ["best run", (finalist) => `trial ${finalist.best}`],
  ];
  const head = columns.map(([name]) => el("th", { scope: "col", class: "number" }, name));
  const body = study.finalists.map((finalist) => el("tr", { class: finalist.trial === study.head.trial ? "best" : null }, ...columns.map(([name, of]) => el("td", { class: "number" }, String(of(finalist))))));
  byId("finalists-table").append(el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...body));
})();
