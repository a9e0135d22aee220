import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createToken } from "@/server/commands/credentials/tokens";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { sendMessage } from "@/server/commands/messages/send-message";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { hashPassword } from "@/server/lib/crypto/password";
import { checkCredentials } from "@/server/queries/credentials/check-credentials";
import { findTokenCaller } from "@/server/queries/credentials/find-caller";
import { getDemo } from "@/server/queries/members/account";
import { findFileFor, getFile } from "@/server/queries/messages/files";
import { readHead } from "@/server/store/events/log/event-log";
import { listSettingChanges } from "@/server/store/inboxes/setting-changes";
import { FIRST_TOKEN } from "@/server/store/members/first-account";
import { addMember } from "@/test/support/clients/screens";
import { addFile } from "@/test/support/scenes/files";
import { createScene, createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import { createAccount, removeDemo, setAccountLogo } from "./account";
import { createMember, inviteMember, updateMember } from "./members";
import { setAvatar } from "./profile";

describe("account", () => {
  const EMAIL = "ada@example.test";

  const PASSWORD = "a password of the test";

  const TOKEN = "t".repeat(43);
  let world: World;
  let admin: Caller;
  let accountId: number;
  let agentId: number;
  /** An account as the first run makes it, with a little of what the demo has. */
  beforeAll(async () => {
    world = await createWorld();
    const { result } = await world.run(createAccount, systemCaller(0), {
      name: "Casa Aurora",
      isDemo: true,
      administrator: { name: "Sam", email: EMAIL, passwordHash: await hashPassword(PASSWORD) },
      token: { name: FIRST_TOKEN, secret: TOKEN },
    });
    accountId = result.account.id;
    admin = {
      accountId,
      actor: { type: "user", id: result.administrator.id, name: "Sam" },
      role: "administrator",
      inboxIds: "all",
      userId: result.administrator.id,
      tokenId: null,
      via: "ui",
    };
    const { conversation, inbox } = await createScene(world, { accountId, admin });
    const agent = { name: "Jonas", email: "jonas@tickline.local", role: "agent", passwordHash: "x" } as const;
    agentId = (await world.run(createMember, admin, { ...agent, inboxIds: [inbox.id] })).result.id;
    await world.run(createToken, admin, { name: "Demo traffic", secret: "d".repeat(43) });
    const ref = { conversation: { displayId: conversation.displayId } };
    await world.run(sendMessage, admin, { ...ref, content: "Hello" });
  });
  afterAll(() => world.close());

  /** The tables with an account of which some rows stay. */
  const KEPT = [
    "account_counter",
    "account_head",
    "api_token",
    "file",
    "mail",
    "member",
    "password_link",
    "setting_change",
    "sso_identity",
    "tombstone_counter",
  ];

  async function contentTables(): Promise<string[]> {
    const tables = await world.database.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
      where a.attname = 'account_id' and c.relkind in ('r', 'p') and not c.relispartition and not a.attisdropped`,
      [],
    );
    return tables.map(({ name }) => name).filter((name) => !KEPT.includes(name));
  }

  const rowsOf = async (table: string, of = accountId): Promise<number> => {
    const sql = `select count(*)::int as count from ${table} where account_id = $1`;
    const [row] = await world.database.query<{ count: number }>(sql, [of]);
    return row?.count ?? 0;
  };

  test("the demo is removed with its agents and tokens; invited members, the first token, pictures and other accounts stay", async () => {
    const tables = await contentTables();
    expect(tables.length).toBeGreaterThan(40);
    const other = await createTenant(world);
    await createScene(world, other);
    const invitation = { name: "Bea", email: "bea@example.test", role: "agent" } as const;
    world.clock.now = new Date(world.clock.now.getTime() + 1_000);
    await world.run(inviteMember, admin, { ...invitation, inboxIds: [], secret: "s".repeat(43) });
    await world.run(createInbox, admin, { name: "My own", channel: "api" });
    await world.relay();
    const upload = () => addFile(world, admin);
    const [face, logo] = [await upload(), await upload()];
    await world.run(setAvatar, admin, { avatarFileId: face.id });
    await world.run(setAccountLogo, admin, { logoFileId: logo.id });
    const agentsFace = await upload();
    await world.run(setAvatar, admin, { avatarFileId: agentsFace.id, userId: agentId });
    await upload();
    const before = await Promise.all(tables.map((table) => rowsOf(table, other.accountId)));
    const head = await readHead(world.database, accountId);
    expect(await getDemo(world.database, admin)).toMatchObject({
      conversations: 1,
      contacts: 1,
      ownInboxes: ["My own"],
    });

    const { events } = await world.run(removeDemo, admin, {});
    expect(events.map(({ type }) => type)).toEqual(["account.updated"]);
    await world.relay();
    for (const table of tables)
      expect([table, await rowsOf(table)]).toEqual([table, table === "event" ? 1 : 0]);
    const files = await world.database.query<{ id: number }>(
      "select id from file where account_id = $1 order by id",
      [accountId],
    );
    expect(files.map(({ id }) => id)).toEqual([face.id, logo.id]);
    const gone = await world.database.query("select 1 from file_removal where key = $1", [agentsFace.key]);
    expect(gone).toHaveLength(1);
    const members = await world.database.query<{ email: string }>(
      `select u.email from member m join app_user u on u.id = m.user_id where m.account_id = $1 order by u.id`,
      [accountId],
    );
    expect(members.map(({ email }) => email)).toEqual([EMAIL, "bea@example.test"]);
    expect(await findTokenCaller(world.database, TOKEN)).not.toBeNull();
    expect(await rowsOf("api_token")).toBe(1);
    const signIn = { email: EMAIL, password: PASSWORD, address: "127.0.0.1" };
    expect(await checkCredentials(world.database, signIn)).toMatchObject({ needsCode: false });
    expect(await Promise.all(tables.map((table) => rowsOf(table, other.accountId)))).toEqual(before);

    const after = await readHead(world.database, accountId);
    expect(after?.epoch).not.toBe(head?.epoch); // cursors of the demo's events are gone
    const audit = await world.database.query<{ setting: string }>(
      "select setting from setting_change where account_id = $1 order by id desc limit 2",
      [accountId],
    );
    expect(audit.map(({ setting }) => setting).toSorted()).toEqual(["isDemo", "name"]);
    await expect(world.run(removeDemo, admin, {})).rejects.toMatchObject({ refusal: "account.not_demo" });
  });

  test("afterwards the account works, and its conversations are numbered from 1", async () => {
    const { conversation } = await createScene(world, { accountId, admin });
    expect(conversation.displayId).toBe(1);
  });
});

describe("profile", () => {
  let world: World;
  let tenant: Tenant;
  beforeAll(async () => {
    world = await createWorld();
    tenant = await createTenant(world);
  });
  afterAll(() => world.close());

  const keyIsQueued = async (key: string): Promise<boolean> =>
    (await world.database.query("select 1 from file_removal where key = $1", [key])).length > 0;

  const isThere = async (id: number): Promise<boolean> =>
    (await world.database.query("select 1 from file where id = $1", [id])).length > 0;

  test("an upload becomes visible to every member of the account, and to nobody else, when it is a picture", async () => {
    const { admin } = tenant;
    const agent = await addMember(world, tenant, { role: "agent", inboxIds: [] });
    const stranger = (await createTenant(world)).admin;
    const [face, logo] = [await addFile(world, admin), await addFile(world, admin)];
    for (const { id } of [face, logo])
      await expect(getFile(world, agent, id)).rejects.toMatchObject({ refusal: "file.not_found" });

    await world.run(setAvatar, admin, { avatarFileId: face.id });
    await world.run(setAccountLogo, admin, { logoFileId: logo.id });
    for (const { id } of [face, logo]) {
      expect(await getFile(world, agent, id)).toMatchObject({ id });
      await expect(getFile(world, stranger, id)).rejects.toMatchObject({ refusal: "file.not_found" });
    }
  });

  test("a replaced and a removed picture are deleted with their bytes; setting the same again keeps it", async () => {
    const { admin } = tenant;
    const [first, second] = [await addFile(world, admin), await addFile(world, admin)];
    await world.run(setAvatar, admin, { avatarFileId: first.id });
    await world.run(setAvatar, admin, { avatarFileId: first.id });
    expect([await isThere(first.id), await keyIsQueued(first.key)]).toEqual([true, false]);

    await world.run(setAvatar, admin, { avatarFileId: second.id });
    expect([await isThere(first.id), await keyIsQueued(first.key)]).toEqual([false, true]);
    await world.run(setAvatar, admin, { avatarFileId: null });
    expect([await isThere(second.id), await keyIsQueued(second.key)]).toEqual([false, true]);
  });

  test("a refused picture leaves the current one", async () => {
    const { admin } = tenant;
    const [face, page] = [
      await addFile(world, admin),
      await addFile(world, admin, "page.html", { contentType: "text/html" }),
    ];
    await world.run(setAvatar, admin, { avatarFileId: face.id });
    await expect(world.run(setAvatar, admin, { avatarFileId: page.id })).rejects.toMatchObject({
      refusal: "file.not_image",
      field: "avatarFileId",
    });
    expect(await isThere(face.id)).toBe(true);
  });

  test("a deactivated member keeps the picture, which their messages show", async () => {
    const { admin } = tenant;
    const agent = await addMember(world, tenant, { role: "agent", inboxIds: [] });
    const userId = agent.userId ?? 0;
    const face = await addFile(world, admin);
    await world.run(setAvatar, admin, { avatarFileId: face.id, userId });
    const { result } = await world.run(updateMember, admin, { userId, state: "deactivated" });
    expect(result.avatarFileId).toBe(face.id);
    expect(await isThere(face.id)).toBe(true);
  });

  test("the audit log has each change with both files", async () => {
    const { admin, accountId } = await createTenant(world);
    const face = await addFile(world, admin);
    await world.run(setAvatar, admin, { avatarFileId: face.id });
    await world.run(setAvatar, admin, { avatarFileId: null });
    const changes = await listSettingChanges(world.database, accountId, {
      subject: "member",
      before: null,
      limit: 2,
    });
    expect(changes.map(({ setting, from, to }) => [setting, from, to])).toEqual([
      ["avatarFileId", face.id, null],
      ["avatarFileId", null, face.id],
    ]);
  });

  test("the preview of an image that has none yet is the image; other files have none", async () => {
    const { admin } = tenant;
    const preview = async (contentType: string) => {
      const { id, key } = await addFile(world, admin, "a", { contentType });
      const served = await findFileFor(world, admin, { id, isPreview: true });
      return [served.key === key, served.contentType];
    };
    expect(await preview("image/png")).toEqual([true, "image/png"]);
    for (const contentType of ["application/pdf", "image/svg+xml", "video/mp4"])
      await expect(preview(contentType)).rejects.toMatchObject({ refusal: "file.not_found" });
  });
});
