import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { createContact } from "@/server/commands/contacts/save-contact";
import { deleteExpired } from "@/server/store/retention/expiry";
import { createScene, createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import { connectDevice, saveDevicePositions } from "./connected-devices";

let world: World;
let tenant: Tenant;
let scene: Awaited<ReturnType<typeof createScene>>;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  tenant = await createTenant(world);
  scene = await createScene(world, tenant);
});
afterAll(() => world.close());

const connect = async (contactId: number, name: string) =>
  (await world.run(connectDevice, tenant.admin, { contactId, name })).result;
const acknowledge = (deviceId: number, number: number) =>
  world.run(saveDevicePositions, tenant.admin, {
    positions: [{ deviceId, conversationId: scene.conversation.id, number }],
    commands: [{ deviceId, number }],
  });
const rows = (columns: string, table: string) =>
  world.database.query(`select ${columns} from ${table} where account_id = $1 order by 1, 2`, [
    tenant.accountId,
  ]);

test("positions rise and never fall, and unknown devices have none", async () => {
  const { id } = await connect(scene.contact.id, "1:phone");
  await acknowledge(id, 5);
  await acknowledge(id, 3);
  await acknowledge(id + 1_000_000, 9);
  expect(await rows(`device_id as "deviceId", number`, "device_position")).toEqual([
    { deviceId: id, number: 5 },
  ]);
  expect(await connect(scene.contact.id, "1:phone")).toMatchObject({ id, commandNumber: 5 });
});

test("a merged contact's devices are those of the kept one, which keeps its own of the same name", async () => {
  const { contact: other } = (await world.run(createContact, tenant.admin, { name: "Other" })).result;
  const kept = await connect(scene.contact.id, "1:phone");
  await connect(other.id, "1:phone");
  const moved = await connect(other.id, "2:web");
  await world.run(mergeContacts, tenant.admin, { contactId: scene.contact.id, otherId: other.id });
  expect(await rows(`id, contact_id as "contactId"`, "connected_device")).toEqual([
    { id: kept.id, contactId: scene.contact.id },
    { id: moved.id, contactId: scene.contact.id },
  ]);
});

test("twenty devices of a contact are remembered, and none for longer than ninety days", async () => {
  for (let nth = 0; nth < 22; nth++) await acknowledge((await connect(scene.contact.id, `1:${nth}`)).id, 1);
  expect(await rows("id, name", "connected_device")).toHaveLength(20);
  expect(await rows("device_id, number", "device_position")).toHaveLength(20);
  const later = new Date(world.clock.now.getTime() + 91 * 86_400_000);
  for (const table of ["device_position", "connected_device"] as const)
    await deleteExpired(world.database, table, { now: later, limit: 1_000 });
  expect(await rows("id, name", "connected_device")).toEqual([]);
  expect(await rows("device_id, number", "device_position")).toEqual([]);
});
