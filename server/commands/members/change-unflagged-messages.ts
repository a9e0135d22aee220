import { requireAdministrator } from "@/server/commands/_run/permission";
import type { AccountDto } from "@/server/contract/_shared/dto";
import type { UnflaggedStorage } from "@/server/domain/message/storage";
import type { Tx } from "@/server/store/events/tx";
import { saveAccountSettings } from "@/server/store/members/accounts";

/** Sets how messages of WuKongIM's API are kept whose header has no `sync_once`. Administrators only. */
export async function changeUnflaggedMessages(
  tx: Tx,
  { messagesWithoutFlags }: { messagesWithoutFlags: UnflaggedStorage },
): Promise<AccountDto> {
  requireAdministrator(tx.caller);
  return saveAccountSettings(tx, { messagesWithoutFlags });
}
