import { afterAll, beforeAll, expect, test } from "vitest";
import { sendMessage } from "@/server/commands/messages/send-message";
import { toContactDto } from "@/server/store/contacts/contacts";
import { CONTACT_COLUMNS, type ContactRow } from "@/server/store/generated/rows";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { select } from "./columns";
import { CONVERSATION_COLUMNS, type ConversationRow, toConversationDto } from "./conversation-row";
import { contactText, conversationText, messageText } from "./dto-texts";
import {
  LAST_MESSAGE_COLUMNS,
  type LastMessageRow,
  MESSAGE_COLUMNS,
  type MessageRow,
  toLastMessageDto,
  toMessageDto,
} from "./message-row";

let world: World;
let stage: Stage;
beforeAll(async () => {
  world = await createWorld();
  stage = await createStage(world);
  for (const content of ['"Quotes" \\ and \u2028 breaks\n', "Second 你好 👋"])
    await world.run(sendMessage, stage.admin, {
      conversation: { conversationId: stage.conversation.id },
      content,
    });
});
afterAll(() => world.close());

const JSONS = `'{"b": [1, 2.50, 1e21, null], "a é\\"": {"nested": "x\\ny"}, "constructor": true}'`;
const INSTANTS = ["2026-11-20 09:00:00+00", "2026-11-20 09:00:00.1+00", "0001-01-01 00:00:00.019+00"];

/** Changes columns of a table's rows, and returns them by both ways. */
async function bothWays<Row>(
  table: "contact" | "message",
  changes: readonly string[],
  { columns, text }: { columns: string; text: string },
) {
  const { accountId } = stage;
  for (const change of changes)
    await world.database.query(`update ${table} set ${change} where account_id = $1`, [accountId]);
  return world.database.query<Row & { text: string }>(
    `select ${columns}, ${text} as text from ${table} x where account_id = $1 order by id`,
    [accountId],
  );
}

test("Postgres writes a message as its mapper does, with and without the members that may be absent", async () => {
  const instants = (at: string) =>
    ["send_after", "retry_at", "edited_at", "updated_at"].map((name) => `${name} = '${at}'`);
  const states = [
    ["content_type = 'text'"],
    ["is_overdue = true", "counts_unread = false"],
    [
      `mentions = '[{"id": 1, "name": "Ann"}]'`,
      `system = ${JSONS}`,
      `attachments = '[{"id": 1}]'`,
      `email = ${JSONS}`,
      `dismissed = ${JSONS}`,
      "sent_at = '2026-11-20T09:00:00.100Z'",
      `in_reply_to = ${JSONS}`,
      `location = ${JSONS}`,
      `reactions = '[{"emoji": "👍", "at": "a"}, {"emoji": null}]'`,
    ],
    [
      "sent_at = null",
      "in_reply_to = null",
      "location = null",
      `reactions = '[{"emoji": null}]'`,
      "is_overdue = false",
      "mentions = null",
      "attachments = null",
      "email = null",
      "dismissed = null",
      `content_attributes = ${JSONS}`,
    ],
    ...INSTANTS.map(instants),
  ];
  for (const state of states) {
    const way = { columns: select(MESSAGE_COLUMNS, "x"), text: messageText("x") };
    const rows = await bothWays<MessageRow>("message", state, way);
    expect(rows.length).toBeGreaterThan(2);
    for (const { text, ...row } of rows) expect(written(text)).toBe(JSON.stringify(toMessageDto(row)));
  }
});

test("Postgres writes a contact as its mapper does", async () => {
  const states = [
    ["email = null"],
    ["is_group = true", `custom_attributes = ${JSONS}`, "labels = array['vip', 'a\"b']"],
  ];
  for (const state of states) {
    const way = { columns: select(CONTACT_COLUMNS, "x"), text: contactText("x") };
    for (const { text, ...row } of await bothWays<ContactRow>("contact", state, way))
      expect(written(text)).toBe(JSON.stringify(toContactDto(row)));
  }
});

test("Postgres writes a conversation and its last message, or none, as their mappers do", async () => {
  const { accountId } = stage;
  const files = `'[{"name": "a.png", "contentType": "image/png"}, {"name": "b"}]'`;
  const states = [
    `update message set attachments = null where account_id = $1`,
    `update message set attachments = ${files}, deleted_at = now() where account_id = $1`,
    `update conversation set labels = '{vip}', contact_seen_at = now(), custom_attributes = ${JSONS} where account_id = $1`,
    `update conversation set last_message_id = null where account_id = $1`,
  ];
  for (const state of states) {
    await world.database.query(state, [accountId]);
    const [row] = await world.database.query<{ text: string }>(
      `select ${conversationText("c", "m")} as text from conversation c
         left join message m on m.account_id = c.account_id and m.id = c.last_message_id
        where c.account_id = $1 and c.id = $2`,
      [accountId, stage.conversation.id],
    );
    const [conversation] = await world.database.query<ConversationRow>(
      `select ${select(CONVERSATION_COLUMNS)} from conversation where account_id = $1 and id = $2`,
      [accountId, stage.conversation.id],
    );
    const [last] = await world.database.query<LastMessageRow>(
      `select ${select(LAST_MESSAGE_COLUMNS)} from message where account_id = $1 and id = $2`,
      [accountId, conversation?.lastMessageId],
    );
    expect(row && conversation && written(row.text)).toBe(
      conversation && JSON.stringify(toConversationDto(conversation, last ? toLastMessageDto(last) : null)),
    );
  }
});

/** A text of Postgres as Node writes it: without spaces, and numbers in their shortest form. */
const written = (text: string): string => JSON.stringify(JSON.parse(text));
