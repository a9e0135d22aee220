import { afterAll, beforeAll, expect, test } from "vitest";
import { CONTENT_CHARS_MAX, DRAFT_CHARS_MAX } from "@/server/contract/_shared/limits";
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

test("a draft holds what a member typed, also what no message may have; a greater one is refused with its field", async () => {
  const { keep, draft } = await aWriter();
  const longest = "😀".repeat(DRAFT_CHARS_MAX);
  for (const content of ["x".repeat(CONTENT_CHARS_MAX + 1), longest]) {
    expect((await keep(content)).status).toBe(200);
    expect(await draft()).toMatchObject({ content });
  }
  const { status, refusal } = await keep(`${longest}x`);
  expect({ status, refusal }).toMatchObject({ status: 400, refusal: { code: "input.invalid" } });
  expect(await draft()).toMatchObject({ content: longest });
});
