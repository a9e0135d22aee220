import { afterAll, beforeAll, expect, test } from "vitest";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { browseLog, getEventText } from "./browse-log";

let world: World;
let stage: Stage;
const noon = new Date("2026-11-20T12:00:00.000Z");
beforeAll(async () => {
  world = await createWorld();
  stage = await createStage(world);
  await createStage(world); // another account's events are not in the log
  await world.relay();
  world.clock.now = noon;
  const conversation = { conversationId: stage.conversation.id };
  await stage.run(receiveMessage, { conversation, content: "Where is it?" });
  await stage.run(addNote, { conversation, content: "Look it up" });
  await stage.run(changeStatus, { conversation, signal: "resolve" });
  await world.relay();
});
afterAll(() => world.close());

type BrowseRequest = Partial<Parameters<typeof browseLog>[2]>;
const browse = (request: BrowseRequest = {}) =>
  browseLog(world.database, stage.admin, { order: "newest", limit: 100, ...request });
const types = async (request: BrowseRequest) => (await browse(request)).data.map(({ type }) => type);

const EXPECTED = ["message.created", "note.created", "conversation.status_changed"];

test("the log is read from either end, page by page, and contains one account only", async () => {
  const { data } = await browse();
  const seqs = data.map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.map((_, index) => seqs.length - index));
  const first = await browse({ order: "oldest", limit: 2 });
  const second = await browse({ order: "oldest", limit: 2, cursor: first.nextCursor });
  expect([...first.data, ...second.data].map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  const back = await browse({ limit: 2, cursor: (await browse({ limit: 2 })).nextCursor });
  expect(back.data.map(({ seq }) => seq)).toEqual([seqs[2], seqs[3]]);
});

test("it is filtered by time, type, actor and conversation", async () => {
  expect(await types({ from: noon, order: "oldest" })).toEqual(EXPECTED);
  expect(await types({ from: noon, to: noon })).toEqual([]);
  expect((await types({ to: noon })).length).toBe((await browse()).data.length - EXPECTED.length);
  expect(await types({ types: ["note.created"] })).toEqual(["note.created"]);
  expect(await types({ actor: { type: "system" }, from: noon })).toEqual([]);
  const { userId } = stage.admin;
  expect(await types({ actor: { type: "user", id: userId }, from: noon, order: "oldest" })).toEqual(EXPECTED);
  expect(await types({ actor: { type: "user", id: 999_999 } })).toEqual([]);
  const { id, displayId } = stage.conversation;
  const history = await types({ conversationId: id, order: "oldest" });
  expect(history.slice(-3)).toEqual(EXPECTED);
  expect(await types({ displayId, order: "oldest" })).toEqual(history);
  await expect(browse({ displayId: 999_999 })).rejects.toThrow("conversation.not_found");
});

test("a line contains the changes and the beginning of a text; the event is returned as it was sent", async () => {
  const { data } = await browse({ from: noon, order: "oldest" });
  expect(data).toMatchObject([
    { excerpt: "Where is it?", displayId: stage.conversation.displayId },
    { excerpt: "Look it up" },
    { changes: { status: { from: "open", to: "resolved" } }, cause: { rule: "manual" }, excerpt: null },
  ]);
  const seq = data[1]?.seq ?? 0;
  const { text } = await getEventText(world.database, stage.admin, seq);
  expect(JSON.parse(text)).toMatchObject({ seq, type: "note.created", data: { content: "Look it up" } });
  await expect(getEventText(world.database, stage.admin, 999_999)).rejects.toThrow("resource.not_found");
});

test("agents are refused", async () => {
  const agent = { ...stage.admin, role: "agent" as const };
  await expect(browseLog(world.database, agent, { order: "newest", limit: 1 })).rejects.toThrow(
    "auth.forbidden",
  );
  await expect(getEventText(world.database, agent, 1)).rejects.toThrow("auth.forbidden");
});
