import { afterAll, beforeAll, expect, test } from "vitest";
import { createStage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { CHANGES_AT_ONCE, claimChanges } from "./claim-changes";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("an inbox whose provider hangs takes no other's room, in one claim or after another", async () => {
  const { accountId, inbox, hiddenInbox } = await createStage(world);
  const { database, clock } = world;
  const now = clock.now;
  const request = (inboxId: number, messageId: number, secondsAgo: number) =>
    database.query(
      `insert into message_change (account_id, message_id, inbox_id, kind, due_at, starts_at, requested_at)
       values ($1, $2, $3, 'edit', $4, $4, $4)`,
      [accountId, messageId, inboxId, new Date(now.getTime() - secondsAgo * 1_000)],
    );
  for (let id = 1; id <= 10; id++) await request(inbox.id, id, 100 - id);
  await request(hiddenInbox.id, 11, 1);
  const claim = (inFlight: ReadonlyMap<number, number>, room = 64) =>
    claimChanges(database, { now, inFlight, unsettled: [{ accountId, messageId: 1 }], room });
  const idsOf = (claimed: Awaited<ReturnType<typeof claim>>) =>
    claimed.map(({ messageId }) => messageId).sort((a, b) => a - b);
  expect(idsOf(await claim(new Map()))).toEqual([2, 3, 4, 5, 11]);
  await request(hiddenInbox.id, 12, 0);
  expect(idsOf(await claim(new Map([[inbox.id, CHANGES_AT_ONCE]])))).toEqual([12]);
  expect(idsOf(await claim(new Map([[inbox.id, CHANGES_AT_ONCE - 1]])))).toEqual([6]);
  expect(idsOf(await claim(new Map(), 2))).toEqual([7, 8]);
});
