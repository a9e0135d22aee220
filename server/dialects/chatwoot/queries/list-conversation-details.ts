import type { ConversationDto, InboxDto, MessageDto } from "@/server/contract/_shared/dto";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { rowsById, select } from "@/server/store/_rows/columns";
import { MESSAGE_COLUMNS, type MessageRow, toMessageDto } from "@/server/store/_rows/message-row";
import { INBOX_COLUMNS, type InboxRow, toInboxDto } from "@/server/store/inboxes/inboxes";

/** What a conversation's DTO only refers to. */
export type ConversationDetails = {
  inbox: InboxDto;
  /** The contact's name in the inbox. */
  sourceId: string;
  /** The newest line of any kind, and the newest message or note, in full length. */
  lastLine: MessageDto | null;
  lastMessage: MessageDto | null;
  /** When the first message of an agent was written. */
  firstReplyAt: string | null;
  /** When the last message seen by an agent (by the assignee) was written. */
  agentSeenAt: string | null;
  assigneeSeenAt: string | null;
};

type Facts = {
  id: number;
  sourceId: string;
  lastMessageId: number | null;
  firstReplyAt: Date | null;
  agentSeenAt: Date | null;
  assigneeSeenAt: Date | null;
};

/**
 * Details of conversations that the caller was allowed to read, by id; three statements for any number of them. Each
 * subselect reads one row by the index message_number; the first reply reads up to the first match.
 */
export async function listConversationDetails(
  db: Db,
  accountId: number,
  conversations: readonly Pick<ConversationDto, "id" | "inboxId">[],
): Promise<ReadonlyMap<number, ConversationDetails>> {
  if (conversations.length === 0) return new Map();
  const ids = conversations.map((c) => c.id);
  const facts = await readFacts(db, accountId, ids);
  const inboxes = await readInboxes(
    db,
    accountId,
    conversations.map((c) => c.inboxId),
  );
  const lines = await readLines(db, accountId, ids);

  const found = new Map<number, ConversationDetails>();
  for (const { id, inboxId } of conversations) {
    const [fact, inbox] = [facts.get(id), inboxes.get(inboxId)];
    if (!fact || !inbox) continue;
    const own = lines.filter((line) => line.conversationId === id);
    found.set(id, {
      inbox,
      sourceId: fact.sourceId,
      lastLine: own.at(-1) ?? null,
      lastMessage: own.find((line) => line.id === fact.lastMessageId) ?? null,
      firstReplyAt: fact.firstReplyAt?.toISOString() ?? null,
      agentSeenAt: fact.agentSeenAt?.toISOString() ?? null,
      assigneeSeenAt: fact.assigneeSeenAt?.toISOString() ?? null,
    });
  }
  return found;
}

const WRITTEN = `select m.created_at from message m where m.account_id = c.account_id and m.conversation_id = c.id`;

/**
 * Subselects for a conversation `c`: when its first message of an agent, and the last one that an agent has seen, were
 * written.
 */
export const FIRST_REPLY_AT = `(${WRITTEN} and m.kind = 'message' and m.direction = 'out' and m.sender_type in ('user', 'token')
            order by m.number limit 1)`;
export const AGENT_SEEN_AT = `(${WRITTEN} and m.number = c.agent_seen_number)`;

const FACTS = statement(
  `select c.id, l.source_id as "sourceId", c.last_message_id as "lastMessageId",
          ${FIRST_REPLY_AT} as "firstReplyAt",
          ${AGENT_SEEN_AT} as "agentSeenAt",
          (${WRITTEN} and m.number = (select s.number from conversation_seen s
                                       where s.account_id = c.account_id and s.conversation_id = c.id
                                         and s.user_id = c.assignee_id)) as "assigneeSeenAt"
     from conversation c
     join contact_inbox l on l.account_id = c.account_id and l.id = c.contact_inbox_id
    where c.account_id = $1 and c.id = any($2::bigint[])`,
);

async function readFacts(
  db: Db,
  accountId: number,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Facts>> {
  const rows = await db.query<Facts>(FACTS, [accountId, ids]);
  return new Map(rows.map((row) => [row.id, row]));
}

const inboxes = rowsById<InboxRow>("inbox", INBOX_COLUMNS);

async function readInboxes(
  db: Db,
  accountId: number,
  ids: readonly number[],
): Promise<ReadonlyMap<number, InboxDto>> {
  const rows = await inboxes(db, accountId, [...new Set(ids)]);
  return new Map(rows.map((row) => [row.id, toInboxDto(row)]));
}

const LINES = statement(
  `select ${select(MESSAGE_COLUMNS, "m")}
     from conversation c
     join message m on m.account_id = c.account_id and m.conversation_id = c.id
      and (m.number = c.last_number or m.id = c.last_message_id)
    where c.account_id = $1 and c.id = any($2::bigint[])
    order by m.number`,
);

/** The last line and the last message of each; in order of number. */
async function readLines(db: Db, accountId: number, ids: readonly number[]): Promise<MessageDto[]> {
  const rows = await db.query<MessageRow>(LINES, [accountId, ids]);
  return rows.map(toMessageDto);
}
