import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { acceptChange } from "@/test/support/clients/evolution-changes";
import { acceptSend } from "@/test/support/clients/evolution-server";
import {
  type ChangesScene,
  HOUR_MS,
  MINUTE_MS,
  openChangesScene,
  type Sent,
} from "@/test/support/scenes/evolution-changes";
import { CUSTOMER_JID } from "@/test/support/scenes/evolution-scene";

let scene: ChangesScene;
beforeAll(async () => {
  scene = await openChangesScene();
});
afterAll(() => scene.close());
afterEach(() => scene.reset());

/** As if it had been sent so long ago. */
const age = ({ id }: Sent, ms: number) =>
  scene.database.query("update message set left_at = left_at - make_interval(secs => $2) where id = $1", [
    id,
    ms / 1000,
  ]);

test("an edit is made on WhatsApp, in its marks, once", async () => {
  const sent = await scene.begin();
  expect((await scene.edit(sent, "**Hello**")).status).toBe(200);
  expect(await scene.change(sent)).toMatchObject({ kind: "edit", state: "waiting" });
  await scene.changeTurn();
  await scene.changeTurn(HOUR_MS);
  expect(scene.server.changes.map(({ json }) => json)).toEqual([
    {
      number: CUSTOMER_JID,
      text: "*Hello*",
      key: { id: sent.sourceId, remoteJid: CUSTOMER_JID, fromMe: true },
    },
  ]);
  expect(await scene.change(sent)).toMatchObject({ state: "done", tries: 1 });
});

test("after two quick edits the report of the first changes nothing, also where only the second was made", async () => {
  const sent = await scene.begin();
  await scene.edit(sent, "Hello");
  await scene.edit(sent, "Hello **you**");
  await scene.changeTurn();
  expect(scene.requested()).toEqual([["edit", "Hello *you*"]]);
  for (const conversation of ["Hello", "Hello *you*", "Helo"])
    await sent.inbox.post("messages.edited", {
      key: { id: sent.sourceId, remoteJid: CUSTOMER_JID, fromMe: true },
      editedMessage: { conversation },
    });
  expect((await scene.shown(sent)).content).toBe("Hello **you**");
});

test("an edit on the phone after ours is shown", async () => {
  const sent = await scene.begin();
  await scene.edit(sent, "Hello");
  await scene.changeTurn();
  const key = { id: sent.sourceId, remoteJid: CUSTOMER_JID, fromMe: true };
  await sent.inbox.post("messages.edited", { key, editedMessage: { conversation: "By phone" } });
  expect((await scene.shown(sent)).content).toBe("By phone");
  await scene.changeTurn(MINUTE_MS);
  expect(scene.requested()).toEqual([["edit", "Hello"]]);
});

test("a deletion waits while it can be undone, takes the place of an edit, and cannot be undone afterwards", async () => {
  const sent = await scene.begin();
  await scene.edit(sent, "Hello");
  await scene.remove(sent);
  await scene.changeTurn(9_000);
  expect(scene.requested()).toEqual([]);
  await scene.changeTurn(11_000);
  expect(scene.server.changes.map(({ json }) => json)).toEqual([
    { id: sent.sourceId, remoteJid: CUSTOMER_JID, fromMe: true },
  ]);
  await sent.inbox.post("messages.delete", {
    id: sent.sourceId,
    remoteJid: CUSTOMER_JID,
    fromMe: true,
    status: "DELETED",
  });
  expect((await scene.restore(sent)).body).toMatchObject({ error: { code: "message.taken_back" } });
  expect((await scene.shown(sent)).deletedAt).toEqual(expect.any(String));
});

test("a deletion that is undone in time is not made, and the edit before it is", async () => {
  const plain = await scene.begin();
  await scene.remove(plain);
  expect((await scene.restore(plain)).status).toBe(200);
  await scene.changeTurn(MINUTE_MS);
  expect([scene.requested(), (await scene.change(plain))?.state]).toEqual([[], "dropped"]);
  const edited = await scene.begin();
  await scene.edit(edited, "Hello");
  await scene.remove(edited);
  await scene.restore(edited);
  await scene.changeTurn();
  expect(scene.requested()).toEqual([["edit", "Hello"]]);
});

test("a message that has not left is sent as it is then", async () => {
  const sent = await scene.write();
  await scene.edit(sent, "Hello");
  await scene.turn();
  await scene.changeTurn();
  expect(scene.server.sent.at(-1)?.json.text).toBe("Hello");
  expect([scene.requested(), await scene.change(sent)]).toEqual([[], null]);
});

test("a change that is made while the message is being sent waits for its id", async () => {
  const sent = await scene.write();
  scene.server.onSend = async (send) => {
    await scene.edit(sent, "Hello");
    await scene.changeTurn();
    // The report comes before the answer: the message is known by the text that was sent.
    expect(await sent.inbox.post("messages.upsert", { ...send.message, status: "PENDING" })).toBe(200);
    acceptSend(send);
  };
  await scene.turn();
  expect(scene.server.sent.at(-1)?.json.text).toBe("Helo");
  expect(scene.requested()).toEqual([]);
  await scene.changeTurn(5_000);
  expect(scene.requested()).toEqual([["edit", "Hello"]]);
  expect((await sent.inbox.messages()).filter(({ direction }) => direction === "out")).toHaveLength(1);
});

test("an edit during the call for an earlier one is made after it", async () => {
  const sent = await scene.begin();
  await scene.edit(sent, "Hello");
  scene.server.onChange = async (one) => {
    scene.server.onChange = acceptChange;
    await scene.edit(sent, "Hello!");
    await scene.changeTurn();
    expect(scene.requested()).toHaveLength(1);
    acceptChange(one);
  };
  await scene.changeTurn();
  expect(await scene.change(sent)).toMatchObject({ state: "waiting" });
  await scene.changeTurn();
  expect(scene.requested()).toEqual([
    ["edit", "Hello"],
    ["edit", "Hello!"],
  ]);
});

test("what WhatsApp would not change is refused, with its limit", async () => {
  const sent = await scene.begin();
  await age(sent, 16 * MINUTE_MS);
  expect(await scene.edit(sent, "Hello")).toMatchObject({
    status: 409,
    body: { error: { code: "message.edit_too_late" } },
  });
  await age(sent, 48 * HOUR_MS);
  expect(await scene.remove(sent)).toMatchObject({
    status: 409,
    body: { error: { code: "message.delete_too_late" } },
  });
  const { inbox } = sent;
  const csv = await inbox.upload("a,b\n1,2\n", "prices.csv");
  const { id } = await inbox.reply({ content: "Prices", fileIds: [csv] });
  await scene.turn();
  const withFile = { inbox, id, sourceId: "" };
  expect((await scene.edit(withFile, "x")).body).toMatchObject({
    error: { code: "message.file_not_editable" },
  });
  expect((await scene.remove(withFile)).status).toBe(200);
});

test("a message that is stored under an id that hides the number is changed under that id", async () => {
  const sent = await scene.begin();
  const stored = scene.server
    .instance(sent.inbox.instance)
    .messages.find(({ key }) => key.id === sent.sourceId);
  if (stored) stored.key.remoteJid = "998877665544@lid";
  await scene.edit(sent, "Hello");
  await scene.changeTurn();
  expect(scene.server.changes[0]?.json).toMatchObject({ number: "998877665544@lid" });
});
