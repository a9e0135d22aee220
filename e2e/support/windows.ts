import { type BrowserContextOptions, expect, type Page } from "@playwright/test";
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
      if (who) {
        const { email, password } = who;
        expect((await signIn(context.request, { email, password })).status()).toBe(200);
        const set = await mutate(context.request, "me.setUndoSend", { seconds: undoSend }, String(baseURL));
        expect(set.status()).toBe(200);
      }
      const opened = await context.newPage();
      const page = options.javaScriptEnabled === false ? opened : awaitsReady(opened);
      await page.goto(path);
      return page;
    });
    for (const context of contexts) await context.close();
  },
  integrator: async ({ origin }, use) => use(integratorAt(origin, API_TOKEN)),
});
