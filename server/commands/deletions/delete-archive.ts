import { requireAdministrator, requireScope } from "@/server/commands/_run/permission";
import { maySee } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { ArchiveDto } from "@/server/contract/deletion/archive";
import { deleteArchives, findArchive, lockArchive } from "@/server/store/archives/archived-conversations";
import type { Tx } from "@/server/store/events/tx";
import { listInboxesOnHold } from "@/server/store/inboxes/inbox-facts";
import { appendToAccount } from "@/server/store/members/accounts";

/**
 * Deletes an archived conversation permanently, with its files, and writes that to the audit log. Returns it as it was. Makes no
 * event. Administrators only, and only tokens with the scope `conversations:purge`. Refuses `inbox.legal_hold`.
 */
export async function deleteArchive(tx: Tx, { archiveId }: { archiveId: number }): Promise<ArchiveDto> {
  requireAdministrator(tx.caller);
  const row = await lockArchive(tx, archiveId);
  const { accountId } = tx.caller;
  const archive =
    row && maySee(tx.caller, row) ? await findArchive(tx, { accountId, inboxIds: null }, row.id) : null;
  if (!archive) throw new Refusal("archive.not_found");
  requireScope(tx.caller, "conversations:purge");
  if ((await listInboxesOnHold(tx)).includes(archive.inboxId)) throw new Refusal("inbox.legal_hold");
  await deleteArchives(tx, [archive.id]);
  await appendToAccount(tx, { done: "archiveDeleted", about: `#${archive.displayId}` });
  return archive;
}
