import type { Sender } from "@/server/contract/channel/callback-body";
import type { Channel } from "@/server/domain/inbox/channel";
import { CHANNEL_LIST } from "./channels";
import type { ChannelParts } from "./manifest";

/** Of a channel whose sender makes no changes: its traits have none, so none is requested. */
const UNABLE = {
  outcome: { kind: "refused", error: "The channel does not change messages that were sent." },
  durationMs: 0,
} as const;

/** One sender for all inboxes: that of the inbox's channel, else `callback`, which calls the program at its callback URL. */
export function openSenders(
  parts: ChannelParts,
  callback: Sender,
): { sender: Sender; close(): Promise<void> } {
  const opened = CHANNEL_LIST.flatMap(({ kind, openSender }) =>
    openSender ? [[kind, openSender(parts)] as const] : [],
  );
  const own: ReadonlyMap<Channel, Sender> = new Map(opened.map(([kind, { sender }]) => [kind, sender]));
  const senderOf = (channel: Channel): Sender => own.get(channel) ?? callback;
  return {
    sender: {
      send: (request) => senderOf(request.inbox.channel).send(request),
      lookUp: (request) => senderOf(request.inbox.channel).lookUp(request),
      changeSent: async (request) => (await senderOf(request.inbox.channel).changeSent?.(request)) ?? UNABLE,
    },
    async close() {
      await Promise.all(opened.map(([, { close }]) => close()));
    },
  };
}
