import { z } from "zod";
import type { Caller } from "@/server/contract/_shared/caller";
import { type TopicsChange, topicsChange } from "@/server/contract/live/topics";
import { shared } from "@/server/lib/shared";
import { PAYLOAD_BYTES_MAX } from "@/server/store/_process-bus/process-bus";
import type { Hub } from "./hub";

type Who = Pick<Caller, "accountId" | "userId">;

/** Sends a change of topics to the process that has the stream. */
export type TopicChanges = {
  /** False when the change exceeds the size of a message between processes. */
  send(who: Who, change: TopicsChange): boolean;
};

const topicsMessage = topicsChange.extend({
  accountId: z.number().int(),
  userId: z.number().int().nullable(),
});

/** `broadcast` sends to every other process; `onMessage` handles their messages. Both check the owner of the stream. */
export function createTopicChanges(
  hub: Pick<Hub, "change">,
  broadcast: (message: string) => void,
): TopicChanges & { onMessage: (message: string) => void } {
  return {
    send({ accountId, userId }, change) {
      if (hub.change({ accountId, userId }, change)) return true;
      const message = JSON.stringify({ ...change, accountId, userId });
      if (Buffer.byteLength(message) > PAYLOAD_BYTES_MAX) return false;
      broadcast(message);
      return true;
    },
    onMessage(message) {
      const { accountId, userId, ...change } = topicsMessage.parse(JSON.parse(message)); // sent by one of our processes
      hub.change({ accountId, userId }, change);
    },
  };
}

const slot = () => shared("topic-changes", (): { current: TopicChanges | null } => ({ current: null }));

/** Called once by the composition root. */
export function provideTopicChanges(changes: TopicChanges): void {
  slot().current = changes;
}

/** The process's topic changes; null without a hub, as on a plain Next host: streams then send everything. */
export const topicChanges = (): TopicChanges | null => slot().current;
