import { SETUPS } from "@/server/channels/settings";
import type { Caller } from "@/server/contract/_shared/caller";
import type { InboxDto } from "@/server/contract/_shared/dto";
import type { ChannelFinding } from "@/server/contract/channel/channel-dto";
import { finding } from "@/server/contract/channel/channel-finding";
import type { UnknownNumbers } from "@/server/contract/channel/number-health";
import type { Database } from "@/server/store/_postgres/db";
import { readUnknownNumbers } from "@/server/store/inboxes/number-health";
import { type RefusedLately, readRefusedMail } from "@/server/store/inboxes/refused-mail";
import { REPORTED_DAYS, readConnected } from "./channels";
import { listInboxes } from "./list-inboxes";
import { type Checks, callsFor } from "./outside-checks";

/**
 * Examines the settings of an inbox's channel and whatever they lead to, outside any transaction. Administrators only. Refuses
 * `request.rate_limited` when the inbox was checked too often.
 */
export async function checkChannel(
  services: Checks,
  caller: Caller,
  inboxId: number,
): Promise<ChannelFinding[]> {
  const { database, now } = services;
  const connected = await readConnected(database, caller, inboxId);
  const refused = await readRefusedMail(database, caller.accountId, { inboxId, now: now() });
  const since = new Date(now().getTime() - REPORTED_DAYS * 86_400_000);
  const unknown = await readUnknownNumbers(database, caller.accountId, { inboxId, since });
  const twin = await findTwin(database, caller, connected.inbox);
  const findings = await callsFor(services, inboxId).checkChannel(connected);
  return [
    ...findings,
    ...(twin ? [finding("warning", "connected_twice", { inbox: twin.name })] : []),
    ...Object.entries(unknown).map(unknownFinding),
    ...(refused ? [refusedFinding(refused)] : []),
  ];
}

/** The first other inbox of the account that is connected with the same number, instance or mailbox. */
async function findTwin(database: Database, caller: Caller, inbox: InboxDto): Promise<InboxDto | undefined> {
  const { connectionOf } = SETUPS[inbox.channel];
  const connection = connectionOf?.(inbox.settings) ?? null;
  if (connectionOf === undefined || connection === null) return undefined;
  const inboxes = await listInboxes(database, caller);
  return inboxes.find(
    ({ id, channel, settings }) =>
      id !== inbox.id && channel === inbox.channel && connectionOf(settings) === connection,
  );
}

/** What administrators do not find in the inbox, and nobody else reports to them. */
const refusedFinding = ({ count, last }: RefusedLately): ChannelFinding =>
  finding("warning", "mail_refused", {
    count,
    isKnown: last.sender === null ? "false" : "true",
    from: last.sender ?? "",
    at: last.refusedAt.toISOString(),
    reason: last.reason,
  });

/** Webhooks of the inbox were about a number that no inbox has: `["", …]` are those beyond the bound. */
const unknownFinding = ([id, { displayNumber, count, lastAt }]: [
  string,
  UnknownNumbers[string],
]): ChannelFinding =>
  finding("warning", "unknown_number", {
    count,
    isOther: id === "" ? "true" : "false",
    number: displayNumber ?? id,
    id,
    at: lastAt,
  });
