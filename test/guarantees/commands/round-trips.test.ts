import { afterAll, beforeAll, expect, test } from "vitest";
import { createRun, type Run } from "@/server/commands/_run/run";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { setReplyAssignment } from "@/server/commands/members/profile";
import { receiveFrom } from "@/server/commands/messages/receive-from";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { countTrips } from "@/test/support/database/count-trips";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const here = ({ conversation: { id } }: Stage) => ({ conversation: { conversationId: id } });

/** `begin` is sent with the first statement, and the commit behind the last. */
test.each([
  ["a reply", 2, 7, (run, stage) => run(sendMessage, stage.admin, { ...here(stage), content: "Soon" })],
  [
    "a reply that assigns",
    3,
    11,
    async (run, stage) => {
      await world.run(setReplyAssignment, stage.admin, { choice: "always" });
      return run(sendMessage, stage.admin, { ...here(stage), content: "Soon" });
    },
  ],
  [
    "a customer's message, of which a member is notified",
    2,
    7,
    (run, stage) => run(receiveMessage, stage.admin, { ...here(stage), content: "?" }),
  ],
  ["a status", 2, 7, (run, stage) => run(changeStatus, stage.admin, { ...here(stage), signal: "resolve" })],
  [
    "a new customer's message",
    3,
    16,
    (run, { admin, inbox }) =>
      run(receiveFrom, admin, { inboxId: inbox.id, from: { sourceId: "new" }, content: "Hi" }),
  ],
] satisfies [string, number, number, (run: Run, stage: Stage) => Promise<unknown>][])(
  "%s takes at most %i round trips of %i statements",
  async (_, trips, statements, change) => {
    const stage = await createStage(world);
    const counts = { statements: 0, trips: 0 };
    const run = createRun({
      database: countTrips(world.database, counts),
      now: () => world.clock.now,
      onCommitted: () => {},
    });
    await change(run, stage);
    expect(counts.trips).toBeLessThanOrEqual(trips);
    expect(counts.statements).toBeLessThanOrEqual(statements);
  },
);
