/** `npm run screenshots`: screenshots of the demo for docs/screenshots, of the production build on fresh data. */
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import type { Snapshot } from "@/server/contract/event/reduce";
import { waitUntil } from "@/server/lib/async/wait-until";
import { findChromium } from "../../scripts/chromium.js";
import { ADMIN, API_TOKEN } from "./environment";
import { integratorAt } from "./integrator";
import { makeProduct } from "./product";
import { signIn } from "./ready";

const FOLDER = join("docs", "screenshots");
const BYTES_MAX = 400_000;
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

type Shot = { name: string; viewport: typeof DESKTOP; path: string; shows: (page: Page) => Promise<unknown> };

/** The texts that locate elements, in each language. */
const WORDS = {
  en: { messages: /^Messages with/, details: "History", list: "Conversations" },
  zh: { messages: /^与 .* 的消息$/, details: "历史", list: "会话" },
} as const;
type Language = keyof typeof WORDS;

/** The script of each language's conversations. */
const SCRIPT = {
  en: /^[\p{Script=Latin}\p{Script=Common}]*$/u,
  zh: /\p{Script=Han}/u,
} as const satisfies Record<Language, RegExp>;

type Place = { displayId: number; inboxId: number };

/** The administrator's conversation that shows most: kinds, ticks, failures. */
function findRichest(snapshot: Snapshot, language: Language): Place | undefined {
  const { conversation, message, member } = snapshot;
  const admin = Object.values(member).find(({ email }) => email === ADMIN.email);
  const mine = Object.values(conversation).filter(
    ({ status, assigneeId }) => status === "open" && assigneeId === admin?.id,
  );
  const score = (id: number): number => {
    const messages = Object.values(message).filter(({ conversationId }) => conversationId === id);
    const isInLanguage = messages.every(
      ({ kind, content }) => kind === "activity" || SCRIPT[language].test(content),
    );
    const seen = new Set(messages.flatMap(({ kind, direction, status }) => [kind, direction, status]));
    return seen.size * 10 + Math.min(messages.length, 9) + (isInLanguage ? 25 : 0);
  };
  return mine.sort((a, b) => score(b.id) - score(a.id))[0];
}

function shotsOf({ displayId, inboxId }: Place, language: Language): Shot[] {
  const words = WORDS[language];
  const thread = (page: Page) => page.getByRole("region", { name: words.messages }).getByRole("listitem");
  const open = { path: `/inbox?c=${displayId}`, shows: (page: Page) => thread(page).last().waitFor() };
  const withDetails = async (page: Page) => {
    await open.shows(page);
    await page.getByText(words.details, { exact: true }).waitFor();
  };
  const row = (page: Page) =>
    page.getByRole("region", { name: words.list, exact: true }).getByRole("listitem");
  const list = { path: "/inbox?view=all", shows: (page: Page) => row(page).first().waitFor() };
  const preview = (page: Page) => page.getByRole("table").waitFor();
  const settings = { path: `/settings/inboxes/${inboxId}/rules`, shows: preview };
  return [
    { name: "inbox", viewport: DESKTOP, path: open.path, shows: withDetails },
    { name: "settings", viewport: DESKTOP, ...settings },
    { name: "phone-list", viewport: PHONE, ...list },
    { name: "phone-thread", viewport: PHONE, ...open },
    { name: "phone-settings", viewport: PHONE, ...settings },
  ];
}

type Appearance = { colorScheme: "light" | "dark"; language: Language };

async function takeShots(
  browser: Browser,
  url: string,
  shots: readonly Shot[],
  { colorScheme, language }: Appearance,
) {
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  const context = await browser.newContext({ baseURL: url, colorScheme, locale, reducedMotion: "reduce" });
  await signIn(context.request);
  const page = await context.newPage();
  for (const { name, viewport, path, shows } of shots) {
    await page.setViewportSize(viewport);
    await page.goto(path);
    await shows(page);
    await page.evaluate(() => document.fonts.ready);
    await page.locator('[role="status"] svg.animate-spin').first().waitFor({ state: "detached" });
    const marks = `${language === "zh" ? "-zh" : ""}${colorScheme === "dark" ? "-dark" : ""}`;
    const file = join(FOLDER, `${name}${marks}.png`);
    await page.screenshot({ path: file });
    const { size } = statSync(file);
    process.stdout.write(`${file} ${(size / 1000).toFixed(0)} kB\n`);
    if (size > BYTES_MAX) throw new Error(`${file} is too large for a README`);
  }
  await context.close();
}

mkdirSync(FOLDER, { recursive: true });
const env = { SEED: "demo", ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password };
const product = await makeProduct({ ...env, ADMIN_API_TOKEN: API_TOKEN });
const executablePath = findChromium();
const browser = await chromium.launch({
  ...(executablePath && { executablePath }),
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
let snapshot: Snapshot | undefined;
try {
  await product.start();
  const integrator = integratorAt(product.url, API_TOKEN);
  let messages = 0;
  /** The log has all of the demo: nothing was added since the previous poll. */
  const isStamped = async () => {
    snapshot = await integrator.replay(() => true);
    const before = messages;
    messages = Object.keys(snapshot.message).length;
    return messages === before && findRichest(snapshot, "en") !== undefined;
  };
  if (!(await waitUntil(isStamped, { withinMs: 30_000 })) || !snapshot)
    throw new Error("the demo's administrator has no open conversation");
  for (const language of ["en", "zh"] as const) {
    const place = findRichest(snapshot, language);
    if (!place) continue;
    const shots = shotsOf(place, language);
    for (const colorScheme of ["light", "dark"] as const)
      await takeShots(browser, product.url, shots, { colorScheme, language });
  }
} finally {
  await browser.close();
  await product.remove();
}
