import { beforeAll, expect, test } from "vitest";
import { createMacro, runMacro, undoMacro } from "@/server/commands/organising/macros";
import { createTeam, deleteTeam } from "@/server/commands/organising/teams";
import { listMacros } from "@/server/queries/organising/organising";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld } from "@/test/support/scenes/world";

let stage: Stage;
beforeAll(async () => {
  const world = await createWorld();
  stage = await createStage(world);
  return () => world.close();
});

const ref = () => ({ conversationId: stage.conversation.id });

test("a run fills in its texts, is one operation, and every event names the macro", async () => {
  const { result: macro } = await stage.run(createMacro, {
    name: "Greet",
    isOwn: false,
    actions: [
      {
        type: "reply",
        content: "Hello {{contact.first_name}}, #{{conversation.id}}, {{contact.phone|no phone}}",
      },
      { type: "priority", priority: "high" },
      { type: "status", signal: "resolve" },
    ],
  });
  const run = await stage.run(runMacro, { conversation: ref(), macroId: macro.id });
  const cause = { rule: "macro", macro: { id: macro.id, name: "Greet" } };
  expect(run.events.map(({ type }) => type)).toEqual([
    "message.created",
    "message.send_requested",
    "conversation.priority_changed",
    "conversation.status_changed",
  ]);
  for (const event of run.events) expect(event).toMatchObject({ cause, operationId: run.operationId });
  const [sent] = run.events;
  const content = `Hello 李文, #${stage.conversation.displayId}, no phone`;
  expect(sent?.data).toMatchObject({ content });

  const { result, events } = await stage.run(undoMacro, {
    conversation: ref(),
    operationId: run.operationId,
    messageIds: run.result.messageIds,
    unfollow: false,
  });
  expect(result).toMatchObject({
    left: run.result.messageIds, // it was sent without an undo window
    conversation: { status: "open", priority: null },
  });
  expect(events.map(({ type }) => type)).not.toContain("message.withdrawn");
});

test("a macro whose team was deleted says so in the list, and refuses to run before its first action", async () => {
  const { result: team } = await stage.run(createTeam, { name: "Returns", memberIds: [] });
  const { result: macro } = await stage.run(createMacro, {
    name: "To returns",
    isOwn: false,
    actions: [
      { type: "note", content: "For you" },
      { type: "team", teamId: team.id },
    ],
  });
  await stage.run(deleteTeam, { teamId: team.id });
  const listed = (await listMacros(stage.world.database, stage.admin)).find(({ id }) => id === macro.id);
  expect(listed?.problems).toEqual([{ action: 1, code: "team.not_found" }]);
  await expect(stage.run(runMacro, { conversation: ref(), macroId: macro.id })).rejects.toMatchObject({
    refusal: "team.not_found",
    field: "actions.1",
  });
});
