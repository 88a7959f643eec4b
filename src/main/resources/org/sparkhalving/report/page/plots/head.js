// The first figures: what was found, and what it cost.
(() => {
  const { study } = report;
  const { head } = study;
  const { el, byId } = tools;

  document.title = `${study.study} · study report`;
  byId("name").textContent = study.study;
  const state = head.running ? "running" : head.state;
  const reason = head.reason ? `: ${head.reason}` : "";
  const kind = head.simulated ? " Its trials were simulated: recorded curves were replayed, no network was trained." : "";
  byId("state").textContent = `${state[0].toUpperCase()}${state.slice(1)}${reason}. As of ${study.madeAt.slice(0, 19).replace("T", " ")} UTC, in ${study.uri}.${kind}`;
  study.notes.forEach((note) => byId("notes").append(el("li", {}, note)));

  const card = (value, name, more, type) =>
    byId("cards").append(el("div", { class: "card " + (type || "") }, el("span", {}, name), el("strong", {}, value), el("small", {}, more)));
  const best = head.best;
  if (best) {
    const run = head.run === null ? "" : `, in its best run, trial ${head.run}`;
    const where = `trial ${head.trial}${run}, epoch ${best.epoch} of ${best.epochs}`;
    const loss = best.valLoss == null ? "–" : tools.fixed(best.valLoss, 4);
    const accuracy = best.valAccuracy === null ? null : tools.fixed(best.valAccuracy, 2) + " %"; // A replayed curve may have none.
    if (accuracy === null || study.ranking.lowerIsBetter) {
      card(loss, "Validation loss", where + (accuracy === null ? "" : `; accuracy ${accuracy}`), "best");
    } else {
      card(accuracy, "Validation accuracy", `${where}; loss ${loss}`, "best");
    }
    card(head.testAccuracy === null ? "–" : tools.fixed(head.testAccuracy, 2) + " %", "Test accuracy",
      head.testAccuracy === null ? (head.simulated ? "no network was trained" : "the test images have not been used yet") : `loss ${head.testLoss === null ? "–" : tools.fixed(head.testLoss, 4)}; of this trial only`);
  } else {
    card("–", "Best trial", head.running || study.trials.some((trial) => trial.failure === null) ? "none has reached a rung yet" : "none has reached a rung without failing", "best");
  }
  const share = (100 * head.epochs) / head.fullEpochs;
  card(head.epochs.toLocaleString("en"), "Epochs trained", `${tools.number(share, 3)} % of the ${head.fullEpochs.toLocaleString("en")} of full training`);
  card(tools.duration(head.deviceSeconds), head.simulated ? "Device time, simulated" : "Device time", `${tools.duration(head.wallSeconds)} of work`);
  const failed = Object.values(head.failures).reduce((sum, number) => sum + number, 0);
  card(String(head.trials), "Trials", failed === 0 ? "none failed" : `${failed} failed`);

  const facts = (pairs) => el("dl", {}, ...pairs.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, String(value))]));
  const row = study.trials.find((trial) => trial.trial === head.trial);
  const values = (searched) => facts(study.axes.map((axis, at) => [axis, row.values[at]])
    .filter(([axis, value]) => axis.searched === searched && value !== null).map(([axis, value]) => [axis.name, value]));
  if (row) {
    byId("configuration").append(values(true), el("details", {}, el("summary", {}, "The same in every trial"), values(false)));
  } else {
    byId("configuration").append(el("p", {}, "There is none yet."));
  }
  byId("rungs").append(
    facts(study.rungs.map((rung) => [`rung ${rung.rung}, epoch ${rung.epochs}`,
      `${tools.count(rung.reached, "trial")}${rung.reached < rung.expected ? ` of at most ${rung.expected}` : ""}${rung.promoted ? `, ${rung.promoted} promoted` : ""}`])));
  byId("failures").append(failed === 0 ? el("p", {}, "None.") : facts(Object.entries(head.failures)));
})();
