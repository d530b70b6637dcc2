// node dashboard.mjs DASHBOARD PROMETHEUS PICTURE: draws a dashboard of Grafana with the data of a Prometheus, by dashboard.jsx. The
// picture shows the last three minutes. Needs the packages that .ci/dashboard installs in the working directory.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { browser, require } from "./browser.mjs";

const [file, prometheus, picture] = process.argv.slice(2);
const { outputFiles } = await require("esbuild").build({
  stdin: { contents: readFileSync(join(import.meta.dirname, "dashboard.jsx"), "utf8"), loader: "jsx", resolveDir: process.cwd() },
  bundle: true, write: false, outdir: ".", format: "esm", jsx: "automatic", target: "chrome120",
  loader: { ".ttf": "empty" }, define: { "process.env.NODE_ENV": '"production"' },
  // Grafana's fork of the router has hooks of an older version, which nothing here calls.
  alias: { "react-router-dom-v5-compat": "react-router-dom" },
});
const dashboard = readFileSync(file, "utf8");
const { panels } = JSON.parse(dashboard);
const html = `<!doctype html><meta charset="utf-8"><title>Grafana</title><link rel="stylesheet" href="/stdin.css">
  <script>
    window.dashboard = ${dashboard};
    window.from = "now-3m";
    window.grafanaBootData = { user: {}, settings: {}, navTree: [] };
  </script>
  <body style="margin:0"><div id="root" style="padding:0 8px"></div><script type="module" src="/stdin.js"></script>`;
const files = join(dirname(require.resolve("@grafana/ui/package.json")), "dist");
const WIDTH = 1440;
const complaints = [];
const page = await browser.newPage({ viewport: { width: WIDTH, height: 1000 } });
page.on("console", (message) => message.type() === "error" && !message.text().includes("404") && complaints.push(message.text()));
page.on("pageerror", (error) => complaints.push(error.stack));
// The page has Prometheus' own address, so that the browser lets it ask.
await page.route((url) => url.origin === prometheus && !url.pathname.startsWith("/api/"), (route) => {
  const { pathname } = new URL(route.request().url());
  if (pathname === "/") return route.fulfill({ contentType: "text/html", body: html });
  const made = outputFiles.find(({ path }) => path.endsWith(pathname));
  if (made) return route.fulfill({ contentType: pathname.endsWith("css") ? "text/css" : "text/javascript", body: made.text });
  const icon = join(files, pathname.replace("/build/", "/"));
  return existsSync(icon) ? route.fulfill({ path: icon }) : route.fulfill({ status: 404 });
});
await page.goto(prometheus, { waitUntil: "networkidle" });
// A table draws only the rows that the window shows.
const grid = await page.locator(".react-grid-layout").first().boundingBox();
await page.setViewportSize({ width: WIDTH, height: Math.ceil(grid.y + grid.height) });
for (const title of panels.filter(({ type }) => type === "table").map(({ title }) => title)) {
  await page.locator("section", { hasText: title }).getByRole("gridcell").first().waitFor();
}
const until = await page.getByText("How well the logs are followed").boundingBox();
await page.screenshot({ path: picture, clip: { x: 0, y: 0, width: WIDTH, height: until.y - 8 } });
await browser.close();
complaints.forEach((complaint) => console.log(complaint));
process.exitCode = complaints.length ? 1 : 0;
