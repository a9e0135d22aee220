import type { AgentView } from "@/server/contract/conversation/actor-view";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";

/** A member whom customers of an inbox may meet. `isOnline`: they chose so, and a page of theirs was open in the last minutes. */
export type InboxAgent = Pick<AgentView, "id" | "name" | "avatarFileId"> & { isOnline: boolean };

/** Sessions note their last use to five minutes. */
const ONLINE_MINUTES = 10;

const AGENTS = statement(`
  select m.user_id as id, u.name, m.avatar_file_id as "avatarFileId",
         m.availability = 'online' and exists (
           select 1 from user_session s
            where s.user_id = m.user_id and s.last_seen_at > $3::timestamptz - interval '${ONLINE_MINUTES} minutes') as "isOnline"
    from member m join app_user u on u.id = m.user_id
   where m.account_id = $1 and m.state = 'active'
     and exists (select 1 from inbox_member i where i.account_id = $1 and i.user_id = m.user_id and i.inbox_id = $2)
   order by "isOnline" desc, m.avatar_file_id is null, m.user_id limit $4`);

/** The members of an inbox, those who are online first. Indexes: inbox_member_pkey, user_session_user. */
export const listInboxAgents = (
  db: Db,
  accountId: number,
  { inboxId, now, limit }: { inboxId: number; now: Date; limit: number },
): Promise<InboxAgent[]> => db.query<InboxAgent>(AGENTS, [accountId, inboxId, now, limit]);
