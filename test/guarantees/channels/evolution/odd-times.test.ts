import { afterAll, beforeAll, expect, test } from "vitest";
import { type EvolutionScene, openEvolutionScene } from "@/test/support/scenes/evolution-scene";

let scene: EvolutionScene;
beforeAll(async () => {
  scene = await openEvolutionScene();
});
afterAll(() => scene.close());

test("a time in milliseconds is understood, and a message with an impossible one, or none, has that of its arrival", async () => {
  const inbox = await scene.open();
  const writtenS = Math.floor(Date.now() / 1000) - 60;
  expect(await inbox.receive({ conversation: "A" }, { messageTimestamp: writtenS * 1_000 })).toBe(200);
  const before = Date.now();
  for (const messageTimestamp of [1e300, 1e16, -1, 0, null])
    expect(
      await inbox.post("messages.upsert", { ...inbox.message({ conversation: "B" }), messageTimestamp }),
    ).toBe(200);
  const received = (await inbox.messages()).filter(({ direction }) => direction === "in");
  const [first, ...others] = received.map(({ sentAt }) => Date.parse(sentAt));
  expect(first).toBe(writtenS * 1_000);
  expect(others).toHaveLength(5);
  for (const at of others) expect(at).toBeGreaterThanOrEqual(before);
});

test("a change without a known time is awaited like one of now, and a reaction has the time of its arrival", async () => {
  const inbox = await scene.open();
  const first = inbox.message({ conversation: "First" });
  const react = inbox.message(
    { reactionMessage: { key: { id: first.key.id }, text: "👍" } },
    { messageTimestamp: 0 },
  );
  const editedMessage = { conversation: "Second" };
  const edit = { key: first.key, type: "MESSAGE_EDIT", editedMessage, timestampMs: 0 };
  const before = Date.now();
  expect(await inbox.post("messages.upsert", react)).toBe(503);
  expect(await inbox.post("messages.edited", { ...edit, timestampMs: 1 })).toBe(503);
  expect(await inbox.post("messages.upsert", first)).toBe(200);
  expect(await inbox.post("messages.upsert", react)).toBe(200);
  expect(await inbox.post("messages.edited", edit)).toBe(200);
  const [message] = await inbox.messages();
  expect(message).toMatchObject({ content: "Second", reactions: [{ emoji: "👍" }] });
  expect(Date.parse(message?.reactions?.[0]?.at ?? "")).toBeGreaterThanOrEqual(before);
});

test("an edit that is reported after a later one, or again, does not undo that one", async () => {
  const inbox = await scene.open();
  const message = inbox.message({ conversation: "One" });
  const edit = (conversation: string, timestampMs: number) =>
    inbox.post("messages.edited", {
      key: message.key,
      type: "MESSAGE_EDIT",
      editedMessage: { conversation },
      timestampMs,
    });
  const at = Date.now() - 60_000;
  expect(await inbox.post("messages.upsert", message)).toBe(200);
  expect(await edit("Three", at + 1_000)).toBe(200);
  expect(await edit("Two", at)).toBe(200);
  expect(await inbox.messages()).toMatchObject([{ content: "Three" }]);
  expect(await edit("Four", 0)).toBe(200);
  expect(await inbox.messages()).toMatchObject([{ content: "Four" }]);
});

test.each([
  ["NUL in its id", { id: "A\0" }],
  ["half a sign in its id", { id: "A\ud800" }],
])("a message with %s keeps no other one of its webhook away", async (_, key) => {
  const inbox = await scene.open();
  const odd = inbox.message({ conversation: "No" }, { key });
  const good = inbox.message({ conversation: "Yes" });
  expect(await inbox.post("messages.upsert", [odd, good])).toBe(200);
  expect(await inbox.messages()).toMatchObject([{ content: "Yes" }]);
});

test("a message is stored although its key has other ids of an unknown form, or words for yes and no", async () => {
  const inbox = await scene.open();
  const key = { remoteJidAlt: 5, senderPn: {}, participant: 7, fromMe: "false" };
  expect(await inbox.receive({ conversation: "Hi" }, { key })).toBe(200);
  expect(await inbox.messages()).toMatchObject([{ content: "Hi", direction: "in" }]);
});

test("a reaction that names no message, and a status without a storable id, change nothing", async () => {
  const inbox = await scene.open();
  expect(await inbox.receive({ reactionMessage: { key: null, text: "👍" } })).toBe(200);
  expect(await inbox.update("A\0", "READ")).toBe(200);
  expect(await inbox.conversations()).toEqual([]);
});
