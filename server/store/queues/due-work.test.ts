import { afterAll, beforeAll, expect, test } from "vitest";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { sendMessage } from "@/server/commands/messages/send-message";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { readDueTimes } from "./due-work";

let world: World;
let stage: Stage;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("no work is due in an empty database", async () => {
  const times = await readDueTimes(world.database);
  expect(Object.values(times).filter((at) => at !== null)).toEqual([]);
});

test("the times of all accounts are those of their first work", async () => {
  stage = await createStage(world);
  const conversation = { conversationId: stage.conversation.id };
  const until = new Date(world.clock.now.getTime() + 3_600_000);
  await stage.run(changeStatus, { conversation, signal: "snooze", until });
  const { result } = await stage.run(sendMessage, { conversation, content: "Later", holdMs: 10_000 });
  const times = await readDueTimes(world.database);
  expect(times.snoozes).toEqual(until);
  expect(times.undoWindows).toEqual(result.message.sendAfter);
  expect(times.searchedTexts?.getTime()).toBe(0); // at once
  expect(times.pendingMessages?.getTime()).toBe(0);
  expect(times.deletions).toBeNull();
});
