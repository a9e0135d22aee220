import type { InboxDto, MessageDto } from "@/server/contract/_shared/dto";
import type { AgentView } from "@/server/contract/conversation/actor-view";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { select } from "@/server/store/_rows/columns";
import { MESSAGE_COLUMNS, type MessageRow, toMessageDto } from "@/server/store/_rows/message-row";
import { agentKey, listAgents } from "@/server/store/members/agents";
import { AGENT_SEEN_AT, FIRST_REPLY_AT } from "./list-conversation-details";

/** What the event of a webhook is about, in any account. */
export type WebhookSubject = {
  accountId: number;
  /** Null for the event of a contact. `lastNumber`: as of the event. */
  conversation: { id: number; inboxId: number; teamId: number | null; lastNumber: number } | null;
  /** The event's message; null = the conversation's newest public one as of the event. */
  messageId: number | null;
};

/** What an event only refers to, as it is now. */
export type WebhookDetails = {
  accountName: string;
  /** Null when the conversation is gone, or when the subject has none. */
  conversation: {
    inbox: Pick<InboxDto, "id" | "name" | "channel">;
    contactInbox: { id: number; sourceId: string; createdAt: string };
    team: { id: number; name: string } | null;
    firstReplyAt: string | null;
    agentSeenAt: string | null;
  } | null;
  /** Null when it is gone, or when there is none. */
  message: MessageDto | null;
  /** The member who wrote a conversation's newest message; null = not a member. */
  author: AgentView | null;
};

type FactsRow = {
  place: number;
  accountName: string;
  inboxId: number | null;
  inboxName: string | null;
  channel: InboxDto["channel"];
  linkId: number | null;
  sourceId: string;
  linkedAt: Date;
  teamId: number | null;
  teamName: string | null;
  firstReplyAt: Date | null;
  agentSeenAt: Date | null;
};

/**
 * Details of the subjects, in their order; null where the account is gone. Three statements for any number of subjects in
 * any number of accounts: for the worker, which has selected the events. A message within its undo window is nobody's newest.
 */
export async function listWebhookDetails(
  db: Pick<Db, "query">,
  subjects: readonly WebhookSubject[],
  now: Date,
): Promise<(WebhookDetails | null)[]> {
  const accounts = subjects.map(({ accountId }) => accountId);
  const conversations = subjects.map(({ conversation }) => conversation?.id ?? null);
  const [facts, messages] = await Promise.all([
    db.query<FactsRow>(FACTS, [
      accounts,
      conversations,
      subjects.map(({ conversation }) => conversation?.inboxId ?? null),
      subjects.map(({ conversation }) => conversation?.teamId ?? null),
    ]),
    db.query<MessageRow & { place: number }>(MESSAGES, [
      accounts,
      conversations,
      subjects.map(({ conversation }) => conversation?.lastNumber ?? null),
      subjects.map(({ messageId }) => messageId),
      now,
    ]),
  ]);
  const factsAt = new Map(facts.map((row) => [row.place, row]));
  const messageAt = new Map(messages.map(({ place, ...row }) => [place, toMessageDto(row)]));
  const newest = subjects.map(({ accountId, messageId }, i) => {
    const sender = messageId === null ? messageAt.get(i + 1)?.sender : undefined;
    return sender && { accountId, type: sender.type, id: sender.id };
  });
  const authors = await listAgents(
    db,
    newest.filter((ref) => ref !== undefined),
  );
  return subjects.map((_, i) => {
    const [row, ref] = [factsAt.get(i + 1), newest[i]];
    const author = (ref && authors.get(agentKey(ref))) ?? null;
    return row ? detailsOf(row, { message: messageAt.get(i + 1) ?? null, author }) : null;
  });
}

function detailsOf(
  row: FactsRow,
  { message, author }: Pick<WebhookDetails, "message" | "author">,
): WebhookDetails {
  const { accountName, inboxId, inboxName, linkId, channel, teamId, teamName } = row;
  if (inboxId === null || inboxName === null || linkId === null)
    return { accountName, conversation: null, message: null, author: null };
  const conversation = {
    inbox: { id: inboxId, name: inboxName, channel },
    contactInbox: { id: linkId, sourceId: row.sourceId, createdAt: row.linkedAt.toISOString() },
    team: teamId === null || teamName === null ? null : { id: teamId, name: teamName },
    firstReplyAt: row.firstReplyAt?.toISOString() ?? null,
    agentSeenAt: row.agentSeenAt?.toISOString() ?? null,
  };
  return { accountName, conversation, message, author };
}

/** Indexes: the primary keys, message_number. */
const FACTS = statement(
  `select k.place, a.name as "accountName", i.id as "inboxId", i.name as "inboxName", i.channel,
          l.id as "linkId", l.source_id as "sourceId",
          l.created_at as "linkedAt", t.id as "teamId", t.name as "teamName",
          ${FIRST_REPLY_AT} as "firstReplyAt", ${AGENT_SEEN_AT} as "agentSeenAt"
     from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) with ordinality
          as k (account_id, conversation_id, inbox_id, team_id, place)
     join account a on a.id = k.account_id
     left join conversation c on c.account_id = k.account_id and c.id = k.conversation_id
     left join contact_inbox l on l.account_id = c.account_id and l.id = c.contact_inbox_id
     left join inbox i on i.account_id = k.account_id and i.id = k.inbox_id
     left join team t on t.account_id = k.account_id and t.id = k.team_id`,
);

const MESSAGE = select(MESSAGE_COLUMNS, "m");

/** Indexes: message_pkey, message_number. */
const MESSAGES = statement(
  `with subject as (
     select * from unnest($1::bigint[], $2::bigint[], $3::int[], $4::bigint[]) with ordinality
                   as k (account_id, conversation_id, last_number, message_id, place)
   )
   select k.place, ${MESSAGE}
     from subject k join message m on m.account_id = k.account_id and m.id = k.message_id
   union all
   select k.place, ${MESSAGE}
     from subject k cross join lateral (
       select * from message
        where account_id = k.account_id and conversation_id = k.conversation_id and number <= k.last_number
          and kind = 'message' and withdrawn_at is null and (send_after is null or send_after <= $5)
        order by number desc limit 1) as m
    where k.message_id is null`,
);
