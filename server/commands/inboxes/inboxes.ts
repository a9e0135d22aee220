import { SETUPS } from "@/server/channels/settings";
import { requireAdministrator, requireScope } from "@/server/commands/_run/permission";
import {
  saveCallbackEndpoint,
  saveCallbackEndpointSecret,
} from "@/server/commands/webhooks/_steps/callback-endpoint";
import type { InboxDto } from "@/server/contract/_shared/dto";
import type { JsonObject } from "@/server/contract/_shared/primitives";
import { Refusal } from "@/server/contract/_shared/refusal";
import { type ChannelSettings, changeSettings } from "@/server/contract/channel/channel-settings";
import {
  type Channel,
  connectsElsewhere,
  hasMailHeaders,
  postsCreation,
} from "@/server/domain/inbox/channel";
import { DEFAULT_POLICY, type Policy } from "@/server/domain/inbox/policy";
import { lacksTaker } from "@/server/domain/inbox/reply-takers";
import { inOrder, type PostedNotice } from "@/server/domain/message/system-message";
import { callbackSecret, newPublicId } from "@/server/lib/crypto/stored-secret";
import { closeAlert } from "@/server/store/alerts/alerts";
import type { Tx } from "@/server/store/events/tx";
import { fetchPendingNow } from "@/server/store/files/file-work";
import { dropCaughtUp } from "@/server/store/inboxes/caught-up";
import {
  type InboxRow,
  type InboxSettings,
  insertInbox,
  lockInbox,
  saveInbox,
  toInboxDto,
} from "@/server/store/inboxes/inboxes";
import { newInboxLacksTaker, readTakerFacts, saveNoTaker } from "@/server/store/inboxes/reply-takers";
import {
  readChannelSecrets,
  saveCallbackSecret,
  saveChannelSecrets,
  saveIdentitySecret,
} from "@/server/store/inboxes/secrets";

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
  const { policy, postedNotices: posted, settings: connection = {}, ...settings } = input;
  const { settings: shown, secrets } = readSettings(input.channel, NO_SETTINGS, connection);
  const lacksTaker = await newInboxLacksTaker(tx, tx.caller.accountId, { callbackUrl: null, ...settings });
  const row = await insertInbox(tx, {
    ...DEFAULT_POLICY,
    ...policy,
    messagesStartAs: "pending",
    // Mail servers report a failure, but seldom that a mail was delivered.
    ...(hasMailHeaders(input.channel) && { overdueAfterHours: 0 }),
    ...settings,
    settings: shown,
    identifier: newPublicId(),
    noTakerSince: lacksTaker ? tx.now : null,
    postedNotices: inOrder(posted ?? (postsCreation(input.channel) ? ["created"] : [])),
  });
  await saveChannelSecrets(tx, row, { before: {}, after: secrets });
  await saveCallbackEndpoint(tx, row);
  return toInboxDto(row);
}

const NO_SETTINGS = { settings: {}, secrets: {} };

/** The settings of a channel after a change. Refuses `input.invalid` with the field, where the channel's kind does. */
function readSettings(
  channel: InboxDto["channel"],
  stored: ChannelSettings,
  change: JsonObject,
): ChannelSettings {
  const read = changeSettings(SETUPS[channel].schema, stored, change);
  if (!read.valid) throw new Refusal("input.invalid", read.fault);
  return read.value;
}

type UpdateInbox = { inboxId: number; channel?: Channel | undefined } & Partial<
  Omit<InboxSettings, "identifier">
>;

/**
 * Changes an inbox's name, the settings of its channel, its callback, first message status, time until a message is stuck, gap before a retry,
 * thresholds of alerts, greatest length of a message, posted notices, review interval, legal hold, public API,
 * time until resolved conversations are deleted (only tokens with the scope `conversations:purge` may set that), or whether they are
 * archived before. Administrators only.
 */
export async function updateInbox(
  tx: Tx,
  { inboxId, channel, settings, ...others }: UpdateInbox,
): Promise<InboxDto> {
  const before = await lockInbox(tx, inboxId);
  if (!before) throw new Refusal("inbox.not_found");
  requireAdministrator(tx.caller);
  if (channel !== undefined && channel !== before.channel)
    throw new Refusal("input.invalid", { field: "channel", detail: `stays ${before.channel}` });
  const fields = settings ? { ...others, settings: await changeChannel(tx, before, settings) } : others;
  const { postedNotices: posted, deleteResolvedAfterDays: days = 0 } = fields;
  if (days > 0 && days !== before.deleteResolvedAfterDays) requireScope(tx.caller, "conversations:purge");
  const after = await saveInbox(tx, before, { ...fields, ...(posted && { postedNotices: inOrder(posted) }) });
  await saveCallbackEndpoint(tx, after);
  const isArchiving = after.archiveBeforeDeletion && after.deleteResolvedAfterDays > 0;
  if (!isArchiving) await closeAlert(tx, { kind: "archive_failing", subjectId: inboxId });
  return toInboxDto(before.callbackUrl === after.callbackUrl ? after : await settleTaker(tx, after));
}

/** Stores the secrets of a channel after a change of its settings; returns the other settings. */
async function changeChannel(tx: Tx, inbox: InboxRow, change: JsonObject): Promise<JsonObject> {
  const before = await readChannelSecrets(tx, tx.caller.accountId, inbox.id);
  const { settings, secrets } = readSettings(
    inbox.channel,
    { settings: inbox.settings, secrets: before },
    change,
  );
  await saveChannelSecrets(tx, inbox, { before, after: secrets });
  await fetchPendingNow(tx); // a new access token may get those that came while the last one had expired
  if (connectsElsewhere(inbox.channel, inbox.settings, settings))
    await dropCaughtUp(tx, tx.caller.accountId, inbox.id); // nothing is imported from before
  return settings;
}

/** The other takers come and go without a change of the inbox: `check-inbox-alerts` stores that, within seconds. */
async function settleTaker(tx: Tx, inbox: InboxRow): Promise<InboxRow> {
  const of = { accountId: tx.caller.accountId, inboxId: inbox.id, now: tx.now };
  const lacks = lacksTaker(await readTakerFacts(tx, of));
  if (lacks === (inbox.noTakerSince !== null)) return inbox;
  if (!lacks) await closeAlert(tx, { kind: "nobody_takes_replies", subjectId: inbox.id });
  return saveNoTaker(tx, inbox, lacks ? tx.now : null);
}

/**
 * Changes the secret that signs the calls of an inbox's program; the old one signs for 24 more hours. It is in the audit log
 * but creates no event of the inbox: no DTO contains it. Administrators only. Returns the new secret.
 */
export async function rotateCallbackSecret(
  tx: Tx,
  { inboxId }: { inboxId: number },
): Promise<{ secret: string }> {
  const inbox = await lockInbox(tx, inboxId);
  if (!inbox) throw new Refusal("inbox.not_found");
  requireAdministrator(tx.caller);
  const callbackSecretVersion = await saveCallbackSecret(tx, inbox);
  const secret = callbackSecret({ inboxId, callbackSecretVersion });
  await saveCallbackEndpointSecret(tx, inboxId, secret);
  return { secret };
}

/**
 * Sets the secret by which an inbox's own site signs its customers' identifiers. The edge makes it and shows it once. It is
 * in the audit log but creates no event: no DTO contains it. Administrators only.
 */
export async function rotateIdentitySecret(
  tx: Tx,
  { inboxId, secret }: { inboxId: number; secret: string },
): Promise<void> {
  const inbox = await lockInbox(tx, inboxId);
  if (!inbox) throw new Refusal("inbox.not_found");
  requireAdministrator(tx.caller);
  await saveIdentitySecret(tx, inbox, secret);
}

/** Replaces an inbox's public identifier: software that has the old one loses access at once. Administrators only. */
export async function rotateIdentifier(tx: Tx, { inboxId }: { inboxId: number }): Promise<InboxDto> {
  const before = await lockInbox(tx, inboxId);
  if (!before) throw new Refusal("inbox.not_found");
  requireAdministrator(tx.caller);
  return toInboxDto(await saveInbox(tx, before, { identifier: newPublicId() }));
}
