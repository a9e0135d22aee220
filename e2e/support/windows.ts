import { type BrowserContext, type BrowserContextOptions, expect, type Page } from "@playwright/test";
import { ADMIN, API_TOKEN } from "./environment";
import { collectFaults, type Faults } from "./faults";
import { type Integrator, integratorAt } from "./integrator";
import { awaitsReady } from "./ready";
import { test as base, mutate, signIn } from "./session";

type Who = { email: string; password: string };
type WindowOptions = BrowserContextOptions & {
  /** Who is signed in there; null: nobody. The administrator unless given. */
  who?: Who | null;
  /** For how many seconds their messages may be withdrawn: they leave at once unless given. */
  undoSend?: number;
};

type Fixtures = {
  /** Watches every window of the test; the test fails for what was not expected. */
  faults: Faults;
  /** A browser of its own, signed in: another person's, or the same person's second one. */
  openWindow: (path: string, options?: WindowOptions) => Promise<Page>;
  /** The program that brings customers' messages and reports ticks, over the public API. */
  integrator: Integrator;
};

export const test = base.extend<Fixtures>({
  faults: async ({ browserName: _ }, use) => {
    const faults = collectFaults([ADMIN.password]);
    await use(faults);
    faults.check();
  },
  openWindow: async ({ browser, baseURL, faults }, use) => {
    const contexts: { close(): Promise<void> }[] = [];
    await use(async (path, { who = ADMIN, undoSend = 0, ...options } = {}) => {
      const context = await browser.newContext({ ...(baseURL && { baseURL }), ...options });
      contexts.push(context);
      faults.watch(context);
      if (who)
        await enter(context, {
          who,
          undoSend,
          origin: options.baseURL ?? String(baseURL),
          isAnew: "userAgent" in options,
        });
      const opened = await context.newPage();
      const page = options.javaScriptEnabled === false ? opened : awaitsReady(opened);
      await page.goto(path);
      return page;
    });
    for (const context of contexts) await context.close();
  },
  integrator: async ({ origin }, use) => use(integratorAt(origin, API_TOKEN)),
});

type Cookies = Awaited<ReturnType<BrowserContext["cookies"]>>;
/** Of those who have signed in, by server and person: a worker's tests share their sessions. */
const signedIn = new Map<string, Cookies>();

type Entering = {
  who: Who;
  undoSend: number;
  origin: string /** In a session of its own. */;
  isAnew: boolean;
};

async function enter(context: BrowserContext, { who, undoSend, origin, isAnew }: Entering): Promise<void> {
  const key = [origin, who.email, who.password].join(" ");
  const choose = async () =>
    (await mutate(context.request, "me.setUndoSend", { seconds: undoSend }, origin)).status();
  const known = isAnew ? undefined : signedIn.get(key);
  if (known) {
    await context.addCookies(known);
    if ((await choose()) === 200) return; // else a test has ended the session
    await context.clearCookies();
  }
  const { email, password } = who;
  expect((await signIn(context.request, { email, password })).status()).toBe(200);
  expect(await choose()).toBe(200);
  if (!isAnew) signedIn.set(key, await context.cookies());
}
