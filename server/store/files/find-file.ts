import type { Db } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import { type CannedReplyRow, FILE_COLUMNS } from "@/server/store/generated/rows";
import type { FileRow } from "./files";

/** A file with what has it: inboxes are those of the conversations whose messages, also scheduled ones, have it. */
export type PlacedFile = FileRow & {
  accountId: number;
  inboxIds: number[];
  /** Only deleted messages have it, and no archive does. */
  isRemoved: boolean;
  /** It is the picture of a member, or the account's. */
  isPicture: boolean;
  /** The canned replies that have it, and who is offered them. */
  cannedReplies: Pick<CannedReplyRow, "visibility" | "inboxIds" | "teamIds" | "ownerId">[];
};

/**
 * A stored file, of one account or of any. Null while it is uploaded. Index: file_id, message_attachment_file,
 * message_pkey, conversation_pkey, member_avatar, account_pkey, canned_reply_file_file, scheduled_message_file_pkey.
 */
export async function findFile(
  db: Db,
  { accountId, id }: { accountId: number | null; id: number },
): Promise<PlacedFile | null> {
  const [found] = await db.query<PlacedFile>(
    `select f.account_id as "accountId", ${select(FILE_COLUMNS, "f")}, coalesce(p.inbox_ids, '{}') as "inboxIds",
            coalesce(p.is_removed, false) and not exists (
              select 1 from archived_file l where l.account_id = f.account_id and l.file_id = f.id) as "isRemoved",
            exists (select 1 from member m where m.account_id = f.account_id and m.avatar_file_id = f.id)
              or exists (select 1 from account a where a.id = f.account_id and a.logo_file_id = f.id) as "isPicture",
            coalesce((select json_agg(json_build_object('visibility', r.visibility, 'inboxIds', r.inbox_ids,
                               'teamIds', r.team_ids, 'ownerId', r.owner_id))
                        from canned_reply_file l
                        join canned_reply r on r.account_id = l.account_id and r.id = l.canned_reply_id
                       where l.account_id = f.account_id and l.file_id = f.id), '[]') as "cannedReplies"
       from file f left join lateral (
         select array_agg(distinct c.inbox_id) filter (where a.removed_at is null) as inbox_ids,
                bool_and(a.removed_at is not null) as is_removed
           from (select m.conversation_id, l.removed_at from message_attachment l
                   join message m on m.account_id = l.account_id and m.id = l.message_id
                  where l.account_id = f.account_id and l.file_id = f.id
                  union all
                 select s.conversation_id, null from scheduled_message_file s
                  where s.account_id = f.account_id and s.file_id = f.id) a
           join conversation c on c.account_id = f.account_id and c.id = a.conversation_id) p on true
      where f.id = $1 and ($2::bigint is null or f.account_id = $2) and f.state <> 'uploading'`,
    [id, accountId],
  );
  return found ?? null;
}
