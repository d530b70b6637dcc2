// node page.mjs TROUBLE WELL CONTROL MAIL IMAGES: tests two status pages in Chromium, at the address TROUBLE one of a fleet with all kinds
// of faults, at WELL one of a healthy fleet. Needs playwright-core and axe-core in the working directory. It creates the file "stop" or
// "start" in the folder CONTROL to stop or start the first depwatch. Pictures go to the folder IMAGES, also one of the message in the
// file MAIL.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { browser, require } from "./browser.mjs";

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [trouble, well, control, mail, images] = process.argv.slice(2);
const DESKTOP = { width: 1180, height: 900 };
const PHONE = { width: 390, height: 844 };
const PATIENCE = 90_000;
const OWNER = "it-admin@example.org";
let passed = 0;
let failed = 0;

async function check(sentence, test) {
  try {
    await test();
    passed++;
    console.log(`ok: ${sentence}`);
  } catch (fault) {
    failed++;
    console.log(`NOT OK: ${sentence}\n    ${String(fault.stack ?? fault).split("\n").slice(0, 12).join("\n    ")}`);
  }
}

/** Opens a page in its own context, and collects its errors and foreign requests. */
async function open(address, options = {}) {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const complaints = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith("data:")) complaints.push(`asks for ${request.url()}`);
  });
  await page.addInitScript(() => {
    window.violations = [];
    addEventListener("securitypolicyviolation", (event) => window.violations.push(`${event.violatedDirective}: ${event.blockedURI}`));
  });
  await page.goto(address);
  return { page, context, complaints };
}

const card = (page, name) => page.locator("article", { has: page.getByRole("heading", { name, exact: true }) });
const rows = (page, table) => page.locator(`table.${table} tbody tr`);
const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

async function accessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html + " " + node.failureSummary).join(" | ")}`), []);
}

async function picture(page, name, options = {}) {
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: join(images, `page-${name}.png`), ...options });
}

const { page, complaints } = await open(trouble);
// depwatch reports this only after it has lasted for a while.
await page.locator("article", { hasText: "stadium" }).waitFor();
await card(page, "Monitoring (tokens not read)").waitFor();
await page.reload();

await check("the sentence on top says who must act", async () => {
  assert.match(await page.locator("h1").innerText(), /^Act on \d Apple IDs, 1 organisation, \d instances and \d monitoring issues?$/);
  assert.match(await page.title(), /^\d+ to act on · depwatch$/);
});
await check("the account comes first, with its numbers of tokens and instances", async () => {
  assert.equal(await page.locator("h3").first().innerText(), OWNER);
  assert.match(await card(page, OWNER).locator("dl").innerText(), /Regenerate\s+Tokens\s+3\s+Instances\s+3\s+Since/);
});
await check("the page names every kind of fault", async () => {
  const names = await page.locator("h3").allInnerTexts();
  for (const name of [OWNER, "curator@example.org", "Example Library", "archive", "museum"]) {
    assert.ok(names.includes(name), `${name} is missing in ${names}`);
  }
  for (const [kind, instance] of [["logs not followed", "observatory"], ["tokens not read", "theatre"]]) {
    assert.match(await card(page, `Monitoring (${kind})`).innerText(), new RegExp(instance));
  }
});
await picture(page, "trouble");
await check("the steps are closed, and the keyboard opens them", async () => {
  const step = card(page, OWNER).getByText("Sign in to business.apple.com");
  assert.equal(await step.isVisible(), false);
  await card(page, OWNER).locator("summary").first().focus();
  await page.keyboard.press("Enter");
  await step.waitFor();
  assert.ok((await card(page, OWNER).locator("ol li").count()) >= 4);
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement.blur());
  await card(page, OWNER).screenshot({ path: join(images, "page-steps.png") });
  await page.locator("#failures").screenshot({ path: join(images, "page-failures.png") });
  await card(page, OWNER).locator("summary").first().focus();
});
await check("the first element that Tab reaches skips the top of the page", async () => {
  const fresh = await open(trouble);
  await fresh.page.keyboard.press("Tab");
  assert.equal(await fresh.page.evaluate(() => document.activeElement.className), "skip");
  await fresh.context.close();
});
await check("it updates itself and keeps open steps, the focus and the scroll position", async () => {
  const top = () => page.evaluate(() => document.activeElement.getBoundingClientRect().top);
  await page.evaluate(() => { window.sameWindow = true; document.querySelector("article summary").focus(); scrollTo(0, 400); });
  const before = await top();
  const clock = await page.locator("#clock time").innerText();
  await page.waitForFunction((before) => document.querySelector("#clock time").textContent !== before, clock);
  assert.deepEqual(
    await page.evaluate(() => [window.sameWindow, document.querySelector("article details").open, document.activeElement.nodeName]),
    [true, true, "SUMMARY"]);
  // A line above it may come or go.
  assert.ok(Math.abs(await top() - before) < 50);
});
await check("the filter shows rows with its words, without a reload, and appears in the address", async () => {
  await page.keyboard.press("/");
  await page.keyboard.type("library");
  await page.waitForFunction(() => document.querySelectorAll("table.tokens tbody tr").length === 1);
  assert.match(await rows(page, "tokens").innerText(), /library.*Library devices/s);
  assert.deepEqual(await page.locator("h3").allInnerTexts(), ["Example Library"]);
  assert.equal(new URL(page.url()).search, "?q=library");
  assert.equal(await page.evaluate(() => window.sameWindow && document.activeElement.id), "filter");
});
await check("the filter can be removed", async () => {
  await page.getByRole("link", { name: "Show everything" }).click();
  await page.waitForFunction(() => document.querySelectorAll("table.tokens tbody tr").length > 10);
  assert.equal(await page.locator("#filter").inputValue(), "");
});
await check("a click on a column sorts the tokens, a second one reverses the order", async () => {
  const head = page.locator("table.tokens thead th", { hasText: "Expires" });
  const days = async () => (await rows(page, "tokens").locator("td:last-child").allInnerTexts()).map((cell) => cell.slice(0, 10));
  await head.getByRole("link").click();
  await page.waitForFunction(() => document.querySelector("table.tokens [aria-sort=ascending]"));
  assert.deepEqual(await days(), [...(await days())].sort());
  await head.getByRole("link").click();
  await page.waitForFunction(() => document.querySelector("table.tokens [aria-sort=descending]"));
  assert.deepEqual(await days(), [...(await days())].sort().reverse());
  assert.equal(await page.evaluate(() => window.sameWindow), true);
});
await check("the page breaks no policy, logs nothing on the console and loads nothing from other hosts", async () => {
  assert.deepEqual(await page.evaluate(() => window.violations), []);
  assert.deepEqual(complaints, []);
});
await check("a printout shows all steps", async () => {
  await page.goto(trouble);
  await page.emulateMedia({ media: "print" });
  assert.equal(await card(page, "Example Library").getByText("Accept the terms that are shown").isVisible(), true);
  assert.ok((await page.pdf()).length > 20_000);
  await page.emulateMedia({ media: null });
});

for (const colorScheme of ["light", "dark"]) {
  for (const [name, viewport] of [["desktop", DESKTOP], ["phone", PHONE]]) {
    const shown = await open(trouble, { viewport, colorScheme, isMobile: name === "phone", deviceScaleFactor: 1 });
    if (name === "phone") await picture(shown.page, colorScheme === "light" ? "phone" : "phone-dark");
    else if (colorScheme === "dark") await picture(shown.page, "dark");
    await shown.page.evaluate(() => { for (const each of document.querySelectorAll("details")) each.open = true; });
    await check(`nothing is wider than the screen on a ${name}, ${colorScheme}`, async () => assert.equal(await sideways(shown.page), 0));
    await check(`axe-core finds nothing on a ${name}, ${colorScheme}`, () => accessible(shown.page));
    await shown.context.close();
  }
}

await check("without a script it is complete, and a form filters it", async () => {
  const plain = await open(trouble, { javaScriptEnabled: false });
  assert.ok((await rows(plain.page, "tokens").count()) > 10);
  await card(plain.page, OWNER).locator("summary").first().click();
  await card(plain.page, OWNER).getByText("Sign in to business.apple.com").waitFor();
  await plain.page.locator("#filter").fill("museum");
  await plain.page.getByRole("button", { name: "Filter" }).click();
  await plain.page.waitForURL(/q=museum/);
  assert.equal(await rows(plain.page, "tokens").count(), 2);
  await plain.context.close();
});

// The message's HTML part, by day in a window and at night on a telephone, in one picture.
const html = readFileSync(mail, "utf8").match(/text\/html[^]*?\r?\n\r?\n([^]*?)\r?\n------=_Part/)[1].replace(/=\r?\n/g, "");
const bytes = html.replace(/(=[0-9A-F]{2})+/g, (run) => Buffer.from(run.replaceAll("=", ""), "hex").toString("utf8"));
const sides = [];
for (const [colorScheme, width] of [["light", 690], ["dark", 390]]) {
  const context = await browser.newContext({ viewport: { width, height: 960 }, colorScheme });
  const letter = await context.newPage();
  await letter.setContent(bytes);
  await check(`a mail is no wider than a window of ${width} pixels`, async () => assert.equal(await sideways(letter), 0));
  sides.push(`<img src="data:image/png;base64,${(await letter.screenshot()).toString("base64")}">`);
  await context.close();
}
const both = await browser.newPage({ viewport: { width: 1080, height: 960 } });
await both.setContent(`<body style="margin:0;display:flex">${sides.join("")}</body>`);
await both.screenshot({ path: join(images, "email.png") });

const good = await open(well);
await check("a healthy fleet shows that all is well", async () => {
  await good.page.getByRole("heading", { name: "All is well" }).waitFor();
  assert.equal(await good.page.locator("article").count(), 0);
  await accessible(good.page);
  assert.deepEqual(good.complaints, []);
});
await picture(good.page, "well");

await check("the page reports that depwatch does not answer, its own age, and that depwatch is back", async () => {
  const before = complaints.length;
  writeFileSync(join(control, "stop"), "");
  await page.getByText(/depwatch sends no newer page\. This page shows the state of \d\d:\d\d:\d\d\./).waitFor();
  await page.evaluate(() => { const now = Date.now; Date.now = () => now() + 86_400_000; });
  await page.getByText(/the state of \d\d:\d\d:\d\d, 24 h ago\./).waitFor();
  await accessible(page);
  writeFileSync(join(control, "start"), "");
  await page.locator("#lost").waitFor({ state: "hidden" });
  // Chromium itself logs failed connections on the console.
  assert.deepEqual(complaints.slice(before).filter((text) => !text.includes("ERR_CONNECTION")), []);
});

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
