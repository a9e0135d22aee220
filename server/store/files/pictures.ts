import type { Tx } from "@/server/store/events/tx";

/** A member or the account has this locked file from now on: no message can take it, and it is not deleted as unattached. */
export const attachPicture = (tx: Tx, fileId: number): Promise<unknown> =>
  tx.query("update file set unattached_since = null where account_id = $1 and id = $2", [
    tx.caller.accountId,
    fileId,
  ]);

/**
 * Deletes a picture that was replaced or removed, unless something else has it. A trigger queues its bytes, which are removed
 * after the commit. Index: file_pkey, member_avatar, account_pkey, message_attachment_file.
 */
export const deletePicture = (tx: Tx, fileId: number): Promise<unknown> =>
  tx.query(
    `delete from file where account_id = $1 and id = $2
        and not exists (select 1 from member m where m.account_id = $1 and m.avatar_file_id = $2)
        and not exists (select 1 from account a where a.id = $1 and a.logo_file_id = $2)
        and not exists (select 1 from message_attachment m where m.account_id = $1 and m.file_id = $2)`,
    [tx.caller.accountId, fileId],
  );
