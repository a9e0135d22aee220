import type { InboxDto } from "@/server/contract/_shared/dto";
import type { PolicySetBy } from "@/server/contract/inbox/inbox-dto";
import type { SettingChangeDto } from "@/server/contract/inbox/setting-change";
import {
  AUDITED_SETTINGS,
  type AuditedSettings,
  baselineOf,
  driftSince,
  isDriftNews,
  lastingChanges,
  toAudited,
} from "@/server/domain/inbox/review";
import { AUDITED_ACCOUNT_SETTINGS } from "@/server/domain/member/account-settings";
import type { Db } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import { closeAlert, openAlert } from "@/server/store/alerts/alerts";
import type { Tx } from "@/server/store/events/tx";
import { SETTING_CHANGE_COLUMNS, type SettingChangeRow } from "@/server/store/generated/rows";
import { findLastChange } from "./setting-changes";

export type DueAudit = { accountId: number; inboxId: number };

/**
 * Inboxes of all accounts whose settings should be compared with the last review or their creation, at most `limit`.
 * The caller checks again under the inbox's lock. Reads all inboxes: they are few, and this runs once in some minutes.
 */
export const listDueAudits = (
  db: Db,
  { now, release, limit }: { now: Date; release: string; limit: number },
): Promise<DueAudit[]> =>
  db.query<DueAudit>(
    `select account_id as "accountId", id as "inboxId"
       from (select account_id, id, review_every_days, created_at,
                    case when review is null or last_audit->>'at' > review->>'at' then last_audit else review end as last
               from inbox where review_every_days > 0) as i
      where last->>'release' <> $2
         or coalesce((last->>'at')::timestamptz, created_at)
            <= $1::timestamptz - make_interval(days => review_every_days)
      order by account_id, id limit $3`,
    [now, release, limit],
  );

/** The settings of the policy that a program has set: a token, a bot, or Tickline itself. */
export const setByPrograms = (setBy: PolicySetBy): string[] =>
  Object.entries(setBy).flatMap(([setting, by]) => (by.changedBy.type === "user" ? [] : [setting]));

/**
 * Opens the alert of drifted settings if a program has changed one, and closes it once nothing differs any more. What members
 * change on screens opens none here: the audit does. The inbox must be locked; for its save functions.
 */
export async function watchDrift(tx: Tx, inbox: InboxDto, setBy: PolicySetBy): Promise<void> {
  const { accountId, actor } = tx.caller;
  const { id: inboxId, name, review } = inbox;
  const { afterId, settings } = await readBaseline(tx, accountId, inbox);
  const drift = driftSince(settings, toAudited(inbox)).map(({ setting }) => setting);
  const kind = "settings_drifted";
  if (drift.length === 0) {
    const around = await listAroundChanges(tx, { accountId, inboxId, afterId });
    if (around.length === 0) await closeAlert(tx, { kind, subjectId: inboxId });
    return;
  }
  const isNews = isDriftNews(drift, { isReviewed: review !== null, byPrograms: setByPrograms(setBy) });
  if (actor.type === "user" || !isNews) return;
  await openAlert(tx, { kind, subject: { type: "inbox", id: inboxId, name }, facts: { settings: drift } });
}

/** Changes to examine, the newest; and to return. */
const EXAMINED_MAX = 5_000;
const CHANGES_MAX = 200;

/**
 * What an inbox is compared with. `afterId`: the entry of the audit log from which on changes
 * count.
 */
export type Baseline = { afterId: number; settings: AuditedSettings };

/** What to compare an inbox with: its last review, or its creation. */
export async function readBaseline(db: Db, accountId: number, inbox: InboxDto): Promise<Baseline> {
  const setting = inbox.review ? "reviewed" : "created";
  const afterId = await findLastChange(db, accountId, { inboxId: inbox.id, setting });
  const firsts = await db.query<{ setting: string; value: AuditedSettings[keyof AuditedSettings] }>(
    `select distinct on (setting) setting, from_value as value from setting_change
      where account_id = $1 and inbox_id = $2 and id > $3 and setting = any($4::text[])
        and subject in ('inbox', 'policy')
      order by setting, id`,
    [accountId, inbox.id, afterId, AUDITED_SETTINGS],
  );
  const logged = Object.fromEntries(firsts.map(({ setting, value }) => [setting, value]));
  const reviewed = inbox.review?.settings ?? null;
  return { afterId, settings: baselineOf(toAudited(inbox), { reviewed, logged }) };
}

/** The settings beside an inbox's own that decide who sees it, and what leaves it. */
const AROUND = {
  account: AUDITED_ACCOUNT_SETTINGS,
  member: ["created", "inboxIds", "role", "state"],
  token: ["created", "revoked"],
  endpoint: [
    ...["created", "deletedAt", "state", "url", "types", "inboxIds", "format"],
    ...["ordered", "suppressSelf"],
  ],
  inbox: ["callbackSecret", "identitySecret"],
} as const satisfies Partial<Record<SettingChangeDto["subject"], readonly string[]>>;

/** Whether this list of inboxes, in JSON, has inbox $2; `null` and absent: all inboxes. */
const HAS_INBOX = (list: string): string =>
  `(coalesce(jsonb_typeof(${list}), 'null') = 'null' or ${list} @> to_jsonb($2::bigint))`;
/** Whether a member's rights, in JSON, include inbox $2. */
const MAY_SEE = (rights: string): string =>
  `(${rights}->>'role' = 'administrator' or ${rights}->'inboxIds' @> to_jsonb($2::bigint))`;

/** Whether a change of the log concerns inbox $2, by its subject. */
const CONCERNS = `(case s.subject
  when 'account' then true
  when 'inbox' then s.inbox_id = $2
  when 'member' then case s.setting
    when 'created' then ${MAY_SEE("s.to_value")}
    when 'inboxIds' then ${HAS_INBOX("s.from_value")} <> ${HAS_INBOX("s.to_value")}
    when 'role' then true
    else exists (select 1 from member m where m.account_id = $1 and m.user_id = s.subject_id
                    and (m.role = 'administrator' or exists (
                      select 1 from inbox_member i where i.account_id = $1 and i.user_id = m.user_id and i.inbox_id = $2)))
    end
  when 'token' then exists (select 1 from api_token t where t.account_id = $1 and t.id = s.subject_id
                               and (t.inbox_ids = '{}' or $2 = any(t.inbox_ids)))
  when 'endpoint' then exists (select 1 from endpoint e where e.account_id = $1 and e.id = s.subject_id
                                  and coalesce(e.callback_inbox_id = $2,
                                               s.setting = 'inboxIds' or e.inbox_ids = '{}' or $2 = any(e.inbox_ids)))
  end)`;

/**
 * What changed since a baseline beside an inbox's own settings, and still is so: members' access,
 * tokens, webhooks, the account's rules and the inbox's secrets. Each with its last change and the
 * value before all; the last first. At most 200.
 */
export async function listAroundChanges(
  db: Db,
  { accountId, inboxId, afterId }: { accountId: number; inboxId: number; afterId: number },
): Promise<SettingChangeDto[]> {
  const pairs = Object.entries(AROUND).flatMap(([subject, settings]) =>
    settings.map((setting) => [subject, setting] as const),
  );
  const rows = await db.query<SettingChangeRow & { first: SettingChangeDto["from"] }>(
    `with logged as (
       select s.* from setting_change s
        where s.account_id = $1 and s.id > $3
          and (s.subject, s.setting) in (select * from unnest($4::text[], $5::text[])) and ${CONCERNS}
        order by s.id desc limit ${EXAMINED_MAX}),
     lasts as (
       select distinct on (subject, subject_id, setting) * from logged order by subject, subject_id, setting, id desc),
     firsts as (
       select distinct on (subject, subject_id, setting) subject, subject_id, setting, from_value as first
         from logged order by subject, subject_id, setting, id)
     select ${select(SETTING_CHANGE_COLUMNS)}, first from lasts join firsts using (subject, subject_id, setting)
      where first is distinct from to_value
      order by id desc limit ${CHANGES_MAX}`,
    [accountId, inboxId, afterId, pairs.map(([subject]) => subject), pairs.map(([, setting]) => setting)],
  );
  return lastingChanges(rows.map(({ first, at, ...row }) => ({ ...row, from: first, at: at.toISOString() })));
}
