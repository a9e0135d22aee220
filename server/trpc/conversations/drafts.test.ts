import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember, callTrpc, cookieFor, openScreens, type Screens } from "@/test/support/clients/screens";
import { createScene, createTenant, createWorld, type World } from "@/test/support/scenes/world";

let world: World;
let screens: Screens;
beforeAll(async () => {
  world = await createWorld();
  screens = await openScreens(world);
});
afterAll(async () => {
  await screens.close();
  await world.close();
});

async function aWriter() {
  const tenant = await createTenant(world);
  const { inbox, conversation } = await createScene(world, tenant);
  const agent = await addMember(world, tenant, { role: "agent", inboxIds: [inbox.id] });
  const cookie = await cookieFor(world, agent);
  const { displayId } = conversation;
  const change = (path: string, input: object) =>
    callTrpc(screens, { path, kind: "mutation", input: { displayId, ...input }, cookie });
  return {
    change,
    keep: (content: string) => change("drafts.keep", { draft: { kind: "message", content } }),
    draft: async () =>
      (await callTrpc(screens, { path: "drafts.get", kind: "query", input: { displayId }, cookie })).data,
  };
}

test.each([
  ["messages.send", "the message"],
  ["messages.addNote", "the note"],
])("%s deletes the draft; sent late, it leaves the draft of the next one", async (path) => {
  const { change, keep, draft } = await aWriter();
  await keep("first");
  await change(path, { content: "first", clientId: "c1" });
  expect(await draft()).toBeNull();
  await keep("the next one");
  const late = { content: "second", clientId: "c2", keepsDraft: true };
  const sent = await change(path, late);
  expect(await draft()).toMatchObject({ content: "the next one" });
  // The first try was no late one, and its answer was lost.
  expect((await change(path, { ...late, keepsDraft: false })).data).toEqual(sent.data);
  expect(await draft()).toMatchObject({ content: "the next one" });
});
