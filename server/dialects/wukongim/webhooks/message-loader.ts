import DataLoader from "dataloader";
import { type Services, servicesFor } from "@/server/commands/_run/services";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { CHANNEL_TYPES } from "@/server/dialects/wukongim/domain/channel";
import { channelFor } from "@/server/dialects/wukongim/input/channel-ids";
import {
  commandJson,
  type MessageReader,
  messageJson,
  senderUid,
  type WireChannel,
} from "@/server/dialects/wukongim/json/message-json";
import { readUids } from "@/server/dialects/wukongim/queries/channels";
import {
  type DeliveryPlace,
  findCommands,
  findDeliveryPlaces,
  findInHistory,
  listMembersOf,
  listWaitingRecipients,
} from "@/server/dialects/wukongim/queries/delivery";
import { readPayloads } from "@/server/dialects/wukongim/queries/payloads";

/** A message that members read, or a command message. */
export type MessageSubject = { accountId: number; kind: "message" | "command"; id: number };

/** A message as WuKongIM's object, and the users who are to get it, without its writer. */
export type LoadedMessage = { accountId: number; inboxId: number; wire: object; readers: readonly string[] };

/** As many messages in one turn of the event loop. */
const BATCH_MAX = 200;

type Options = {
  services: Pick<Services, "database" | "now">;
  /** Where addresses of files lead, and in which language system messages are. */
  reader: () => Pick<MessageReader, "rendering" | "locale">;
};

/**
 * Loads messages with what their webhooks show; null for one that is in no members' history, or gone. The messages of an
 * account that are rendered in one turn of the event loop share their statements.
 */
export function createMessageLoader(
  options: Options,
): (subject: MessageSubject) => Promise<LoadedMessage | null> {
  const loader = new DataLoader<MessageSubject, LoadedMessage | null>(
    async (subjects) => {
      const accounts = new Map<number, MessageSubject[]>();
      for (const subject of subjects)
        accounts.set(subject.accountId, [...(accounts.get(subject.accountId) ?? []), subject]);
      const loaded = await Promise.all([...accounts].map(([id, own]) => loadOfAccount(id, own, options)));
      const found = new Map(loaded.flatMap((one) => [...one]));
      return subjects.map(({ id }) => found.get(id) ?? null);
    },
    { cache: false, batchScheduleFn: setImmediate, maxBatchSize: BATCH_MAX },
  );
  return (subject) => loader.load(subject);
}

/** Ids are unique over messages and command messages. */
async function loadOfAccount(
  accountId: number,
  subjects: readonly MessageSubject[],
  { services, reader }: Options,
): Promise<ReadonlyMap<number, LoadedMessage>> {
  const { database } = servicesFor(services, { accountId });
  const idsOf = (wanted: MessageSubject["kind"]) =>
    subjects.filter(({ kind }) => kind === wanted).map(({ id }) => id);
  const [messages, commands] = await Promise.all([
    findInHistory(database, accountId, idsOf("message")),
    findCommands(database, accountId, idsOf("command")),
  ]);
  const all = [...messages, ...commands];
  const ids = all.map(({ id }) => id);
  const conversationIds = [...new Set(all.map(({ conversationId }) => conversationId))];
  const [payloads, places, members, recipients] = await Promise.all([
    readPayloads(database, accountId, ids),
    findDeliveryPlaces(database, accountId, conversationIds),
    listMembersOf(database, accountId, conversationIds),
    listWaitingRecipients(database, accountId, idsOf("command")),
  ]);
  const contactIds = [...members, ...recipients].map(({ contactId }) => contactId);
  const uidsIn = await namesOf(places, [...contactIds, ...writersOf(all)], { database, accountId });
  const context: Context = { accountId, payloads, places, uidsIn, reader };
  const loaded = [
    ...messages.map((message) => {
      const readers = members.filter(({ conversationId }) => conversationId === message.conversationId);
      return loadedOf(message, readers, context, (channel, full) => messageJson(message, channel, full));
    }),
    ...commands.map((command) => {
      const readers = recipients.filter(({ commandId }) => commandId === command.id);
      const number = readers[0]?.number ?? 0;
      return loadedOf(command, readers, context, (channel, full) =>
        commandJson({ number, command }, channel, full),
      );
    }),
  ];
  return new Map(loaded.flatMap((one) => (one ? [one] : [])));
}

type Context = {
  accountId: number;
  payloads: MessageReader["payloads"];
  places: readonly DeliveryPlace[];
  uidsIn: (inboxId: number) => ReadonlyMap<number, string>;
  reader: Options["reader"];
};

function loadedOf(
  { id, conversationId, sender }: Written,
  readers: readonly { contactId: number }[],
  { accountId, payloads, places, uidsIn, reader }: Context,
  wireOf: (channel: WireChannel, full: MessageReader) => object,
): [number, LoadedMessage] | null {
  const place = places.find((one) => one.conversationId === conversationId);
  if (!place) return null;
  const uids = uidsIn(place.inboxId);
  const fromUid = payloads.get(id)?.fromUid ?? senderUid(sender, uids);
  const wire = wireOf(channelTo(place, fromUid), { ...reader(), payloads, uids });
  const others = readers.flatMap(({ contactId }) => uids.get(contactId) ?? []);
  const loaded = {
    accountId,
    inboxId: place.inboxId,
    wire,
    readers: others.filter((uid) => uid !== fromUid),
  };
  return [id, loaded];
}

type Written = { id: number; conversationId: number; sender: MessageDto["sender"] };

const writersOf = (all: readonly Written[]): number[] =>
  all.flatMap(({ sender }) => (sender.type === "contact" && sender.id !== null ? [sender.id] : []));

/** The users of contacts, by inbox. */
async function namesOf(
  places: readonly DeliveryPlace[],
  contactIds: readonly number[],
  { database, accountId }: { database: Parameters<typeof readUids>[0]; accountId: number },
): Promise<(inboxId: number) => ReadonlyMap<number, string>> {
  const unique = [...new Set(contactIds)];
  const read = [...new Set(places.map(({ inboxId }) => inboxId))].map(
    async (inboxId) =>
      [inboxId, await readUids(database, accountId, { inboxId, contactIds: unique })] as const,
  );
  const byInbox = new Map(await Promise.all(read));
  return (inboxId) => byInbox.get(inboxId) ?? new Map();
}

/** The channel as its writer names it: of the account's message to a customer, that customer. */
function channelTo(place: DeliveryPlace, fromUid: string): WireChannel {
  const channel = channelFor(place, fromUid);
  const isOfAccount = channel.channelType === CHANNEL_TYPES.person && fromUid !== place.sourceId;
  const isPair = /^\d{1,2}:/.test(place.sourceId);
  return isOfAccount && !isPair ? { ...channel, channelId: place.sourceId } : channel;
}
