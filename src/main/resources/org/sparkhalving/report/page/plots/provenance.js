// Settings, versions, data, machines.
(() => {
  const { study } = report;
  const { provenance } = study;
  const { el, byId } = tools;
  const list = (map) => Object.entries(map).map(([name, value]) => `${name} ${value}`);
  const facts = [
    ["study", study.uri],
    ["started", provenance.createdAt],
    ["report made", study.madeAt],
    ["seed", provenance.seed],
    ["ranked by", `${study.ranking.metric}, the ${study.ranking.scope} epoch`],
    ["CPU", provenance.cpu],
    ["devices", provenance.devices.join(", ") || "–"],
    ["versions", list(provenance.versions).join(", ")],
    ["earlier trials known", provenance.earlierTrials],
    ...Object.entries(provenance.data).map(([name, hash]) => [`SHA-256 of ${name}`, hash]),
    ...provenance.sessions.slice(0, 50).map((session, at) => [`session ${at + 1}`, `${session.at} on ${session.host}`]),
  ];
  byId("provenance-facts").append(el("dl", {}, ...facts.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, String(value))])));
  byId("settings").textContent = provenance.settings;
})();
