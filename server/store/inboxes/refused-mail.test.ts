import { afterAll, beforeAll, expect, test } from "vitest";
import { createScene, createTenant, createWorld, type World } from "@/test/support/scenes/world";
import { readRefusedMail, saveRefusedMail } from "./refused-mail";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 0, minute));
const DAY_MINUTES = 24 * 60;

async function openInbox() {
  const tenant = await createTenant(world);
  const { inbox } = await createScene(world, tenant);
  const { database } = world;
  const { accountId } = tenant;
  const inboxId = inbox.id;
  return {
    refuse: (mailKey: string, refusedAt: Date) =>
      saveRefusedMail(database, accountId, {
        inboxId,
        mailKey,
        sender: "ada@mail.example",
        subject: "Order 7",
        code: "mail.too_large",
        reason: "The mail has 60000000 bytes.",
        bytes: 60_000_000,
        refusedAt,
      }),
    read: (now: Date) => readRefusedMail(database, accountId, { inboxId, now }),
    stored: async () =>
      (
        await database.query<{ key: string }>(
          "select mail_key as key from refused_mail where account_id = $1 and inbox_id = $2 order by refused_at",
          [accountId, inboxId],
        )
      ).map(({ key }) => key),
  };
}

test("a refused mail counts once by its key", async () => {
  const { refuse, read } = await openInbox();
  expect(await read(at(1))).toBeNull();
  await refuse("one", at(1));
  await refuse("one", at(2));
  expect(await read(at(3))).toMatchObject({ count: 1, last: { mailKey: "one", refusedAt: at(1) } });
});

test("an inbox keeps the last hundred", async () => {
  const { refuse, read, stored } = await openInbox();
  for (let i = 0; i < 103; i++) await refuse(`mail-${i}`, at(i));
  expect(await read(at(200))).toMatchObject({ count: 100, last: { mailKey: "mail-102" } });
  expect((await stored()).at(0)).toBe("mail-3");
  await refuse("mail-102", at(300));
  expect((await stored()).length).toBe(100);
});

test("after thirty days it no longer counts, and is removed with the next one", async () => {
  const { refuse, read, stored } = await openInbox();
  await refuse("old", at(0));
  expect(await read(at(29 * DAY_MINUTES))).toMatchObject({ count: 1 });
  expect(await read(at(31 * DAY_MINUTES))).toBeNull();
  await refuse("new", at(31 * DAY_MINUTES));
  expect(await stored()).toEqual(["new"]);
});
