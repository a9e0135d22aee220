import { expect as expectPage, type Page, request } from "@playwright/test";
import { expect } from "vitest";
import { ADMIN, API_TOKEN } from "@/e2e/support/environment";
import { integratorAt, type Story } from "@/e2e/support/integrator";
import { makeProduct, type Product } from "@/e2e/support/product";
import { mutate, signIn } from "@/e2e/support/ready";
import { waitUntil } from "@/server/lib/async/wait-until";
import { createRandom, type Random } from "@/server/setup/demo/random";
import { type CrashingBrowser, crash, makeBrowser } from "./browser";

const VICTIMS = [
  "tab",
  "browser",
  "server",
  "reload",
  "network",
  "server and tab",
  "server and browser",
] as const;
type Victim = (typeof VICTIMS)[number];

/** Messages of a round that are sent before the last text, and keys of each text. */
const SENT = { min: 0, max: 3 };
const KEYS = { min: 3, max: 30 };
const WITHIN = { withinMs: 30_000, everyMs: 200 };
const WITHIN_SHOWN = { timeout: 20_000 };

type Scene = { product: Product; browser: CrashingBrowser; story: Story; random: Random };
/** What was typed: the texts that were sent, and the one that was not. */
type Typed = { sent: string[]; draft: string };

/**
 * Types and sends replies, and in each round kills the tab, the browser, the server or several of them at a random key. Then
 * every text must be in the conversation once or in the composer.
 * @returns figures, to print.
 */
export async function crashDrill({ rounds, seed }: { rounds: number; seed: number }) {
  const product = await makeProduct({
    SEED: "empty",
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    ADMIN_API_TOKEN: API_TOKEN,
  });
  await product.start();
  const browser = makeBrowser(await cookiesOf(product));
  const random = createRandom(seed);
  const story = await integratorAt(product.url, API_TOKEN).begin();
  const figures = { rounds, keys: 0, lostKeys: 0, sent: 0, drafts: 0, kills: {} as Record<string, number> };
  const all: string[] = [];
  try {
    for (let round = 1; round <= rounds; round++) {
      const victim = random.pick(VICTIMS);
      const { states, lostMax } = await playRound({ product, browser, story, random }, { round, victim });
      const which = `round ${round}, ${victim} killed, seed ${seed}`;
      const { typed, lost } = await verify(
        { product, browser, story, random },
        { states, all, which, lostMax },
      );
      figures.lostKeys += lost;
      if (round % 10 === 0)
        process.stdout.write(`crash drill, after ${round} rounds: ${JSON.stringify(figures)}\n`);
      figures.kills[victim] = (figures.kills[victim] ?? 0) + 1;
      figures.sent += typed.sent.length;
      figures.drafts += typed.draft === "" ? 0 : 1;
      figures.keys += typed.sent.join("").length + typed.draft.length;
    }
    return figures;
  } finally {
    await browser.remove();
    await product.remove();
  }
}

async function cookiesOf({ url }: Product) {
  const client = await request.newContext({ baseURL: url });
  await signIn(client);
  expect((await mutate(client, "me.setUndoSend", { seconds: 0 }, url)).status()).toBe(200);
  const { cookies } = await client.storageState();
  await client.dispose();
  return cookies;
}

const addressOf = ({ product, story }: Scene): string =>
  `${product.url}/inbox?view=all&inbox=${story.inboxId}&c=${story.displayId}`;
const fieldOf = (page: Page, { customer }: Story) =>
  page.getByRole("textbox", { name: `Reply to ${customer}` });

/**
 * Types and sends until the kill. Returns the states after each key that the browser has handled, the newest first, and how
 * many keys may be lost: none, but with the whole browser those that its database has not confirmed. Nothing that a page
 * can do reaches further.
 */
async function playRound(
  scene: Scene,
  { round, victim }: { round: number; victim: Victim },
): Promise<Played> {
  const { browser, story, random } = scene;
  const texts = textsOf(random, round);
  const page = await browser.open(addressOf(scene));
  await fieldOf(page, story).click();
  const keys = texts.flatMap((text, at) => [...text, ...(at < texts.length - 1 ? ["Control+Enter"] : [])]);
  const killAt = random.between(1, keys.length);
  const isEarly = victim.startsWith("server") || victim === "network";
  const serverDiesAt = isEarly ? random.between(0, killAt) : -1;
  const states: Typed[] = [{ sent: [], draft: "" }];
  let lostMax = 0;
  for (const [at, key] of keys.slice(0, killAt).entries()) {
    if (at === serverDiesAt) await interrupt(scene, page, victim);
    await page.keyboard.press(key);
    states.unshift(after(states[0] ?? { sent: [], draft: "" }, key));
    lostMax = victim.endsWith("browser") && !(await isWritten(page)) ? lostMax + 1 : 0;
  }
  await end(scene, page, victim);
  return { states, lostMax };
}

/** Whether the database has everything: the journal is empty. */
const isWritten = (page: Page): Promise<boolean> =>
  page.evaluate(() => !Object.keys(localStorage).some((key) => key.startsWith("tickline-unsent")));

const after = ({ sent, draft }: Typed, key: string): Typed =>
  key === "Control+Enter" ? { sent: [...sent, draft.trim()], draft: "" } : { sent, draft: draft + key };

/** Random words; the last one is not sent. */
const textsOf = (random: Random, round: number): string[] =>
  Array.from({ length: random.between(SENT.min, SENT.max) + 1 }, (_, at) => {
    const letters = Array.from({ length: random.between(KEYS.min, KEYS.max) }, () =>
      random.pick([..."abcdefgh "]),
    );
    return `r${round}t${at}x${letters.join("").replaceAll("  ", " ")}z`;
  });

/** The server or the network goes away while the member types on. */
async function interrupt({ product }: Scene, page: Page, victim: Victim): Promise<void> {
  if (victim === "network") await page.context().setOffline(true);
  else await product.kill();
}

/** Ends the page, or what it depends on, and brings everything back. */
async function end({ product, browser }: Scene, page: Page, victim: Victim): Promise<void> {
  if (victim === "tab" || victim === "server and tab") await crash(page);
  if (victim === "browser" || victim === "server and browser") await browser.kill();
  if (victim.startsWith("server")) await product.start();
  if (victim === "network") await page.context().setOffline(false);
  if (victim === "reload") await page.reload();
}

type Played = { states: Typed[]; lostMax: number };
type Round = { states: readonly Typed[]; all: string[]; which: string; lostMax: number };

/**
 * Sends what the composer has. Then everything that was typed must be in the conversation once, but for `lostMax` keys at
 * most; it is added to `all`. Returns what was found, and how many keys it lacks.
 */
async function verify(
  scene: Scene,
  { states, all, which, lostMax }: Round,
): Promise<{ typed: Typed; lost: number }> {
  const { browser, story, product } = scene;
  const page = await browser.open(addressOf(scene));
  const field = fieldOf(page, story);
  await expectPage(field)
    .toHaveValue(states[0]?.draft ?? "", WITHIN_SHOWN)
    .catch(() => undefined); // what is sent decides
  await field.press("Control+Enter");
  const { sentTexts } = integratorAt(product.url, API_TOKEN);
  let found: string[] = [];
  let lost = -1;
  const isComplete = async (max: number) => {
    found = (await sentTexts(story.displayId)).toSorted();
    lost = states.findIndex((typed) => isEqual(found, [...all, ...textsIn(typed)].toSorted()));
    return lost >= 0 && lost <= max;
  };
  // The whole text first: an earlier state may be there for a moment, while the rest is on its way.
  const isWhole = await waitUntil(() => isComplete(0), WITHIN);
  const typed = isWhole || (await isComplete(lostMax)) ? states[lost] : undefined;
  if (!typed) throw new Error(`${which}: ${JSON.stringify({ found, all, newest: states[0] }, null, 2)}`);
  all.push(...textsIn(typed));
  await expectPage(page.getByRole("button", { name: /not sent/ })).toHaveCount(0);
  await closePages(page);
  return { typed, lost };
}

const textsIn = ({ sent, draft }: Typed): string[] => [...sent, draft.trim()].filter((text) => text !== "");

const isEqual = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((text, at) => text === b[at]);

/** A tab that was not killed stays open beside the new one until here. */
async function closePages(page: Page): Promise<void> {
  for (const open of page.context().pages()) await open.close();
}
