import type { AgentView } from "@/server/contract/conversation/actor-view";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";

/** A member whom customers of an inbox may meet. `isOnline`: they chose so, and a page of theirs was open in the last minutes. */
export type InboxAgent = Pick<AgentView, "id" | "name" | "avatarFileId"> & { isOnline: boolean };

/** Sessions note their last use to five minutes. */
const ONLINE_MINUTES = 10;

const AGENTS = statement(`
  select a.id, a.name, a."avatarFileId", a."isOnline"
    from (select m.user_id as id, u.name, m.avatar_file_id as "avatarFileId", m.role,
                 m.availability = 'online' and exists (
                   select 1 from user_session s
                    where s.user_id = m.user_id and s.last_seen_at > $3::timestamptz - interval '${ONLINE_MINUTES} minutes') as "isOnline",
                 exists (select 1 from inbox_member i
                          where i.account_id = $1 and i.user_id = m.user_id and i.inbox_id = $2) as "isMember"
            from member m join app_user u on u.id = m.user_id
           where m.account_id = $1 and m.state = 'active') a
   where a."isMember" or (a.role = 'administrator' and a."isOnline")
   order by a."isOnline" desc, a."isMember" desc, a."avatarFileId" is null, a.id limit $4`);

/** The members of an inbox and the administrators who are online, who see every inbox; who is online first. Indexes: inbox_member_pkey, user_session_user. */
export const listInboxAgents = (
  db: Db,
  accountId: number,
  { inboxId, now, limit }: { inboxId: number; now: Date; limit: number },
): Promise<InboxAgent[]> => db.query<InboxAgent>(AGENTS, [accountId, inboxId, now, limit]);
