// Draws every plot that was registered, and draws it again when the reader's scheme or the width changes.
(() => {
  function draw(id) {
    const plot = report.plots[id];
    const place = tools.byId(`plot-${id}`);
    const colours = tools.colours();
    if (plot.height) place.style.height = plot.height() + "px";
    const chart = report.charts[id] || echarts.init(place);
    chart.resize();
    const option = plot.option(colours);
    chart.setOption(
      {
        animation: false,
        backgroundColor: "transparent",
        textStyle: { fontFamily: "system-ui, sans-serif", color: colours.ink },
        aria: { enabled: true, label: { description: plot.says() } },
        ...option,
        tooltip: {
          confine: true, backgroundColor: colours.page, borderColor: colours.line, textStyle: { color: colours.ink },
          ...option.tooltip,
        },
      },
      true,
    );
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", plot.says());
    if (!report.charts[id] && plot.ready) plot.ready(chart);
    report.charts[id] = chart;
    plot.drawn?.(chart);
    fill(id);
  }

  /** The plot's values for those who read rather than look, once its table is opened. */
  function fill(id) {
    const details = document.querySelector(`#${id} > details.values`);
    if (!details?.open) return;
    const { columns, rows } = report.plots[id].table();
    const isNumber = (at) => rows.every((row) => typeof row[at] === "number" || row[at] === null);
    tools.fill(details.querySelector("table"), title(id), columns, rows.map((row) => row.map((value) => tools.number(value, 6))), isNumber);
  }

  const title = (id) => document.querySelector(`#${id} h2`).textContent;

  function addTable(id) {
    const table = tools.el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `Table of ${title(id)}` }, tools.el("table"));
    tools.byId(id).append(tools.el("details", { class: "values", ontoggle: () => fill(id) }, tools.el("summary", {}, "As a table"), table));
  }

  /** A plot that cannot be drawn takes no other with it. */
  function drawOrSay(id) {
    try {
      draw(id);
    } catch (error) {
      console.error(id, error);
      tools.byId(`plot-${id}`).textContent = `This plot could not be drawn: ${error.message}`;
    }
  }

  report.redraw = draw;

  function drawAll() {
    for (const id of Object.keys(report.plots)) {
      if (!report.plots[id].nothing()) drawOrSay(id);
    }
  }

  for (const [id, plot] of Object.entries(report.plots)) {
    const nothing = plot.nothing();
    if (nothing) {
      tools.byId(`plot-${id}`).replaceWith(tools.el("p", { class: "nothing", id: `plot-${id}` }, nothing));
      document.querySelectorAll(`#${id} .controls, #${id} .under`).forEach((element) => element.remove());
    } else {
      plot.controls?.();
      if (plot.table) addTable(id);
    }
  }

  function copied(button, query) {
    const say = (text) => {
      button.textContent = text;
      button.setAttribute("aria-label", `${text}: ${query.title}`);
    };
    const selected = () => {
      getSelection().selectAllChildren(button.previousElementSibling);
      say(document.execCommand("copy") ? "Copied" : "Selected: copy it with your keyboard");
    };
    navigator.clipboard ? navigator.clipboard.writeText(query.sql).then(() => say("Copied"), selected) : selected();
  }

  document.querySelectorAll("section[data-queries]").forEach((section) => {
    for (const name of section.dataset.queries.split(" ")) {
      const query = report.study.queries.find((one) => one.name === name);
      const button = tools.el("button", { type: "button", "aria-label": `Copy SQL: ${query.title}`, onclick: () => copied(button, query) }, "Copy");
      section.append(tools.el("details", { class: "sql" }, tools.el("summary", {}, `SQL: ${query.title}`), tools.el("pre", { tabindex: 0 }, query.sql), button));
    }
  });

  document.querySelectorAll("main > section").forEach((section) => {
    const title = section.dataset.short ?? section.querySelector("h2").textContent;
    tools.byId("contents").append(tools.el("li", {}, tools.el("a", { href: "#" + section.id }, title)));
  });

  drawAll();
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth !== width) {
      width = window.innerWidth;
      drawAll();
    }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  window.addEventListener("beforeprint", drawAll);
  window.addEventListener("afterprint", drawAll);
  report.drawn = true;
})();
