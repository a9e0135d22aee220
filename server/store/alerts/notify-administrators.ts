import { systemCaller } from "@/server/contract/_shared/caller";
import { statement } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";
import { queuePushes } from "@/server/store/push/pushes";

/**
 * Notifies the account's active administrators of a new alert, once each, and queues a mail to those who want mails. For
 * `openAlert`, whose transaction inserts the alert once.
 */
export async function notifyAdministrators(tx: Tx, alertId: number): Promise<void> {
  const { accountId } = tx.caller;
  await tx.query(TELL, [accountId, alertId, tx.now, systemCaller(accountId).actor]);
}

/**
 * Notifies the account's active administrators of changes of a policy, once each for each change, except the one who made them
 * on a screen. A token's owner is notified: the program may have done it unasked. Nothing is mailed: a change that nobody expects
 * also opens an alert. For `savePolicy`, whose transaction makes the changes.
 */
export async function notifyOfPolicyChanges(tx: Tx, changeIds: readonly number[]): Promise<void> {
  const { accountId, actor } = tx.caller;
  await tx.query(TELL_CHANGES, [
    accountId,
    changeIds,
    tx.now,
    actor,
    actor.type === "user" ? actor.id : null,
  ]);
}

/** Indexes: member_pkey, push_device_of_member. */
const TELL_CHANGES = statement(`
  with noted as (
    insert into notification (account_id, user_id, kind, change_id, actor, at)
    select $1, m.user_id, 'policy_changed', c.id, $4, $3
      from member m cross join unnest($2::bigint[]) as c (id)
     where m.account_id = $1 and m.role = 'administrator' and m.state = 'active' and m.user_id is distinct from $5::bigint
    returning id, user_id
  )
  ${queuePushes("$3")}`);

/** Indexes: member_pkey, push_device_of_member. */
const TELL = statement(`
  with told as materialized (
    select m.user_id, u.alert_mails from member m join app_user u on u.id = m.user_id
     where m.account_id = $1 and m.role = 'administrator' and m.state = 'active'
  ), noted as (
    insert into notification (account_id, user_id, kind, alert_id, actor, at)
    select $1, user_id, 'alert', $2, $4, $3 from told
    returning id, user_id
  ), mails as (
    insert into mail (account_id, user_id, alert_id, kind, locale, due_at, created_at)
    select $1, user_id, $2, 'alert', alert_mails, $3, $3 from told where alert_mails <> 'off'
  )
  ${queuePushes("$3")}`);
