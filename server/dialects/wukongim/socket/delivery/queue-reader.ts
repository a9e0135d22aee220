import { systemCaller } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import type { HistoryMessage } from "@/server/contract/conversation/conversation-member";
import { findDeviceQueues } from "@/server/dialects/wukongim/queries/delivery";
import type { Device } from "@/server/dialects/wukongim/socket/devices/device";
import type { Semaphore } from "@/server/lib/async/semaphore";
import { listHistory } from "@/server/queries/conversations/groups";
import { listCommandMessagesOf } from "@/server/queries/messages/command-messages";
import { type Outgoing, type OutgoingContext, outgoingCommands, outgoingMessages } from "./outgoing";
import { COMMANDS } from "./position-writer";

/** Messages of one read. */
const PAGE = 100;
/** Conversations of which a device may have missed messages. */
const CONVERSATIONS_MAX = 1_000;
/** A device gets at most so many messages of one queue that it has missed; the others it reads by HTTP. */
export const MISSED_MAX = 500;

/** The queues of a device from the database. */
export type QueueReader = {
  /**
   * After which number each queue is to be sent: of these, or of all with something that the device has missed (null).
   * Queues that are not the device's are missing.
   */
  find(device: Device, queues: readonly number[] | null): Promise<{ queue: number; number: number }[]>;
  /** The next messages of a queue after a number. */
  read(device: Device, queue: number, after: number): Promise<{ messages: Outgoing[]; hasMore: boolean }>;
};

/** `gate`: how many read at the same time; the others wait for their turn. */
export function createQueueReader(
  context: OutgoingContext,
  { now, gate }: { now: () => Date; gate: Semaphore },
): QueueReader {
  const read = createReads(context, now);
  return {
    find: (device, queues) => gate(() => read.find(device, queues)),
    read: (device, queue, after) => gate(() => read.read(device, queue, after)),
  };
}

function createReads(context: OutgoingContext, now: () => Date): QueueReader {
  const { database, accountId } = context;
  const caller = systemCaller(accountId);
  return {
    async find(device, queues) {
      const { deviceId, commandNumber, inboxId } = device;
      if (deviceId === null || queues?.length === 0) return [];
      const found = await findDeviceQueues(database, accountId, {
        deviceId,
        inboxId,
        conversationIds: queues?.filter((queue) => queue !== COMMANDS) ?? null,
        limit: CONVERSATIONS_MAX,
      });
      const commands =
        queues === null || queues.includes(COMMANDS) ? [{ queue: COMMANDS, number: commandNumber }] : [];
      return [
        ...commands,
        ...found.map(({ conversationId: queue, number, lastHistoryNumber }) => ({
          queue,
          number: Math.max(number, lastHistoryNumber - MISSED_MAX),
        })),
      ];
    },
    async read({ contactId, inboxId }, queue, after) {
      if (contactId === null) return { messages: [], hasMore: false };
      if (queue === COMMANDS) {
        const page = { contactId, inboxId, after, limit: PAGE, now: now() };
        const { data, hasMore } = await listCommandMessagesOf(database, caller, page);
        return { messages: await outgoingCommands(data, context), hasMore };
      }
      const conversation = { conversationId: queue };
      const range = { from: after + 1, to: 2 ** 31 - 1, limit: PAGE, direction: "asc" as const };
      const history = await listHistory(database, caller, { conversation, ...range }).catch(noneIfGone);
      return { messages: await outgoingMessages(history, context), hasMore: history.length === PAGE };
    },
  };
}

function noneIfGone(error: unknown): HistoryMessage[] {
  if (isRefusal(error)) return [];
  throw error;
}
