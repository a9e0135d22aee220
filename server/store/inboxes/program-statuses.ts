import type { Actor, Cause } from "@/server/contract/_shared/dto";
import { type Db, one } from "@/server/store/_postgres/db";

/** The newest rows of the account to examine, of each table, whatever its size. */
const EXAMINED_MAX = 10_000;
/** The most lines. */
const LINES_MAX = 100;

export type ProgramStatus = {
  actor: Actor;
  of: "conversation" | "message";
  /** A conversation's status, or a receipt's signal. */
  status: string;
  /** Why a conversation got it; null of messages. */
  rule: Cause["rule"] | null;
  count: number;
  lastAt: Date;
};

type Window = { accountId: number; inboxId: number; since: Date };

/** API tokens and bots. Members and customers are no programs. */
const BY_PROGRAM = "r.actor->>'type' in ('token', 'bot')";

/**
 * Which programs set which statuses in an inbox since an instant, the most frequent first: the
 * conversations' statuses, and the receipts of messages that had an effect. `from`: as far back as
 * was examined.
 */
export async function listProgramStatuses(
  db: Db,
  { accountId, inboxId, since }: Window,
): Promise<{ from: Date; statuses: ProgramStatus[] }> {
  const statuses = await db.query<ProgramStatus>(
    `with moved as (
       select conversation_id, actor, to_status as status, cause->>'rule' as rule, at from transition
        where account_id = $1 order by id desc limit ${EXAMINED_MAX}),
     reported as (
       select conversation_id, actor, signal as status, null as rule, received_at as at from message_receipt
        where account_id = $1 and received_at >= $3 and result = 'applied' order by id desc limit ${EXAMINED_MAX}),
     r as (select 'conversation' as kind, * from moved union all select 'message', * from reported)
     select jsonb_build_object('type', r.actor->>'type', 'id', r.actor->'id', 'name', max(r.actor->>'name')) as actor,
            r.kind as "of", r.status, r.rule, count(*) as "count", max(r.at) as "lastAt"
       from r join conversation c on c.account_id = $1 and c.id = r.conversation_id
      where c.inbox_id = $2 and r.at >= $3 and ${BY_PROGRAM}
      group by r.actor->>'type', r.actor->'id', r.kind, r.status, r.rule
      order by count(*) desc, r.kind, r.status limit ${LINES_MAX}`,
    [accountId, inboxId, since],
  );
  const { from } = one(
    await db.query<{ from: Date }>(
      `select greatest($2::timestamptz,
                (select at from transition where account_id = $1 order by id desc offset ${EXAMINED_MAX} limit 1),
                (select received_at from message_receipt where account_id = $1 and received_at >= $2
                  order by id desc offset ${EXAMINED_MAX} limit 1)) as "from"`,
      [accountId, since],
    ),
  );
  return { from, statuses };
}
