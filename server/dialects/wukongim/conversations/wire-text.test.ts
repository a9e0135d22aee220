import { expect, test } from "vitest";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { postSystemMessage, sendMessage } from "@/server/commands/messages/send-message";
import { encoded, setUpWukongim, textPayload } from "@/test/support/clients/wukongim";

const scene = setUpWukongim();
const GROUP = { channel_id: "g1", channel_type: 2 };
const post = (path: string, json: object) => scene.tenant.client.post(path, json);
const query = <R>(sql: string) => scene.api.world.database.query<R>(sql, [scene.tenant.accountId]);

const LETTERS = [
  { client_msg_no: '"quoted" \\ \u2028\n你好 \u001f\u007f', topic: "a\tb/c", setting: 255, expire: 3_600 },
  { header: { red_dot: 1 }, payload: Buffer.from([0, 255, 1, 2]).toString("base64") },
  { payload: textPayload("long ".repeat(200)) },
  { payload: encoded({ type: 99, content: "edited later" }), topic: "kept" },
  { from_uid: "bo", payload: textPayload("deleted later"), header: { red_dot: 1 } },
  { from_uid: "____system", payload: textPayload("of the account") },
  { from_uid: "____system", payload: encoded({ type: 1005, content: "{0} came", extra: [{ name: "Ann" }] }) },
];

const FILE = {
  id: 1,
  name: 'a "plan".pdf',
  contentType: "application/pdf",
  bytes: 7,
  width: null,
  height: null,
};

/** A history with messages of every kind, and how many they are. */
async function writeAll(): Promise<number> {
  const { api, tenant } = scene;
  await post("/channel", { ...GROUP, subscribers: ["ann", "bo"] });
  for (const letter of LETTERS)
    expect(
      await post("/message/send", { ...GROUP, from_uid: "ann", payload: textPayload("Hello"), ...letter }),
    ).toMatchObject({ status: 200 });
  const [row] = await query<{ id: number; annId: number }>(
    `select c.id, l.contact_id as "annId" from conversation c, contact_inbox l
      where c.account_id = $1 and l.account_id = $1 and l.source_id = 'ann'`,
  );
  const conversation = { conversationId: row?.id ?? 0 };
  const { run } = api.world;
  await run(sendMessage, tenant.admin, { conversation, content: 'From an agent: "yes" \\ 你好' });
  await run(sendMessage, tenant.admin, { conversation, content: "With a file" });
  await run(receiveMessage, tenant.admin, { conversation, fromContactId: row?.annId, content: "Elsewhere" });
  await run(postSystemMessage, tenant.admin, {
    conversation,
    template: "{0} waits",
    parameters: { 0: "Ann" },
  });
  await query(
    `update message set edited_at = now(), content = 'Edited' where account_id = $1 and history_number = 4`,
  );
  await query(
    `update message set deleted_at = now(), content = '' where account_id = $1 and history_number = 5`,
  );
  await query(
    `update message set attachments = '${JSON.stringify([FILE])}' where account_id = $1 and content = 'With a file'`,
  );
  return LETTERS.length + 4;
}

const messagesIn = (text: string): string => text.slice(text.indexOf('"messages":'));

test("Postgres writes messages of every kind as /messages does, ascending and in lists of conversations", async () => {
  const count = await writeAll();
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  const read = { ...GROUP, login_uid: "ann" };
  const made = await post("/messages", { ...read, message_seqs: numbers });
  expect(made.body.messages.map((one: { message_seq: number }) => one.message_seq)).toEqual(numbers);
  for (const pull_mode of [0, 1]) {
    const { text } = await post("/channel/messagesync", { ...read, start_message_seq: pull_mode, pull_mode });
    expect(messagesIn(text)).toBe(messagesIn(made.text));
  }
  const newestFirst = made.body.messages.toReversed();
  const [listed] = (await post("/conversation/sync", { uid: "ann", msg_count: 100 })).body;
  expect(JSON.stringify(listed.recents)).toBe(JSON.stringify(newestFirst));
  expect(listed.last_client_msg_no).toBe(newestFirst[0].client_msg_no);
  const named = await post("/conversation/syncByChannels", {
    uid: "ann",
    msg_count: 3,
    channels: [{ channel_id: "none", channel_type: 2 }, GROUP, GROUP],
  });
  expect(named.body[0]).toMatchObject({ channel_id: "none", recents: [] });
  for (const one of named.body.slice(1)) expect(one).toEqual({ ...listed, recents: newestFirst.slice(0, 3) });
});

test("a page ends at its limit and tells whether there is more", async () => {
  const count = await writeAll();
  const page = async (rest: object) => {
    const { body } = await post("/channel/messagesync", { ...GROUP, login_uid: "ann", ...rest });
    return [body.more, body.messages.map((one: { message_seq: number }) => one.message_seq)];
  };
  expect(await page({ limit: 2, pull_mode: 1, start_message_seq: 1 })).toEqual([1, [1, 2]]);
  expect(await page({ limit: 2 })).toEqual([1, [count - 1, count]]);
  expect(await page({ limit: count })).toMatchObject([0, { length: count }]);
  expect(await page({ start_message_seq: count + 1, pull_mode: 1 })).toEqual([0, []]);
  expect(await page({ start_message_seq: 2 ** 40, pull_mode: 1 })).toEqual([0, []]);
});

/** By reading every message: others' that count and are there, after what was read, and what was set. */
const COUNTED = `
  select l.source_id as uid, coalesce(w.unread_set, 0) + (
      select count(*) from message m
       where m.account_id = $1 and m.conversation_id = p.conversation_id
         and m.history_number > greatest(p.read_number, w.unread_at_number)
         and m.counts_unread and m.deleted_at is null
         and (m.sender_type <> 'contact' or m.sender_id is distinct from p.contact_id)) as unread
    from conversation_member p
    join contact_inbox l on l.account_id = p.account_id and l.contact_id = p.contact_id
    left join wukongim_place w
      on w.account_id = p.account_id and w.contact_id = p.contact_id and w.conversation_id = p.conversation_id
   where p.account_id = $1`;

test("an unread count is that of a count of every message, whatever was read, set, deleted or counts for nobody", async () => {
  const count = await writeAll();
  const unread = async (uid: string) =>
    (await post("/conversation/sync", { uid, msg_count: 1 })).body[0].unread;
  const compare = async (): Promise<number[]> => {
    const counts = await query<{ uid: string; unread: number }>(COUNTED);
    expect(counts).toHaveLength(2);
    for (const one of counts) expect([one.uid, await unread(one.uid)]).toEqual([one.uid, one.unread]);
    return counts.map((one) => one.unread);
  };
  const seen = new Set<string>([(await compare()).join()]);
  for (const message_seq of [1, 3, 5, 8, count]) {
    await post("/conversations/clearUnread", { ...GROUP, uid: "bo", message_seq });
    seen.add((await compare()).join());
  }
  await post("/conversations/setUnread", { ...GROUP, uid: "bo", unread: 4 });
  await post("/message/send", {
    ...GROUP,
    from_uid: "ann",
    header: { red_dot: 1 },
    payload: textPayload("New"),
  });
  await post("/message/send", {
    ...GROUP,
    from_uid: "bo",
    header: { red_dot: 1 },
    payload: textPayload("Own"),
  });
  seen.add((await compare()).join());
  expect(seen.size).toBeGreaterThan(4);
});
