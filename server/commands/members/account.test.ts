import { afterAll, beforeAll, expect, test } from "vitest";
import { createToken } from "@/server/commands/credentials/tokens";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { sendMessage } from "@/server/commands/messages/send-message";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { hashPassword } from "@/server/lib/crypto/password";
import { checkCredentials } from "@/server/queries/credentials/check-credentials";
import { findTokenCaller } from "@/server/queries/credentials/find-caller";
import { getDemo } from "@/server/queries/members/account";
import { readHead } from "@/server/store/events/log/event-log";
import { FIRST_TOKEN } from "@/server/store/members/first-account";
import { addFile } from "@/test/support/scenes/files";
import { createScene, createTenant, createWorld, type World } from "@/test/support/scenes/world";
import { removeDemo, setAccountLogo } from "./account";
import { createAccount } from "./create-account";
import { createMember, inviteMember } from "./members";
import { setAvatar } from "./profile";

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
