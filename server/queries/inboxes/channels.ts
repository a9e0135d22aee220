import { SETUPS } from "@/server/channels/settings";
import type { Caller } from "@/server/contract/_shared/caller";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type {
  ChannelDto,
  ChannelHealthDto,
  ChannelPairing,
  ConnectedInbox,
} from "@/server/contract/channel/channel-dto";
import { publishedSchemaOf, settingsSchemaOf, withSecrets } from "@/server/contract/channel/channel-settings";
import type { Notices } from "@/server/contract/channel/number-health";
import {
  type ChannelPreset,
  type FormSetting,
  formSettings,
  type Words,
} from "@/server/contract/channel/settings-field";
import {
  CHANNELS,
  type Channel,
  capabilitiesOf,
  hasConnection,
  OPENABLE_CHANNELS,
  ownSenderOf,
  sendingBy,
} from "@/server/domain/inbox/channel";
import type { Database } from "@/server/store/_postgres/db";
import { requestReconnect } from "@/server/store/inboxes/channel-connection";
import { type KnownHealth, readChannelHealth } from "@/server/store/inboxes/channel-health";
import { listNotKept, type NotKept } from "@/server/store/inboxes/not-kept";
import { readUnknownNumbers } from "@/server/store/inboxes/number-health";
import { keepRefreshToken } from "@/server/store/inboxes/refresh-token";
import { readRefusedMail } from "@/server/store/inboxes/refused-mail";
import { readChannelSecrets } from "@/server/store/inboxes/secrets";
import { getInbox } from "./list-inboxes";
import { toRefusedMail } from "./list-refused-mail";
import { type Checks, callsFor, readInbox } from "./outside-checks";

/** The kinds of channels for which inboxes can be created, with the schema of their settings and what they can do. */
export const listChannels = (): ChannelDto[] =>
  OPENABLE_CHANNELS.map((kind) => ({
    kind,
    name: SETUPS[kind].name.en,
    settings: publishedSchemaOf(SETUPS[kind].schema),
    capabilities: capabilitiesOf(kind),
  }));

/** A kind for screens: its words, the fields of its form, and whether inboxes of it can be created. */
export type ChannelForm = {
  kind: Channel;
  name: Words;
  about: Words;
  isOpenable: boolean;
  fields: FormSetting[];
  presets: readonly ChannelPreset[];
};

/** All kinds, in the order of their list. */
export const listChannelForms = (): ChannelForm[] =>
  CHANNELS.map((kind) => ({
    kind,
    name: SETUPS[kind].name,
    about: SETUPS[kind].about,
    isOpenable: OPENABLE_CHANNELS.includes(kind),
    fields: formSettings(settingsSchemaOf(SETUPS[kind].schema)),
    presets: SETUPS[kind].presets ?? [],
  }));

/**
 * What connects a phone with an inbox now: null for channels that connect none. Administrators only, because whoever scans it has the
 * conversations on their phone.
 */
export async function getChannelPairing(
  { database, outside }: Checks,
  caller: Caller,
  inboxId: number,
): Promise<ChannelPairing | null> {
  const connected = await readConnected(database, caller, inboxId);
  if (!outside) throw new Error("this process has no calls of other systems");
  return outside.pairChannel(connected);
}

/** An inbox with the settings of its channel, secrets included. Administrators only. */
export async function readConnected(
  database: Database,
  caller: Caller,
  inboxId: number,
): Promise<ConnectedInbox> {
  const { accountId } = caller;
  const { inbox, secrets } = await database.snapshot(async (db) => ({
    inbox: await readInbox(db, caller, inboxId),
    secrets: await readChannelSecrets(db, accountId, inboxId),
  }));
  return {
    accountId,
    inbox,
    settings: withSecrets(inbox.settings, secrets),
    keepRefreshToken: keepRefreshToken(database, accountId, inboxId),
  };
}

/**
 * Lets the process that holds the connection of an inbox's channel make it anew, without a pause. Administrators only. Refuses
 * `inbox.no_connection`, and `request.rate_limited` when that was requested too often.
 * @returns the health as of now: the result follows within seconds.
 */
export async function reconnectChannel(
  services: Checks,
  caller: Caller,
  inboxId: number,
): Promise<ChannelHealthDto> {
  const { database, now } = services;
  const inbox = await readInbox(database, caller, inboxId);
  if (!hasConnection(inbox)) throw new Refusal("inbox.no_connection");
  callsFor(services, inboxId);
  await requestReconnect(database, caller.accountId, { inboxId, now: now() });
  return getChannelHealth(services, caller, inboxId);
}

/** Whether an inbox's channel reaches its provider, since when, and what came and went last. */
export const getChannelHealth = (
  services: { database: Database; now: () => Date },
  caller: Caller,
  inboxId: number,
): Promise<ChannelHealthDto> =>
  services.database.snapshot(async (db) => {
    const { accountId } = caller;
    const now = services.now();
    const inbox = await getInbox(db, caller, inboxId);
    const known = await readChannelHealth(db, accountId, inboxId);
    const since = new Date(now.getTime() - NOT_KEPT_DAYS * 86_400_000);
    const notKept = notKeptBy(await listNotKept(db, accountId, { inboxId, since }));
    const refused = await readRefusedMail(db, accountId, { inboxId, now });
    const reportedSince = new Date(now.getTime() - REPORTED_DAYS * 86_400_000);
    const unknownNumbers = await readUnknownNumbers(db, accountId, { inboxId, since: reportedSince });
    return {
      ...healthOf(inbox, known),
      ...numberOf(known, reportedSince),
      ...(Object.keys(unknownNumbers).length > 0 && { unknownNumbers }),
      hasConnection: hasConnection(inbox),
      notKept,
      ...(refused && { refused: { count: refused.count, last: toRefusedMail(refused.last) } }),
    };
  });

/** Messages that are in no history are counted for so long. */
const NOT_KEPT_DAYS = 7;
/** Those who sent the most of them are named. */
const SENDERS_MAX = 10;

/** What a provider has reported, and webhooks for unknown numbers, are shown for so long. */
export const REPORTED_DAYS = 30;

/** The inbox's number as its provider describes it, and what the provider has reported since then. */
function numberOf({ connection }: KnownHealth, since: Date): Pick<ChannelHealthDto, "number" | "notices"> {
  const number = connection?.number ?? null;
  const notices: Notices = connection?.notices ?? {};
  const recent = Object.entries(notices).filter(([, { at }]) => new Date(at) >= since);
  return { ...(number && { number }), ...(recent.length > 0 && { notices: Object.fromEntries(recent) }) };
}

const notKeptBy = (senders: readonly NotKept[]): ChannelHealthDto["notKept"] => ({
  count: senders.reduce((sum, { count }) => sum + count, 0),
  senders: senders.slice(0, SENDERS_MAX),
});

/** A channel with a sender of its own has a connection, or is off until it is used first; a callback is known by its calls, and the rest has neither. */
function healthOf(
  inbox: InboxDto,
  { connection, sending }: KnownHealth,
): Pick<ChannelHealthDto, "state" | "since" | "error" | "nextTryAt" | "lastInAt" | "lastOutAt"> {
  const lastOutAt = connection?.lastOutAt ?? sending?.lastAcceptedAt ?? null;
  const rest = { error: null, nextTryAt: null, lastInAt: connection?.lastInAt?.toISOString() ?? null };
  const times = { ...rest, lastOutAt: lastOutAt?.toISOString() ?? null };
  if (connection) {
    const { state, since, error, nextTryAt } = connection;
    return {
      ...times,
      state,
      since: since.toISOString(),
      error,
      nextTryAt: nextTryAt?.toISOString() ?? null,
    };
  }
  if (ownSenderOf(inbox.channel))
    return { ...times, state: hasConnection(inbox) ? "connecting" : "off", since: inbox.createdAt };
  if (sendingBy(inbox.channel) === "shown") return { ...times, state: "connected", since: inbox.createdAt };
  const { noTakerSince } = inbox;
  if (noTakerSince !== null) return { ...times, state: "off", since: noTakerSince };
  const failingSince = inbox.callbackUrl === null ? null : (sending?.failingSince ?? null);
  return failingSince
    ? {
        ...times,
        state: "disconnected",
        since: failingSince.toISOString(),
        error: CALLBACK_FAILS,
        nextTryAt: sending?.openUntil?.toISOString() ?? null,
      }
    : { ...times, state: "connected", since: inbox.createdAt };
}

const CALLBACK_FAILS = "Every call of callbackUrl fails.";
