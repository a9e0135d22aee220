import { afterAll, beforeAll, expect, test } from "vitest";
import { BYTES_MAX } from "@/server/channels/email/read/bounds";
import { readRefusedMail } from "@/server/store/inboxes/refused-mail";
import { mail, openMailInbox } from "@/test/support/scenes/mail-inbox";
import { createWorld, type World } from "@/test/support/scenes/world";
import { type Arrival, storeArrival } from "./store-arrival";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

async function openInbox() {
  const { services, place, count } = await openMailInbox(world);
  const { accountId, inboxId } = place;
  return {
    count,
    arrive: (raw: string, more: Partial<Arrival> = {}) =>
      storeArrival(services, place, { role: "inbox", raw: Buffer.from(raw), bytes: raw.length, ...more }),
    refused: () => readRefusedMail(world.database, accountId, { inboxId, now: world.clock.now }),
  };
}

test("a mail that is larger than is stored is kept by its header, once", async () => {
  const { arrive, refused, count } = await openInbox();
  const header = mail({}, "");
  const bytes = BYTES_MAX + 1;
  for (const _ of [1, 2])
    expect(await arrive(header, { bytes })).toMatchObject({
      kind: "refused",
      refusal: { code: "mail.too_large" },
    });
  expect(await refused()).toEqual({
    count: 1,
    last: expect.objectContaining({
      mailKey: "one@mail.example",
      sender: "Ada@mail.example",
      subject: "Order 7",
      code: "mail.too_large",
      reason: `The mail has ${bytes} bytes; at most ${BYTES_MAX} are read.`,
      bytes,
    }),
  });
  expect(await count("message")).toBe(0);
});

const nested = (levels: number): string =>
  Array.from(
    { length: levels },
    (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`,
  ).join("");

test.each([
  ["nested too deeply", mail({}).replace("\r\n\r\n", `\r\n${nested(80)}`), "mail.too_deep", "Order 7"],
  ["no mail at all", "", "mail.empty", ""],
])("a mail that is %s is kept with the reason", async (_, raw, code, subject) => {
  const { arrive, refused } = await openInbox();
  expect(await arrive(raw)).toMatchObject({ kind: "refused", refusal: { code } });
  expect(await refused()).toMatchObject({ count: 1, last: { code, subject, bytes: raw.length } });
});

test("a mail of ours in Sent that is refused is nobody's loss", async () => {
  const { arrive, refused } = await openInbox();
  expect(await arrive("", { role: "sent" })).toMatchObject({ kind: "refused" });
  expect(await refused()).toBeNull();
});
