import { afterAll, beforeAll, expect, test } from "vitest";
import { createRequestLimits } from "@/server/http/_limits/request-limits";
import { openWhatsappScene, type WhatsappScene } from "@/test/support/scenes/whatsapp-scene";

let scene: WhatsappScene;
beforeAll(async () => {
  const rate = { perSecond: 0.001, burst: 6 };
  const many = { perSecond: 1_000, burst: 5_000 };
  const limit = createRequestLimits({
    token: many,
    session: many,
    pages: many,
    address: rate,
    refused: rate,
  });
  scene = await openWhatsappScene({ limit });
});
afterAll(() => scene.close());

test("signed webhooks do not count for Meta's address, which all inboxes share; forged ones do", async () => {
  const inbox = await scene.open();
  const signed: number[] = [];
  for (let nth = 0; nth < 12; nth++)
    signed.push(await inbox.receive({ type: "text", text: { body: `Message ${nth}` } }));
  expect(new Set(signed)).toEqual(new Set([200]));
  const forged: number[] = [];
  for (let nth = 0; nth < 10; nth++) forged.push(await inbox.deliver({ nth }, { secret: "another secret" }));
  expect(forged.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
  expect(forged.at(-1)).toBe(429);
});
