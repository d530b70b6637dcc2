// node kubernetes.mjs FILE: checks Kubernetes manifests against the API's schemas, and that they use no key that the schemas lack, as
// npm's kubernetes-models and @kubernetes-models/prometheus-operator have them. Needs these, typescript and yaml in the working directory;
// exits with 1 if a manifest does not match.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

const require = createRequire(resolve("package.json"));
const ts = require("typescript");
const { parseAllDocuments } = require("yaml");
const file = process.argv[2];
const manifests = parseAllDocuments(readFileSync(file, "utf8")).map((document) => document.toJS());
const module = ({ apiVersion }) =>
  (apiVersion.startsWith("monitoring.coreos.com/") ? "@kubernetes-models/prometheus-operator/" : "kubernetes-models/") + apiVersion;
let wrong = 0;
const complain = (text) => {
  console.log(`${file}: ${text}`);
  wrong = 1;
};

for (const manifest of manifests) {
  const path = resolve("node_modules", module(manifest), `${manifest.kind}.js`);
  const { [manifest.kind]: Kind } = await import(pathToFileURL(path));
  try {
    new Kind(manifest).validate();
  } catch (error) {
    complain(`${manifest.kind} ${manifest.metadata.name}: ${error.message}`);
  }
}

// The schemas allow unknown keys; the types do not.
writeFileSync("manifests.check.ts", manifests.flatMap((manifest, i) => [
  `import type { I${manifest.kind} as Kind${i} } from "${module(manifest)}/${manifest.kind}";`,
  `const manifest${i}: Kind${i} = ${JSON.stringify(manifest, null, 1)};`,
]).join("\n"));
const program = ts.createProgram(["manifests.check.ts"], {
  strict: true, noEmit: true, skipLibCheck: true, types: [],
  target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
});
for (const problem of ts.getPreEmitDiagnostics(program)) {
  complain(ts.flattenDiagnosticMessageText(problem.messageText, "\n"));
}
console.log(`${manifests.length} manifests checked`);
process.exit(wrong);
