import type { Db } from "@/server/store/_postgres/db";
import { isPurged } from "./purged-sources";

type OfInbox = { inboxId: number };

/** A message that has an id of its provider. */
export type KnownKey = {
  sourceId: string;
  messageId: number;
  direction: "in" | "out";
  status: "pending" | "sent" | "failed" | "delivered" | "read" | null;
};

/** The messages of an inbox that have these ids of its provider, also under an earlier attempt. Indexes: message_source, message_attempt_source. */
export const listKnownKeys = (
  db: Db,
  accountId: number,
  { inboxId, sourceIds }: OfInbox & { sourceIds: readonly string[] },
): Promise<KnownKey[]> =>
  db.query<KnownKey>(
    `select k.id as "sourceId", m.id as "messageId", m.direction, m.status
       from unnest($3::text[]) as k (id)
       join message m on m.account_id = $1 and m.inbox_id = $2 and m.source_id = k.id
      where m.kind = 'message'
     union
     select k.id, m.id, m.direction, m.status
       from unnest($3::text[]) as k (id)
       join message_attempt a on a.account_id = $1 and a.inbox_id = $2 and a.source_id = k.id
       join message m on m.account_id = $1 and m.id = a.message_id
      where m.kind = 'message'`,
    [accountId, inboxId, sourceIds],
  );

/** The text of a message; null: it is not there. */
export async function readContent(db: Db, accountId: number, messageId: number): Promise<string | null> {
  const [row] = await db.query<{ content: string }>(
    "select content from message where account_id = $1 and id = $2",
    [accountId, messageId],
  );
  return row?.content ?? null;
}

/** A message of ours without an id of its provider, whose sending has begun. `isCalled`: it waits for the first answer. */
export type OpenSend = {
  messageId: number;
  attempt: number;
  /** The text, and those before an edit or its deletion: which of them was sent is not known. */
  texts: string[];
  files: number;
  isCalled: boolean;
};

/** Of a message `m` of the account `$1`. */
const TEXTS = `(select jsonb_agg(t.content) from (
    select m.content union
    select r.content from message_revision r where r.account_id = $1 and r.message_id = m.id) as t)`;
const FILES = `coalesce(jsonb_array_length(m.attachments), (
    select max(jsonb_array_length(r.attachments)) from message_revision r
     where r.account_id = $1 and r.message_id = m.id), 0)`;

/** So many of a conversation's newest messages are looked through. */
const NEWEST = 200;

/**
 * What an inbox knows of a chat before it stores a message of ours that another program reports: whether the message is here, and
 * which of ours it may be. One that was deleted permanently counts as known. One snapshot has both, so that a message whose sending ends meanwhile is in one of them.
 */
export async function readOwnMessages(
  db: Db,
  accountId: number,
  { inboxId, chatId, sourceId }: OfInbox & { chatId: string; sourceId: string },
): Promise<{ isKnown: boolean; open: OpenSend[] }> {
  const [row] = await db.query<{ isKnown: boolean; open: OpenSend[] }>(
    `select exists (select 1 from message
                     where account_id = $1 and inbox_id = $2 and source_id = $4 and kind = 'message')
            or exists (select 1 from message_attempt
                        where account_id = $1 and inbox_id = $2 and source_id = $4)
            or ${isPurged("$2", "$4")} as "isKnown",
            coalesce((
              select jsonb_agg(jsonb_build_object(
                       'messageId', m.id, 'attempt', m.attempt, 'texts', ${TEXTS}, 'files', ${FILES},
                       'isCalled', s.state = 'calling' and not s.is_doubtful) order by m.id)
                from contact_inbox l
                join conversation c on c.account_id = $1 and c.contact_id = l.contact_id and c.inbox_id = $2
                join message m on m.account_id = $1 and m.conversation_id = c.id and m.number > c.last_number - ${NEWEST}
                join send s on s.account_id = $1 and s.message_id = m.id and s.attempt = m.attempt
               where l.account_id = $1 and l.inbox_id = $2 and l.source_id = $3 and m.direction = 'out'
                 and m.status = 'pending' and m.source_id is null and s.tries > 0
                 and (s.state in ('calling', 'waiting', 'unconfirmed')
                      or (s.state = 'dropped' and m.deleted_at is not null))), '[]') as open`,
    [accountId, inboxId, chatId, sourceId],
  );
  return row ?? { isKnown: false, open: [] };
}

/** The messages of an inbox whose sending has begun and whose answer, or whose search, is awaited. Index: send_due. */
export const listDoubtfulSends = (db: Db, accountId: number, inboxId: number): Promise<OpenSend[]> =>
  db.query<OpenSend>(
    `select m.id as "messageId", m.attempt, ${TEXTS} as texts, ${FILES} as files,
            s.state = 'calling' and not s.is_doubtful as "isCalled"
       from send s
       join message m on m.account_id = $1 and m.id = s.message_id and m.attempt = s.attempt
      where s.account_id = $1 and s.inbox_id = $2 and s.settled_at is null
        and (s.state = 'calling' or (s.state = 'waiting' and s.is_doubtful))
        and m.direction = 'out' and m.status = 'pending' and m.source_id is null`,
    [accountId, inboxId],
  );
