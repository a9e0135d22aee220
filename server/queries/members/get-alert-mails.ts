import type { SessionCaller } from "@/server/queries/credentials/find-caller";
import type { Db } from "@/server/store/_postgres/db";
import { readMailbox } from "@/server/store/members/alert-mails";

/** The language in which alerts are mailed to the member, or "off". Only administrators get such mails. */
export const getAlertMails = async (db: Db, caller: SessionCaller) => ({
  alertMails: (await readMailbox(db, caller.member.id)).alertMails,
});
