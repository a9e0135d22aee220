import { COMMAND_LABEL } from "@/server/contract/message/command-message";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";

/** Senders of messages that are in no history, those with the most first. */
export type NotKept = { name: string | null; count: number };

const NOT_KEPT = statement(
  `select sender_name as name, count(*)::int as count
     from (select inbox_id, sender_name, content, created_at from command_message
            where account_id = $1 order by id desc limit 10000) newest
    where inbox_id = $2 and created_at > $3 and not starts_with(content, '[${COMMAND_LABEL}]')
    group by sender_name order by count desc, sender_name`,
);

/**
 * Who sent an inbox messages that wait once for each reader and are in no history, and are no commands to programs. Index:
 * command_message_pkey.
 */
export const listNotKept = (
  db: Db,
  accountId: number,
  { inboxId, since }: { inboxId: number; since: Date },
): Promise<NotKept[]> => db.query<NotKept>(NOT_KEPT, [accountId, inboxId, since]);
