import type { Locale } from "@/server/contract/_shared/constants";
import type { AlertDto } from "@/server/contract/alert/alert";
import type { MailKind } from "@/server/contract/member/member";
import { unseal } from "@/server/lib/crypto/seal";
import type { Db } from "@/server/store/_postgres/db";

/** What the secret of a member's mail is sealed for. */
export const purposeOfMail = (userId: number): string => `mail ${userId}`;

type MailedAlert = Pick<AlertDto, "kind" | "subject" | "facts" | "closedAt">;

export type DueMail = {
  accountId: number;
  /** 0: a customer's transcript, which no member sends. */
  userId: number;
  /** 0: not about an alert. */
  alertId: number;
  /** 0: no transcript. */
  conversationId: number;
  /** Of the recipient of a transcript; else empty: the mail goes to the member. */
  recipient: string;
  isDigest: boolean;
  locale: Locale;
  about:
    | {
        kind: MailKind;
        /** Null: sealed under a secret that the installation no longer has. */
        secret: string | null;
      }
    /** Null: it was deleted meanwhile. */
    | { kind: "alert"; alert: MailedAlert | null }
    | { kind: "transcript" }
    | { kind: "digest" };
  /** Including this one. */
  tries: number;
  /** The creation of the link: a newer one replaces it. */
  createdAt: Date;
  name: string;
  email: string;
  account: string;
  /** The member is an active administrator now. */
  isAdministrator: boolean;
  /** The member is active and may see the conversation now; also for a customer's transcript. */
  maySeeConversation: boolean;
};

/** After this long another worker may claim the mail: the first was killed, or hangs. */
const LEASE_SECONDS = 60;

const OF_MEMBER = "m.account_id = mail.account_id and m.user_id = mail.user_id and m.state = 'active'";

/**
 * Claims due mails of all accounts for a minute, and counts the try. Order: longest due first. Locks:
 * the claimed mails; those of other workers are skipped. Index: mail_due.
 */
export async function claimMails(db: Db, { now, limit }: { now: Date; limit: number }): Promise<DueMail[]> {
  const rows = await db.query<Claimed>(
    `with due as materialized (
       select account_id, user_id, alert_id, conversation_id, email, is_digest from mail where due_at <= $1
        order by due_at limit $2 for update skip locked
     )
     update mail set due_at = $1::timestamptz + make_interval(secs => ${LEASE_SECONDS}), tries = tries + 1
       from due left join app_user u on u.id = due.user_id, account a
      where (mail.account_id, mail.user_id, mail.alert_id, mail.conversation_id, mail.email, mail.is_digest)
            = (due.account_id, due.user_id, due.alert_id, due.conversation_id, due.email, due.is_digest)
        and (u.id is not null or due.user_id = 0) and a.id = mail.account_id
     returning mail.account_id as "accountId", mail.user_id as "userId", mail.alert_id as "alertId",
               mail.conversation_id as "conversationId", mail.email as recipient, mail.is_digest as "isDigest", mail.kind, mail.locale, mail.tries,
               mail.created_at as "createdAt", mail.sealed_secret as sealed,
               coalesce(u.name, '') as name, coalesce(u.email, '') as email, a.name as account,
               exists (select 1 from member m where ${OF_MEMBER} and m.role = 'administrator') as "isAdministrator",
               mail.user_id = 0 or exists (select 1 from member m
                 join conversation c on c.account_id = mail.account_id and c.id = mail.conversation_id
                where ${OF_MEMBER} and (m.role = 'administrator' or exists (select 1 from inbox_member i
                  where i.account_id = m.account_id and i.user_id = m.user_id and i.inbox_id = c.inbox_id))) as "maySeeConversation",
               (select jsonb_build_object('kind', l.kind, 'facts', l.facts, 'closedAt', l.closed_at, 'subject', jsonb_build_object(
                         'type', l.subject_type, 'id', l.subject_id, 'name', l.subject_name))
                  from alert l where l.account_id = mail.account_id and l.id = mail.alert_id) as alert`,
    [now, limit],
  );
  return rows.map(({ sealed, kind, alert, ...row }) => {
    if (kind === "transcript") return { ...row, about: { kind } };
    if (kind === "digest") return { ...row, about: { kind } };
    if (kind === "alert") return { ...row, about: { kind, alert } };
    return {
      ...row,
      about: { kind, secret: sealed === null ? null : unseal(sealed, purposeOfMail(row.userId)) },
    };
  });
}

type Claimed = Omit<DueMail, "about"> & {
  kind: MailKind | "alert" | "transcript" | "digest";
  sealed: string | null;
  /** Null: a password link. */
  alert: MailedAlert | null;
};
