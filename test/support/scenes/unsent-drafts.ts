import { vi } from "vitest";
import { createDrafts, type Drafts } from "@/app/_shell/drafts/drafts";
import { mirrorIn } from "@/app/_shell/drafts/use-text";
import type { Text } from "@/app/_shell/unsent/records";
import { aBrowser } from "./unsent-browser";

/** Lets what is due happen, under fake timers. */
export const settle = () => vi.advanceTimersByTimeAsync(0);

/** A server that keeps one text per conversation and responds when the test lets it. */
export function aDraftServer() {
  const kept = new Map<number, Text | null>();
  const responses: { give: () => void; fail: () => void }[] = [];
  const respond = <R>(result: () => R) =>
    new Promise<R>((give, fail) => {
      responses.push({ give: () => give(result()), fail: () => fail(new Error("away")) });
    });
  const give = async () => {
    responses.shift()?.give();
    await settle();
  };
  return {
    kept,
    waiting: () => responses.length,
    give,
    fail: async () => {
      responses.shift()?.fail();
      await settle();
    },
    /** A page that has not opened the conversation. */
    page: (browser = aBrowser()) =>
      createDrafts(
        {
          load: (id) => respond(() => kept.get(id) ?? null),
          save: (id, text) => respond(() => kept.set(id, text)),
        },
        mirrorIn(browser.open()),
      ),
    async load(drafts: Drafts) {
      const loaded = drafts.load(1);
      await settle();
      await give();
      await loaded;
    },
  };
}

/** A page with the conversation open. */
export async function aPage(browser = aBrowser(), server = aDraftServer()) {
  const drafts = server.page(browser);
  await server.load(drafts);
  return { server, browser, drafts };
}
