import type { Command } from "@/server/commands/_run/run";
import { addMembers, removeMembers } from "@/server/commands/groups/change-members";
import { createGroup } from "@/server/commands/groups/create-group";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { dropChannelSettings, setChannelFlags } from "@/server/dialects/wukongim/commands/channel-settings";
import type { Route, WukongimContext } from "@/server/dialects/wukongim/context";
import { CHANNEL_TYPES, type ChannelFlags } from "@/server/dialects/wukongim/domain/channel";
import { invalid, refusedFor } from "@/server/dialects/wukongim/errors";
import { groupSourceId, visitorOf } from "@/server/dialects/wukongim/input/channel-ids";
import { readBody } from "@/server/dialects/wukongim/input/read-body";
import { readSides } from "@/server/dialects/wukongim/input/sides";
import { answerOk } from "@/server/dialects/wukongim/json/answer";
import { provideCustomers } from "@/server/dialects/wukongim/messages/provide-place";
import { findNamedPlace, findNamedPlaces } from "@/server/dialects/wukongim/queries/channels";
import { listMemberIds } from "@/server/dialects/wukongim/queries/members";
import {
  channelInfoParams,
  channelOnlyParams,
  channelParams,
  givenFlags,
  subscribersParams,
} from "./channel-params";

export const channelRoutes: readonly Route[] = [
  ["POST", "/channel", create],
  ["POST", "/channel/info", setInfo],
  ["POST", "/channel/delete", drop],
  ["POST", "/channel/subscriber_add", addSubscribers],
  ["POST", "/channel/subscriber_set", setSubscribers],
  ["POST", "/channel/subscriber_remove", removeSubscribers],
  ["POST", "/channel/subscriber_remove_all", removeAll],
];

type Channel = { inboxId: number; channelType: number; channelId: string };
type Change = {
  channel: Channel;
  flags: Partial<ChannelFlags>;
  subscribers: readonly string[];
  /** The given subscribers replace those that the channel has. */
  isReset: boolean;
};

/** Creates a channel, or changes the one there is: flags, and more subscribers, or others with `reset`. */
async function create(c: WukongimContext): Promise<Response> {
  const body = await readBody(c, channelParams);
  const channel = channelIn(c, body);
  if (channel.channelType === CHANNEL_TYPES.person && body.subscribers.length > 0)
    throw invalid("subscribers: a channel of type 1 has none");
  const subscribers = await customersOf(c, body.subscribers);
  await runChange(c, saveChannel, { channel, flags: givenFlags(body), subscribers, isReset: body.reset });
  return answerOk(c);
}

async function setInfo(c: WukongimContext): Promise<Response> {
  const body = await readBody(c, channelInfoParams);
  const change = { channel: channelIn(c, body), flags: givenFlags(body), subscribers: [], isReset: false };
  await runChange(c, saveChannel, change);
  return answerOk(c);
}

async function addSubscribers(c: WukongimContext): Promise<Response> {
  const body = await readBody(c, subscribersParams);
  return changeSubscribers(c, { body, isReset: body.reset });
}

async function setSubscribers(c: WukongimContext): Promise<Response> {
  return changeSubscribers(c, { body: await readBody(c, subscribersParams), isReset: true });
}

type Subscribers = { channel_type: number; channel_id: string; subscribers: readonly string[] };

async function changeSubscribers(
  c: WukongimContext,
  { body, isReset }: { body: Subscribers; isReset: boolean },
): Promise<Response> {
  const channel = groupIn(c, body);
  if (body.subscribers.length === 0 && !isReset) throw invalid("subscribers: must not be empty");
  const subscribers = await customersOf(c, body.subscribers);
  await runChange(c, saveChannel, { channel, flags: {}, subscribers, isReset });
  return answerOk(c);
}

async function removeSubscribers(c: WukongimContext): Promise<Response> {
  const body = await readBody(c, subscribersParams);
  const channel = groupIn(c, body);
  await c.var.services.run(removeFrom, c.var.caller, { channel, uids: body.subscribers });
  return answerOk(c);
}

async function removeAll(c: WukongimContext): Promise<Response> {
  const channel = groupIn(c, await readBody(c, channelOnlyParams));
  await c.var.services.run(removeFrom, c.var.caller, { channel, uids: null });
  return answerOk(c);
}

/** Nobody is in the channel afterwards, and its flags and lists are forgotten. Its history stays for the account. */
async function drop(c: WukongimContext): Promise<Response> {
  const channel = channelIn(c, await readBody(c, channelOnlyParams));
  await c.var.services.run(dropChannel, c.var.caller, { channel });
  return answerOk(c);
}

const channelIn = (c: WukongimContext, body: { channel_type: number; channel_id: string }): Channel => ({
  inboxId: c.var.inboxId,
  channelType: body.channel_type,
  channelId: body.channel_id,
});

function groupIn(c: WukongimContext, body: { channel_type: number; channel_id: string }): Channel {
  if (body.channel_type === CHANNEL_TYPES.person)
    throw invalid("channel_type: a channel of type 1 has no subscribers");
  return channelIn(c, body);
}

/** The users of the account's side are in every channel: they are no members. */
async function customersOf(c: WukongimContext, uids: readonly string[]): Promise<string[]> {
  const isAccount = await readSides(c, uids);
  return [...new Set(uids)].filter((uid) => !isAccount(uid));
}

/** Two requests may create one channel at the same time: the second then finds it. */
async function runChange<I>(c: WukongimContext, command: Command<I, void>, input: I): Promise<void> {
  const { services, caller } = c.var;
  try {
    await services.run(command, caller, input);
  } catch (error) {
    if (!isRefusal(error) || error.refusal !== "source_id.taken") throw error;
    await services.run(command, caller, input);
  }
}

const findGroup = (tx: Parameters<typeof setChannelFlags>[0], { inboxId, channelType, channelId }: Channel) =>
  findNamedPlace(tx, tx.caller.accountId, { inboxId, sourceId: groupSourceId(channelType, channelId) });

const saveChannel: Command<Change, void> = async (tx, { channel, flags, subscribers, isReset }) => {
  await setChannelFlags(tx, { channel, flags });
  const { inboxId, channelType, channelId } = channel;
  if (channelType === CHANNEL_TYPES.person) return;
  const visitor = visitorOf(channelType, channelId);
  if (visitor !== null && !(await findGroup(tx, channel)))
    return requireVisitorOnly(visitor, { channelType, subscribers });
  const contactIds = await provideCustomers(tx, { inboxId, uids: subscribers });
  const members = contactIds.map((contactId) => ({ contactId }));
  const known = await findGroup(tx, channel);
  if (!known?.conversationId) {
    const sourceId = groupSourceId(channelType, channelId);
    await createGroup(tx, {
      inboxId,
      sourceId,
      name: channelId,
      members,
      startedBy: "other",
      isSilent: "unlessPosted",
    });
    return;
  }
  const conversation = { conversationId: known.conversationId };
  if (isReset) {
    const present = await listMemberIds(tx, tx.caller.accountId, conversation);
    const gone = present.filter((id) => !contactIds.includes(id));
    if (gone.length > 0) await removeMembers(tx, { conversation, contactIds: gone, isSilent: true });
  }
  if (members.length > 0) await addMembers(tx, { conversation, members, isSilent: true });
};

/** A visitor's channel has the visitor and the account, which need no subscription. */
function requireVisitorOnly(visitor: string, { channelType, subscribers }: Given): void {
  const other = subscribers.find((uid) => uid !== visitor);
  if (other !== undefined)
    throw invalid(
      `subscribers: a channel of type ${channelType} has its visitor and the account; add ${other} by /user/systemuids_add`,
    );
}

type Given = { channelType: number; subscribers: readonly string[] };

/** `uids: null` = all. Users who never were in the channel are ignored, as by WuKongIM. */
const removeFrom: Command<{ channel: Channel; uids: readonly string[] | null }, void> = async (
  tx,
  { channel, uids },
) => {
  const { accountId } = tx.caller;
  const { inboxId } = channel;
  const known = await findGroup(tx, channel);
  if (!known && visitorOf(channel.channelType, channel.channelId) !== null) return;
  if (!known?.conversationId) throw refusedFor("noChannel");
  const conversation = { conversationId: known.conversationId };
  const present = await listMemberIds(tx, accountId, conversation);
  const named = uids && (await findNamedPlaces(tx, accountId, { inboxId, sourceIds: uids }));
  const wanted = named && new Set([...named.values()].map(({ contactId }) => contactId));
  const contactIds = present.filter((id) => wanted?.has(id) ?? true);
  if (contactIds.length > 0) await removeMembers(tx, { conversation, contactIds, isSilent: true });
};

const dropChannel: Command<{ channel: Channel }, void> = async (tx, { channel }) => {
  await dropChannelSettings(tx, { channel });
  const known = channel.channelType === CHANNEL_TYPES.person ? null : await findGroup(tx, channel);
  if (known?.conversationId) await removeFrom(tx, { channel, uids: null });
};
