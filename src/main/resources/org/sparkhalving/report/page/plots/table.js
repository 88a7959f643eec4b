// All trials, to sort by any column and to filter.
(() => {
  const { study } = report;
  const { el, byId } = tools;
  const page = 50;
  const columns = [
    { name: "rank", of: (trial) => trial.rank }, { name: "trial", of: (trial) => trial.trial }, { name: "status", of: (trial) => trial.status },
    { name: "rung", of: (trial) => trial.rung }, { name: "epochs", of: (trial) => trial.epochs }, { name: "best epoch", of: (trial) => trial.best },
    { name: "val acc %", of: (trial) => trial.valAccuracy, text: (value) => tools.fixed(value, 2) }, { name: "val loss", of: (trial) => trial.valLoss, text: (value) => tools.fixed(value, 4) }, { name: "train loss", of: (trial) => trial.trainLoss, text: (value) => tools.fixed(value, 4) },
    ...study.axes.map((axis, at) => ({ axis, name: axis.name, of: (trial) => trial.values[at] })).filter((column) => column.axis.searched),
    { name: "device-seconds", of: (trial) => trial.deviceSeconds }, { name: "failure", of: (trial) => trial.failure && `${trial.failure}: ${trial.message}`, long: true },
  ].filter((column) => ["rank", "trial", "status"].includes(column.name) || study.trials.some((trial) => column.of(trial) !== null));
  columns.forEach((column) => { column.number = study.trials.some((trial) => typeof column.of(trial) === "number"); });
  let sort = { column: columns[0], down: false };
  let filter = "";
  let status = "";
  let selected = null;
  let all = false;

  const missingLast = (a, b) => (a === null) - (b === null);
  const isNumber = (value) => typeof value === "number" || (value !== "" && Number.isFinite(Number(value))); // Choices are texts.
  const compare = (a, b) => (isNumber(a) && isNumber(b) ? a - b : String(a).localeCompare(String(b), "en", { numeric: true }));

  function shown() {
    const words = filter.toLowerCase();
    return study.trials
      .filter((trial) => (!selected || selected.has(trial.trial)) && (!status || trial.status === status))
      .filter((trial) => !words || columns.some((column) => String(column.of(trial) ?? "").toLowerCase().includes(words)))
      .sort((a, b) => {
        const [left, right] = [sort.column.of(a) ?? null, sort.column.of(b) ?? null];
        return missingLast(left, right) || (left === null ? 0 : (sort.down ? -1 : 1) * compare(left, right)) || a.trial - b.trial;
      });
  }

  function cell(trial, column) {
    const value = column.of(trial) ?? null;
    const text = value === null ? "" : column.text ? column.text(value) : tools.number(value);
    return el("td", { class: column.number ? "number" : column.long && text ? "long" : null }, text);
  }

  function draw() {
    const rows = shown();
    const visible = all ? rows : rows.slice(0, page);
    byId("trials-count").textContent = `${tools.count(rows.length, "trial")}${selected ? ", selected in the parallel coordinates" : ""}${visible.length < rows.length ? `, the first ${page} of them shown` : ""}. A click on a row shows its losses above.`;
    byId("trials-more").hidden = visible.length === rows.length;
    const body = byId("trials-table").tBodies[0];
    body.replaceChildren(...visible.map((trial) => el("tr", { class: trial.trial === study.head.trial ? "best" : null, onclick: () => report.showLosses(trial.trial) }, ...columns.map((column) => cell(trial, column)))));
    [...byId("trials-table").tHead.rows[0].cells].forEach((head, at) => {
      if (columns[at] === sort.column) head.setAttribute("aria-sort", sort.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  }

  report.select = (trials) => { selected = trials; draw(); };
  report.rows = () => shown().map((trial) => trial.trial);

  const search = el("input", { type: "search", id: "trials-filter", oninput: (event) => { filter = event.target.value; draw(); } });
  document.querySelector("#trials .controls").append(el("label", {}, "Filter:", search));
  tools.choice("trials", "Status:", [["", "all"], ...[...new Set(study.trials.map((trial) => trial.status))].map((value) => [value, value])], "", (value) => { status = value; draw(); });
  byId("trials-more").addEventListener("click", () => { all = true; draw(); });
  const order = (column) => () => { sort = { column, down: sort.column === column ? !sort.down : false }; draw(); };
  byId("trials-table").append(
    el("caption", { class: "skip" }, "Trials"),
    el("thead", {}, el("tr", {}, ...columns.map((column) => el("th", { scope: "col", class: column.number ? "number" : null }, el("button", { type: "button", onclick: order(column) }, column.name))))),
    el("tbody", {}));
  draw();
})();
