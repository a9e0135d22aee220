import type { Caller } from "@/server/contract/_shared/caller";
import type { MailDto } from "@/server/contract/member/mail";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import type { Db } from "@/server/store/_postgres/db";
import { listMails as list } from "@/server/store/members/mails";

const MAILS_MAX = 1_000;

/** The state of the links that were mailed to members. Administrators only. */
export function listMails(db: Db, caller: Caller): Promise<MailDto[]> {
  administratorsOnly(caller);
  return list(db, caller.accountId, MAILS_MAX);
}
