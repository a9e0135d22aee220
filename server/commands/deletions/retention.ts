import { requireAdministrator } from "@/server/commands/_run/permission";
import type { AccountDto } from "@/server/contract/_shared/dto";
import type { ChangeRetentionInput } from "@/server/contract/deletion/deletion";
import { defined } from "@/server/lib/defined";
import { type DeletionRow, insertDeletion } from "@/server/store/deletions/deletions";
import type { Tx } from "@/server/store/events/tx";
import { saveAccountSettings } from "@/server/store/members/accounts";
import { listDue } from "@/server/store/retention/inbox-retention";
import { listOverdue } from "@/server/store/retention/retention";

/**
 * Sets after how many days in the trash conversations are deleted permanently, and after how many months receipts are rolled
 * up; 0 = never, absent = unchanged. Administrators only.
 */
export async function changeRetention(tx: Tx, settings: ChangeRetentionInput): Promise<AccountDto> {
  requireAdministrator(tx.caller);
  return saveAccountSettings(tx, defined(settings));
}

/** Begins a deletion of conversations whose retention in the trash has ended; null if there are none. */
export async function beginRetention(tx: Tx, _: object): Promise<DeletionRow | null> {
  const ids = await listOverdue(tx);
  return ids.length === 0 ? null : insertDeletion(tx, { ids, contactId: null, reason: "retention" });
}

/** Begins a deletion of conversations that were resolved longer ago than their inbox keeps them; null if there are none. */
export async function beginInboxRetention(tx: Tx, _: object): Promise<DeletionRow | null> {
  const ids = await listDue(tx);
  return ids.length === 0 ? null : insertDeletion(tx, { ids, contactId: null, reason: "inbox_retention" });
}
