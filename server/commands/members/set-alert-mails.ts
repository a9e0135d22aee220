import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { SetAlertMailsInput } from "@/server/contract/member/inputs";
import type { Tx } from "@/server/store/events/tx";
import { saveAlertMails } from "@/server/store/members/alert-mails";

/**
 * Sets whether alerts are mailed to the caller, and in which language. Administrators only: others get none. Only they see it, so
 * there is no event.
 */
export async function setAlertMails(tx: Tx, { alertMails }: SetAlertMailsInput): Promise<void> {
  requireAdministrator(tx.caller);
  if (tx.caller.userId === null) throw new Refusal("auth.forbidden");
  await saveAlertMails(tx, tx.caller.userId, alertMails);
}
