// The settings in which the studies differ.
(() => {
  const { study: comparison } = report;
  const { settings, studies } = comparison;
  const about = "Names and places apart, of all settings, those that have a default included.";
  tools.byId("settings-about").textContent = settings.length === 0 ? `There are none: the studies have the same settings. ${about}` : `What could the difference be due to? ${about}`;
  if (settings.length === 0) {
    tools.byId("settings-table").closest(".scroll").remove();
  } else {
    tools.fill(tools.byId("settings-table"), "Settings that differ", ["setting", ...studies.map((study) => study.label)], settings.map((setting) => [setting.name, ...setting.values]), () => false);
  }
})();
