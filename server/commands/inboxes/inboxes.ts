import { requireAdministrator, requireScope } from "@/server/commands/_run/permission";
import { saveCallbackEndpoint } from "@/server/commands/webhooks/_steps/callback-endpoint";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { postsCreation } from "@/server/domain/inbox/channel";
import { DEFAULT_POLICY, type Policy } from "@/server/domain/inbox/policy";
import { lacksTaker } from "@/server/domain/inbox/reply-takers";
import { inOrder, type PostedNotice } from "@/server/domain/message/system-message";
import { newPublicId } from "@/server/lib/crypto/stored-secret";
import { closeAlert } from "@/server/store/alerts/alerts";
import type { Tx } from "@/server/store/events/tx";
import {
  type InboxRow,
  type InboxSettings,
  insertInbox,
  lockInbox,
  saveInbox,
  toInboxDto,
} from "@/server/store/inboxes/inboxes";
import { newInboxLacksTaker, readTakerFacts, saveNoTaker } from "@/server/store/inboxes/reply-takers";

export type CreateInbox = {
  name: string;
  channel: InboxDto["channel"];
  /** Default none; `created` where the channel's inboxes can post it. */
  postedNotices?: readonly PostedNotice[];
  policy?: Partial<Policy>;
} & Partial<Omit<InboxSettings, "name" | "identifier" | "postedNotices">>;

/** Creates an inbox; a setting without a value has its default. Administrators only. */
export async function createInbox(tx: Tx, input: CreateInbox): Promise<InboxDto> {
  requireAdministrator(tx.caller);
  const { policy, postedNotices: posted, ...settings } = input;
  const lacksTaker = await newInboxLacksTaker(tx, tx.caller.accountId, { callbackUrl: null, ...settings });
  const row = await insertInbox(tx, {
    ...DEFAULT_POLICY,
    ...policy,
    messagesStartAs: "pending",
    ...settings,
    identifier: newPublicId(),
    noTakerSince: lacksTaker ? tx.now : null,
    postedNotices: inOrder(posted ?? (postsCreation(input.channel) ? ["created"] : [])),
  });
  await saveCallbackEndpoint(tx, row);
  return toInboxDto(row);
}

type UpdateInbox = { inboxId: number } & Partial<Omit<InboxSettings, "identifier">>;

/**
 * Changes an inbox's name, callback, first message status, time until a message is stuck, gap before a retry,
 * thresholds of alerts, greatest length of a message, posted notices, review interval, legal hold, public API,
 * time until resolved conversations are deleted (only tokens with the scope `conversations:purge` may set that), or whether they are
 * archived before. Administrators only.
 */
export async function updateInbox(tx: Tx, { inboxId, ...fields }: UpdateInbox): Promise<InboxDto> {
  const before = await lockInbox(tx, inboxId);
  if (!before) throw new Refusal("inbox.not_found");
  requireAdministrator(tx.caller);
  const { postedNotices: posted, deleteResolvedAfterDays: days = 0 } = fields;
  if (days > 0 && days !== before.deleteResolvedAfterDays) requireScope(tx.caller, "conversations:purge");
  const after = await saveInbox(tx, before, { ...fields, ...(posted && { postedNotices: inOrder(posted) }) });
  await saveCallbackEndpoint(tx, after);
  const isArchiving = after.archiveBeforeDeletion && after.deleteResolvedAfterDays > 0;
  if (!isArchiving) await closeAlert(tx, { kind: "archive_failing", subjectId: inboxId });
  return toInboxDto(before.callbackUrl === after.callbackUrl ? after : await settleTaker(tx, after));
}

/** The other takers come and go without a change of the inbox: `check-inbox-alerts` stores that, within seconds. */
async function settleTaker(tx: Tx, inbox: InboxRow): Promise<InboxRow> {
  const of = { accountId: tx.caller.accountId, inboxId: inbox.id, now: tx.now };
  const lacks = lacksTaker(await readTakerFacts(tx, of));
  if (lacks === (inbox.noTakerSince !== null)) return inbox;
  if (!lacks) await closeAlert(tx, { kind: "nobody_takes_replies", subjectId: inbox.id });
  return saveNoTaker(tx, inbox, lacks ? tx.now : null);
}
