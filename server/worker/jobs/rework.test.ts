import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sendMessage } from "@/server/commands/messages/send-message";
import { withdrawMessage } from "@/server/commands/messages/undo-send";
import { createCannedReply } from "@/server/commands/organising/canned-replies";
import { listCannedReplies } from "@/server/queries/organising/list-canned-replies";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { countUses } from "./rework";

let world: World;
let stage: Stage;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  stage = await createStage(world);
});
afterAll(() => world.close());

const count = () => countUses({ database: world.database, now: () => world.clock.now });
const greeting = (shortCode = "hi", by = stage.admin, visibility: "everybody" | "own" = "everybody") =>
  world
    .run(createCannedReply, by, { shortCode, content: "Hello", visibility })
    .then(({ result }) => result.id);
const send = async (cannedReplyIds: number[], more: { holdMs?: number; clientId?: string } = {}) => {
  const conversation = { conversationId: stage.conversation.id };
  const input = { conversation, content: "Hello", cannedReplyIds, ...more };
  return (await stage.run(sendMessage, input)).result.message;
};
const used = async () =>
  (await listCannedReplies(world.database, stage.admin)).map(({ shortCode, uses, lastUsedAt }) => [
    shortCode,
    uses,
    lastUsedAt,
  ]);

test("a canned reply is counted with each message that was sent with it, and named with the last", async () => {
  const [hi, bye] = [await greeting("hi"), await greeting("bye")];
  await greeting("never");
  const first = await send([hi, bye]);
  pass(world, 60_000);
  await send([hi]);
  const last = await send([hi], { clientId: "once" });
  await send([hi], { clientId: "once" });
  pass(world, 1_000);
  await Promise.all([count(), count()]);
  await count();
  const expected = [
    ["bye", 1, first.createdAt.toISOString()],
    ["hi", 3, last.createdAt.toISOString()],
    ["never", 0, null],
  ];
  expect(await used()).toEqual(expected);
  expect(await world.database.query("select 1 from canned_reply_use")).toEqual([]);
});

test("a message counts when its undo window ends, and one that was withdrawn does not", async () => {
  const hi = await greeting();
  const withdrawn = await send([hi], { holdMs: 8_000 });
  const sent = await send([hi], { holdMs: 10_000 });
  await count();
  expect(await used()).toEqual([["hi", 0, null]]);
  await stage.run(withdrawMessage, { messageId: withdrawn.id });
  pass(world, 10_000);
  await count();
  expect(await used()).toEqual([["hi", 1, sent.sendAfter?.toISOString()]]);
});

test("unknown replies, those of other accounts and other members' own neither count nor keep a message from being sent", async () => {
  const elsewhere = await createStage(world);
  const foreign = await greeting("hi", elsewhere.admin);
  const own = await greeting("own", stage.agent, "own");
  await send([foreign, own, 999_999_999]);
  expect(await world.database.query("select 1 from canned_reply_use")).toEqual([]);
});
