import { type Db, one } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { HistoryRange } from "@/server/store/groups/history";
import { IS_KEPT, WITH_PAYLOAD, wireText } from "./wire-text";

/** Whose history: a conversation, or the first one of a name in an inbox. */
export type HistoryOf = { conversationId: number } | { sourceId: string };

/** A part of a history. */
export type HistoryTexts = {
  /** The JSON of its messages, ascending, with commas between them. */
  messages: string;
  /** Whether the range has more than the limit. */
  hasMore: boolean;
  /** Those that no client gave and that have not left yet. */
  pending: number[];
};

const CONVERSATION = {
  id: "$2::bigint",
  name: `(select c.id from contact_inbox l
            join conversation c on c.account_id = l.account_id and c.contact_id = l.contact_id
              and c.contact_inbox_id = l.id and c.inbox_id = l.inbox_id and c.lifecycle <> 'purged'
           where l.account_id = $1 and l.inbox_id = $6 and l.source_id = $2
           order by c.id limit 1)`,
};

const WIRE = wireText({ channelId: "$7::text", channelType: "$8::int", inboxId: "$6" });

/** One message more than the limit is read, to see whether there is one. */
const pageIn = (conversation: string, direction: "asc" | "desc") =>
  statement(
    `select coalesce(string_agg(${WIRE}, ',' order by m.history_number) filter (where m.nth <= $5::int), '') as messages,
            count(*) > $5::int as "hasMore",
            coalesce(array_agg(m.id) filter (where m.nth <= $5::int and m.status = 'pending' and not ${IS_KEPT}),
                     '{}') as pending
       from (select *, row_number() over (order by history_number ${direction}) as nth from message
              where account_id = $1 and conversation_id = ${conversation} and history_number between $3 and $4
              order by history_number ${direction} limit $5::int + 1) m
       ${WITH_PAYLOAD}`,
  );

const pagesOf = (conversation: string) => ({
  asc: pageIn(conversation, "asc"),
  desc: pageIn(conversation, "desc"),
});

const PAGES = { id: pagesOf(CONVERSATION.id), name: pagesOf(CONVERSATION.name) };

export type HistoryPage = HistoryRange & {
  of: HistoryOf;
  inboxId: number;
  channelId: string;
  channelType: number;
};

/**
 * The messages of a history by number, as WuKongIM's objects. Indexes: message_history, wukongim_payload_pkey; by a name also
 * contact_inbox_source and conversation_by_contact.
 */
export async function readHistoryTexts(
  db: Db,
  accountId: number,
  { of, from, to, limit, direction, inboxId, channelId, channelType }: HistoryPage,
): Promise<HistoryTexts> {
  const [page, key] =
    "conversationId" in of ? [PAGES.id, of.conversationId] : ([PAGES.name, of.sourceId] as const);
  const values = [accountId, key, from, to, limit, inboxId, channelId, channelType];
  return one(await db.query<HistoryTexts>(page[direction], values));
}
