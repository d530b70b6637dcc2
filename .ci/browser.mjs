// Chromium, driven by the playwright-core in the working directory.
import { createRequire } from "node:module";
import { resolve } from "node:path";

export const require = createRequire(resolve("package.json"));
export const browser = await require("playwright-core").chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
});
