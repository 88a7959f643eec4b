// The studies in a table, and what all parts of a comparison use.
(() => {
  const { study: comparison } = report;
  const { studies } = comparison;
  const { el, byId } = tools;
  const most = 4; // names in a title

  report.metric = tools.metricName().replace(", %", "");
  const names = studies.map((study) => study.label);
  const title = names.length > most ? `${names.length} studies` : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  document.title = `${title} · comparison of studies`;
  byId("name").textContent = title;
  byId("state").textContent = `Ranked by ${report.metric}. As of ${tools.minute(comparison.madeAt)} UTC.`;

  const symbols = ["circle", "rect", "triangle", "diamond"];
  const dashes = ["solid", "dashed", "dotted"];

  /** How the study at a place in the list is drawn: colours come again after eight, then dashed. */
  report.style = (at, colours) => ({
    color: colours[`s${(at % 8) + 1}`], symbol: symbols[at % symbols.length], dash: dashes[Math.floor(at / 8) % dashes.length],
  });

  const better = (a, b) => (comparison.ranking.lowerIsBetter ? a < b : a > b);
  const best = studies.map((study) => study.summary.best).filter((value) => value !== null).reduce((a, b) => (a === null || better(b, a) ? b : a), null);
  const percent = (value) => (value === null ? "–" : tools.fixed(value, 2) + " %");
  const columns = [
    ["study", (study, at) => el("span", {}, el("i", { class: `key s${(at % 8) + 1}`, "aria-hidden": "true" }), study.label)],
    ["state", (study) => study.summary.state],
    ["best", (study) => (study.summary.best !== null && study.summary.best === best ? el("strong", {}, tools.metric(study.summary.best)) : tools.metric(study.summary.best))],
    ["test accuracy", (study) => percent(study.summary.testAccuracy)],
    ["trials", (study) => String(study.summary.trials)],
    ["failed", (study) => String(study.summary.failed)],
    ["epochs", (study) => study.summary.epochs.toLocaleString("en")],
    ["of full training", (study) => `${tools.number((100 * study.summary.epochs) / Math.max(1, study.summary.fullEpochs), 3)} %`],
    ["device time", (study) => tools.duration(study.summary.deviceSeconds)],
    ["time", (study) => tools.duration(study.summary.wallSeconds)],
    ["started", (study) => tools.minute(study.summary.createdAt)],
  ];
  tools.fill(byId("studies-table"), "Studies", columns.map(([name]) => name), studies.map((study, at) => columns.map(([, cell]) => cell(study, at))), (at) => at > 1 && at < 10);

  byId("provenance-facts").append(el("dl", {}, ...studies.flatMap((study) => [el("dt", {}, study.label), el("dd", {}, study.summary.uri)])));
})();
