import { TRAITS } from "@/server/channels/traits";
import type { ChangeLimits, ChannelCapabilities, ChannelTraits } from "./channel-traits";
import { namesIn } from "./names-in";

export type Channel = keyof typeof TRAITS;
const traits: Readonly<Record<Channel, ChannelTraits>> = TRAITS;

/** The transports of an inbox. */
export const CHANNELS: readonly Channel[] = namesIn(TRAITS);

/** The channels for which inboxes can be created. */
export const OPENABLE_CHANNELS = /* @__PURE__ */ CHANNELS.filter((channel) => traits[channel].isOpenable);

export const capabilitiesOf = (channel: Channel): ChannelCapabilities => traits[channel].capabilities;

/** Whether the channel's messages are mails, with a subject and recipients. */
export const hasMailHeaders = (channel: Channel): boolean => traits[channel].hasMailHeaders ?? false;
export const MAIL_CHANNELS = /* @__PURE__ */ CHANNELS.filter(hasMailHeaders);

/** The source id by which the channel reaches a contact, whom nobody has named there yet; null: they have none that it knows. */
export function addressIn(
  { channel }: Of,
  { email, phone }: { email?: string | null | undefined; phone?: string | null | undefined },
): string | null {
  if (hasMailHeaders(channel)) return email?.toLowerCase() ?? null;
  return isReachedByPhone(channel) ? (phone?.replace(/^\+/, "") ?? null) : null;
}

/** By what the changes of messages reach the channel's customers. */
export function changesIn(channel: Channel): "shown" | "none" | "program" | "sender" {
  const { changes } = traits[channel];
  return typeof changes === "object" ? changes.by : changes;
}

/** How long the channel's own sender can change what it has sent; null: it cannot, or changes go another way. */
export function changeLimitsOf(channel: Channel): ChangeLimits | null {
  const { changes } = traits[channel];
  return typeof changes === "object" ? changes : null;
}

/** Who takes the channel's messages out: see `ChannelTraits`. */
export const sendingBy = (channel: Channel): ChannelTraits["sending"]["by"] => traits[channel].sending.by;

/** Whether a message can fail on its way: Tickline itself shows the channel's customers what it has. */
export const mayFail = (channel: Channel): boolean => changesIn(channel) !== "shown";

/** The channels that show or send every message themselves: no program has to take it. */
export const CHANNELS_WITHOUT_TAKER = /* @__PURE__ */ CHANNELS.filter(
  (channel) => sendingBy(channel) !== "callback",
);

/** Whether the channel shows or sends every message itself. */
export const takesReplies = (channel: Channel): boolean => sendingBy(channel) !== "callback";

/** The channels with a sender of their own. */
export const CHANNELS_WITH_SENDER = /* @__PURE__ */ CHANNELS.filter(
  (channel) => sendingBy(channel) === "sender",
);

/** What the channel's own sender can do; null: it has none. */
export function ownSenderOf(channel: Channel): OwnSender | null {
  const { sending } = traits[channel];
  return sending.by === "sender" ? sending : null;
}
type OwnSender = Extract<ChannelTraits["sending"], { by: "sender" }>;

/** Whether a process keeps a connection for an inbox with these settings. */
export function hasConnection({ channel, settings }: Of & { settings: object }): boolean {
  const setting = ownSenderOf(channel)?.connectionSetting;
  return setting !== undefined && setting in settings;
}

/** Whether a change of its settings connects an inbox with something else, such as another instance, by its name. */
export function connectsElsewhere(
  channel: Channel,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): boolean {
  const setting = ownSenderOf(channel)?.connectionSetting;
  if (setting === undefined) return false;
  return typeof before[setting] === "string" && before[setting] !== after[setting];
}

/** For how many hours after a customer's message the channel lets us write freely; null: always. */
export const replyWindowHoursOf = (channel: Channel): number | null => traits[channel].replyWindowHours;

/** Whether the channel reaches a contact whom nobody has named there by their phone number. */
export const isReachedByPhone = (channel: Channel): boolean => traits[channel].isReachedByPhone ?? false;

/** Whether another inbox can reach a contact that is new to it by the source id of this inbox. */
export const carriesAddress = (from: Channel, to: Channel): boolean =>
  from === to && traits[from].isAddressEverywhere;

type Of = { channel: Channel };

/** Whether the channel's clients know groups: others show the group to nobody, unless a program of its own does. */
export const hasGroups = ({ channel }: Of): boolean => traits[channel].clientChannels !== null;

/** Whether a customer has one conversation for each of their names in the channel. */
export const keepsOneConversation = ({ channel }: Of): boolean => traits[channel].clientChannels !== null;

/** Whether the inboxes of a channel can post the creation of conversations. */
export const postsCreation = (channel: Channel): boolean => traits[channel].clientChannels !== null;

/**
 * The name of a group in an inbox, from one that its creator gave. `random` makes one. Null: none was given, and the channel
 * needs none. Clients read a group's type from the number before the first colon; a name without one gets that of groups.
 */
export function groupNameIn({ channel }: Of, given: string | null, random: () => string): string | null {
  const { clientChannels } = traits[channel];
  if (!clientChannels) return given;
  const name = given ?? random();
  return /^\d{1,2}:/.test(name) ? name : `${clientChannels.groupType}:${name}`;
}

/** What the program behind an inbox is sent: Tickline's call, or the webhook of Chatwoot's API inbox. */
export const CALLBACK_FORMATS = ["tickline", "chatwoot"] as const;
export type CallbackFormat = (typeof CALLBACK_FORMATS)[number];

/**
 * Whether the program is told of all that happens in its inbox, by an endpoint of its own. Else it is told of messages to send
 * and of no change: it may have a webhook, or read the log.
 */
export const notifiesOfChanges = (format: CallbackFormat): boolean => format === "chatwoot";
