import type { Caller } from "@/server/contract/caller";
import type { MailDto } from "@/server/contract/mail";
import type { Db } from "@/server/store/db";
import { listMails as list } from "@/server/store/mails";
import { administratorsOnly } from "./administrators-only";

const MAILS_MAX = 1_000;

/** What became of the links that were mailed to members. Administrators only. */
export function listMails(db: Db, caller: Caller): Promise<MailDto[]> {
  administratorsOnly(caller);
  return list(db, caller.accountId, MAILS_MAX);
}
