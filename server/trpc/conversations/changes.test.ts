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

test("a change answers the conversation as it is now, also when nothing changed", async () => {
  const tenant = await createTenant(world);
  const { inbox, contact, conversation } = await createScene(world, tenant);
  const agent = await addMember(world, tenant, { role: "agent", inboxIds: [inbox.id] });
  const { displayId } = conversation;
  const cookie = await cookieFor(world, agent);
  const resolve = () =>
    callTrpc(screens, {
      path: "actions.changeStatus",
      kind: "mutation",
      input: { displayId, signal: "resolve" },
      cookie,
    });

  const resolved = await resolve();
  const operationId = expect.any(String);
  expect(resolved.data).toMatchObject({
    operationId,
    row: { conversation: { id: conversation.id, status: "resolved" }, contact: { id: contact.id } },
  });
  const again = await resolve();
  expect(again.data).toMatchObject({ operationId: null, row: { conversation: { status: "resolved" } } });
});
