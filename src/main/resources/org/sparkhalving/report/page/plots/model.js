// What the best model made of the test images.
(() => {
  const { study } = report;
  const { answers } = study;
  const { el, byId } = tools;
  const classes = answers?.classes ?? [];
  const row = (at) => answers.confusion[at].reduce((sum, number) => sum + number, 0);
  const column = (at) => answers.confusion.reduce((sum, numbers) => sum + numbers[at], 0);
  const share = (part, all) => (all === 0 ? "–" : ((100 * part) / all).toFixed(2));

  byId("model-about").textContent = answers
    ? `The model of trial ${answers.trial} on the ${tools.count(classes.reduce((sum, name, at) => sum + row(at), 0), "test image")}: which classes does it mix up?`
    : "";

  if (answers) {
    const head = ["class", "precision %", "recall %", "F1 %", "images"].map((name, at) => el("th", { scope: "col", class: at ? "number" : null }, name));
    const body = classes.map((name, at) => {
      const right = answers.confusion[at][at];
      const figures = [share(right, column(at)), share(right, row(at)), share(2 * right, row(at) + column(at)), row(at)];
      return el("tr", {}, el("th", { scope: "row" }, name), ...figures.map((figure) => el("td", { class: "number" }, String(figure))));
    });
    byId("classes").append(el("table", {}, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...body)));
    byId("mistakes-title").hidden = answers.mistakes.length === 0;
    answers.mistakes.forEach((mistake) =>
      byId("mistakes").append(el("li", {},
        el("img", { src: `data:image/png;base64,${mistake.png}`, alt: `Test image ${mistake.image}, a ${classes[mistake.label]}` }),
        el("b", {}, classes[mistake.predicted]), `, ${(100 * mistake.confidence).toFixed(1)} % sure; it is: `, el("strong", {}, classes[mistake.label]))));
  } else {
    byId("classes").remove();
  }

  const none = study.head.simulated
    ? "The trials were simulated: there is no model."
    : "What the model makes of each test image is not beside this study. The command evaluate, with this study's folder, writes it there once a search has chosen its best trial; then make the report again.";

  report.plots.model = {
    nothing: () => (answers ? null : none),
    says: () => `Confusion matrix of ${classes.length} classes.`,
    height: () => (tools.narrow() ? 400 : 500),
    option(colours) {
      const most = Math.max(1, ...answers.confusion.flatMap((numbers, at) => numbers.filter((number, other) => other !== at)));
      const cells = answers.confusion.flatMap((numbers, label) => numbers.map((number, predicted) => ({
        value: [predicted, label, Math.min(number, most)], number,
        itemStyle: label === predicted ? { color: colours.card, borderColor: colours.line } : undefined,
        label: { show: number > 0, formatter: String(number), color: label === predicted || number < most * 0.55 ? colours.ink : colours.page },
      })));
      const axis = (name, more) => ({
        type: "category", data: classes, name, axisLine: { lineStyle: { color: colours.line } }, splitArea: { show: false },
        ...more, nameTextStyle: { color: colours.soft, ...more.nameTextStyle }, axisLabel: { color: colours.soft, interval: 0, ...more.axisLabel },
      });
      return {
        grid: { left: 100, right: 10, top: 30, bottom: 95 },
        xAxis: axis("predicted", { nameLocation: "middle", nameGap: 75, axisLabel: { rotate: 45 } }),
        yAxis: axis("it is", { inverse: true, nameLocation: "start", nameGap: 10, nameTextStyle: { align: "right", padding: [0, 8, 0, 0] } }),
        visualMap: { show: false, min: 0, max: most, dimension: 2, inRange: { color: [colours.page, colours.best] } },
        tooltip: { formatter: (item) => tools.tip(tools.count(item.data.number, "image"), [["class", classes[item.data.value[1]]], ["predicted", classes[item.data.value[0]]]]) },
        series: [{ type: "heatmap", data: cells, label: { fontSize: tools.narrow() ? 9 : 12 } }],
      };
    },
  };
})();
