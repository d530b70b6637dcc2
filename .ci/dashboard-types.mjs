// node dashboard-types.mjs DASHBOARD...: checks dashboards against the types that Grafana publishes (npm's @grafana/schema), for the
// dashboard and for each panel's options. Needs @grafana/schema and typescript in the working directory; exits with 1 if a dashboard
// does not match.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const ts = createRequire(resolve("package.json"))("typescript");
const schema = "@grafana/schema/dist/esm/raw";
const kinds = ["bargauge", "stat", "table", "timeseries"];
let wrong = 0;

for (const file of process.argv.slice(2)) {
  const dashboard = JSON.parse(readFileSync(file, "utf8"));
  const panels = dashboard.panels.filter((panel) => panel.type !== "row");
  const unknown = panels.filter((panel) => !kinds.includes(panel.type));
  if (unknown.length) {
    console.log(`${file}: panels of a type that is not checked: ${unknown.map((panel) => panel.type)}`);
    wrong = 1;
  }
  // In JSON, a text stands for a value of an enumeration of texts.
  const source = [
    `import type { Dashboard, Panel, RowPanel } from "${schema}/dashboard/x/dashboard_types.gen";`,
    ...kinds.map((kind) => `import type * as ${kind} from "${schema}/composable/${kind}/panelcfg/x/${
      { bargauge: "BarGauge", stat: "Stat", table: "Table", timeseries: "TimeSeries" }[kind]}PanelCfg_types.gen";`),
    `type Plain<T> = T extends string ? \`\${T}\` : T extends number | boolean | null | undefined ? T
       : T extends (infer E)[] ? Plain<E>[] : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;`,
    `const dashboard: Plain<Omit<Dashboard, "panels">> & { panels: Plain<Panel | RowPanel>[] } = ${JSON.stringify(dashboard, null, 1)};`,
    ...panels.map((panel) => `const options${panel.id}: Plain<${panel.type}.Options> = ${JSON.stringify(panel.options, null, 1)};`),
    ...panels.filter((panel) => panel.type === "timeseries" || panel.type === "table").map((panel) =>
      `const custom${panel.id}: Plain<Partial<${panel.type}.FieldConfig>> = ${JSON.stringify(panel.fieldConfig.defaults.custom, null, 1)};`),
  ].join("\n");
  writeFileSync("dashboard.check.ts", source);
  const program = ts.createProgram(["dashboard.check.ts"], {
    strict: true, noEmit: true, skipLibCheck: true, types: [],
    target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Node10,
  });
  for (const problem of ts.getPreEmitDiagnostics(program)) {
    const at = problem.file ? `${problem.file.fileName}:${problem.file.getLineAndCharacterOfPosition(problem.start).line + 1}: ` : "";
    console.log(`${file}: ${at}${ts.flattenDiagnosticMessageText(problem.messageText, "\n")}`);
    wrong = 1;
  }
  console.log(`${file}: ${panels.length} panels checked`);
}
process.exit(wrong);
