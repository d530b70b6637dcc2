// node cards.mjs CARDS IMAGES: reads each Microsoft Teams card in the folder CARDS with the library that shows cards, as an Adaptive Card
// 1.2, and draws them in Chromium as teams.png in the folder IMAGES. Needs playwright-core, adaptivecards, adaptivecards-designer (for the
// colours of Teams) and markdown-it in the working directory.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { browser, require } from "./browser.mjs";

const [cards, images] = process.argv.slice(2);
const of = (library, path) => join(dirname(require.resolve(`${library}/package.json`)), path);
const names = readdirSync(cards).map((file) => file.replace(".json", ""));
const card = Object.fromEntries(names.map((name) => [name, JSON.parse(readFileSync(join(cards, `${name}.json`), "utf8"))]));

/** An empty page in the colours of Teams. */
async function teams(theme) {
  const page = await browser.newPage({ viewport: { width: 620, height: 400 } });
  await page.setContent(`<body style="margin:0;padding:12px;background:${theme === "dark" ? "#292929" : "#f5f5f5"}"></body>`);
  await page.addStyleTag({ path: of("adaptivecards-designer", `dist/containers/teams-container-${theme}.css`) });
  await page.addScriptTag({ path: of("adaptivecards", "dist/adaptivecards.min.js") });
  await page.addScriptTag({ path: of("markdown-it", "dist/markdown-it.min.js") });
  const host = JSON.parse(readFileSync(of("adaptivecards-designer", `lib/hostConfigs/microsoft-teams-${theme}.json`), "utf8"));
  await page.evaluate((config) => {
    window.host = new AdaptiveCards.HostConfig(config);
    AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => Object.assign(result, { outputHtml: markdownit().render(text), didProcess: true });
  }, host);
  return page;
}

/** Draws a card, and returns what the library objects to and what it has read. */
const draw = (page, json) => page.evaluate((source) => {
  const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_2);
  const read = new AdaptiveCards.AdaptiveCard();
  read.hostConfig = host;
  read.parse(source, context);
  const element = document.body.appendChild(document.createElement("div"));
  element.append(read.render());
  element.style.marginBottom = "12px";
  return {
    objections: Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i).message),
    failures: read.validateProperties().validationEvents.map((event) => event.message),
    read: read.toJSON(context),
    links: Array.from(element.querySelectorAll("a"), (link) => link.getAttribute("href")),
    markup: element.querySelectorAll("em, strong, ul, ol, code, img").length,
  };
}, json);

for (const name of names) {
  const page = await teams("light");
  const { objections, failures, read, links, markup } = await draw(page, card[name]);
  assert.deepEqual([...objections, ...failures], [], name);
  // The library drops what it does not know. The key "msteams" is one of Teams alone.
  const { msteams, ...standard } = card[name];
  assert.deepEqual(read, standard, name);
  assert.ok(links.every((link) => /^https:\/\/(business\.apple|jamf\.example|school\.example)\./.test(link)), `${name}: ${links}`);
  assert.equal(markup, 0, `${name}: a text has an effect`);
  await page.close();
  console.log(`ok: ${name} is an Adaptive Card 1.2`);
}

const sides = [];
for (const [theme, shown] of [["light", ["one", "resolved"]], ["dark", ["forty", "resolved"]]]) {
  const page = await teams(theme);
  for (const name of shown) await draw(page, card[name]);
  if (theme === "light") await page.getByRole("button", { name: "All steps" }).first().click();
  sides.push(`<img src="data:image/png;base64,${(await page.screenshot({ fullPage: true })).toString("base64")}">`);
}
const both = await browser.newPage({ viewport: { width: 1240, height: 400 } });
await both.setContent(`<body style="margin:0;display:flex;align-items:start;background:linear-gradient(90deg,#f5f5f5 50%,#292929 50%)">${sides.join("")}</body>`);
await both.screenshot({ path: join(images, "teams.png"), fullPage: true });
await browser.close();
