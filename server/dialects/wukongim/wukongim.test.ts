import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { createContact } from "@/server/commands/contacts/save-contact";
import { connectDevice, saveDevicePositions } from "@/server/dialects/wukongim/commands/connected-devices";
import type { Device } from "@/server/dialects/wukongim/socket/devices/device";
import { createDeviceBook, type DeviceBook } from "@/server/dialects/wukongim/socket/devices/device-book";
import { deleteUsersOf } from "@/server/dialects/wukongim/store/kept-data";
import { deleteExpired } from "@/server/store/retention/expiry";
import { createWukongimTenant, openWukongim, textPayload } from "@/test/support/clients/wukongim";
import { createScene, createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import { HEALTH, WUKONGIM_ROUTES } from "./routes";

describe("readme", () => {
  const readme = readFileSync(join(import.meta.dirname, "README.md"), "utf8");

  /** The routes of the table's rows with this state: `| `METHOD /path`, … | state | …`. */
  const stated = (wanted: string): string[] =>
    readme
      .split("\n")
      .flatMap((line) => {
        const [, cells = "", state = ""] = /^\| (`[A-Z]+ \/.*?`) \| ([^|]+) \|/.exec(line) ?? [];
        return state.trim() === wanted
          ? [...cells.matchAll(/`([^`]+)`/g)].map(([, route = ""]) => route)
          : [];
      })
      .sort();

  const routes = [...WUKONGIM_ROUTES.map(([method, path]) => `${method} ${path}`), `GET ${HEALTH}`].sort();

  test("the README's table has every route, and no other as supported", () => {
    expect(stated("supported")).toEqual(routes);
  });

  test("what the README calls unsupported is no route", () => {
    const missing = stated("not supported");
    expect(missing.length).toBeGreaterThan(5);
    expect(missing.filter((route) => routes.includes(route))).toEqual([]);
  });

  test("the README's first paragraph says what is not spoken", () => {
    expect(readme.split("\n\n")[1]).toMatch(/Not spoken: its cluster/);
  });
});

describe("users", () => {
  test("of an erased customer nothing is kept: devices, listings, places and payloads, and of others everything", async () => {
    const api = await openWukongim();
    onTestFinished(() => api.close());
    const { admin, client } = await createWukongimTenant(api);
    const group = { channel_id: "g1", channel_type: 2 };
    await client.post("/channel", { ...group, subscribers: ["ann", "bob"] });
    await client.post("/channel/blacklist_add", { ...group, uids: ["ann", "bob"] });
    await client.post("/channel/blacklist_remove_all", group);
    await client.post("/channel/whitelist_add", { ...group, uids: ["ann", "bob"] });
    for (const uid of ["ann", "bob"]) {
      await client.post("/user/token", { uid, token: "t" });
      await client.post("/conversations/setUnread", { uid, ...group, unread: 0 });
      await client.post("/message/send", { ...group, from_uid: uid, payload: textPayload(uid) });
    }
    const [ann] = await api.world.database.query<{ id: number }>("select id from contact where name = 'ann'");
    await api.world.run((tx, id: number) => deleteUsersOf(tx, id), admin, ann?.id ?? 0);
    const left = await api.world.database.query(
      `select (select array_agg(from_uid) from wukongim_payload) as payloads,
            (select array_agg(uid) from wukongim_listed) as listed,
            (select array_agg(uid) from wukongim_device) as devices,
            (select count(*)::int from wukongim_place) as places`,
    );
    expect(left).toEqual([{ payloads: ["bob"], listed: ["bob"], devices: ["bob"], places: 1 }]);
  });
});

describe("connected devices", () => {
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
});

describe("device book", () => {
  let nowMs = 0;
  let told: string[];
  let book: DeviceBook;
  let other: DeviceBook;
  beforeEach(() => {
    nowMs = 1_000_000;
    told = [];
    const clock = () => nowMs;
    book = createDeviceBook({ nowMs: clock, broadcast: (message) => told.push(message) });
    other = createDeviceBook({ nowMs: clock, broadcast: () => {} });
  });

  const device = (connectionId: string, more: Partial<Device> = {}): Device => ({
    accountId: 1,
    inboxId: 2,
    identifier: "inbox",
    uid: "ann",
    deviceFlag: 1,
    connectionId,
    isMaster: false,
    name: "1:phone",
    contactId: 3,
    deviceId: 4,
    commandNumber: 0,
    tokenHash: Buffer.alloc(32),
    ...more,
  });

  const pass = () => {
    for (const message of told.splice(0)) expect(other.receive(message)).toBe(true);
  };

  test("connections of other processes are known until they end", () => {
    const first = device("a");
    book.add(first);
    book.add(device("b"));
    pass();
    expect(other.online(1)).toEqual([{ inboxId: 2, uid: "ann", deviceFlag: 1, connections: 2 }]);
    book.remove(first);
    pass();
    expect(other.count(first)).toBe(1);
    expect(other.receive("something else")).toBe(false);
  });

  test("connections of a process that was killed are forgotten, those of one that repeats them are kept", () => {
    book.add(device("a"));
    pass();
    nowMs += 30_000;
    book.repeat();
    pass();
    nowMs += 30_000;
    expect(other.online(1)).toHaveLength(1);
    nowMs += 30_000;
    expect(other.online(1)).toEqual([]);
    expect(book.online(1)).toHaveLength(1);
  });

  test("a process with thousands of connections repeats them in messages of a bounded size, each of one account", () => {
    const count = 2_000;
    for (let nth = 0; nth < count; nth++)
      book.add(device(`connection-${nth}`, { accountId: 1 + (nth % 3), uid: `user ${nth} 李文` }));
    told.length = 0;
    book.repeat();
    expect(Math.max(...told.map((message) => Buffer.byteLength(message)))).toBeLessThan(7_000);
    pass();
    expect([1, 2, 3].flatMap((accountId) => other.online(accountId))).toHaveLength(count);
  });
});
