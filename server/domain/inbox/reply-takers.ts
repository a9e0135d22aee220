import { FORMATS_WITHOUT_MESSAGES, OWN_FORMATS } from "@/server/domain/webhook/formats";
import { type Channel, takesReplies } from "./channel";

/**
 * Who takes the replies of an inbox: its callback; a webhook that subscribes to messages to send; a linked bot; a connected
 * socket, that of a customer's app or a stream that asks for messages to send by name; or a token that reports what happened to
 * them. A token that only reads the event log takes none.
 */
export const REPLY_TAKERS = ["callback", "webhook", "bot", "socket", "token"] as const;
export type ReplyTaker = (typeof REPLY_TAKERS)[number];

/** What is known of those who could take an inbox's replies. */
export type TakerFacts = {
  channel: Channel;
  /** The inbox has a callback URL. */
  hasCallback: boolean;
  /** An enabled webhook that covers the inbox subscribes to messages to send. */
  hasWebhook: boolean;
  /** An enabled bot is linked to the inbox. */
  hasBot: boolean;
  /** A socket has been connected within `SOCKET_SECONDS`. */
  hasSocket: boolean;
  /** Somebody has reported about a message that no callback carried: within `ACTED_DAYS`, of the newest `ACTED_MESSAGES`. */
  hasReporter: boolean;
};

/** A connection is noted at most this often, and counts for so long after the last note, in seconds. */
export const SOCKET_NOTED_SECONDS = 20;
export const SOCKET_SECONDS = 60;
/** How lately a token must have reported about a message of the inbox to be counted on, in days. */
export const ACTED_DAYS = 7;
/** How many of an inbox's newest messages are searched for a report. */
export const ACTED_MESSAGES = 50;

/** Who takes the replies of an inbox. */
export function replyTakers(facts: Omit<TakerFacts, "channel">): ReplyTaker[] {
  const takes: Record<ReplyTaker, boolean> = {
    callback: facts.hasCallback,
    webhook: facts.hasWebhook,
    bot: facts.hasBot,
    socket: facts.hasSocket,
    token: facts.hasReporter,
  };
  return REPLY_TAKERS.filter((taker) => takes[taker]);
}

/** Whether nobody takes the replies of an inbox, so that they stay in Tickline. */
export const lacksTaker = ({ channel, ...facts }: TakerFacts): boolean =>
  !takesReplies(channel) && replyTakers(facts).length === 0;

/** Subscriptions of an endpoint that include messages to send, by the kind of its format. */
export const REPLY_SUBSCRIPTIONS = {
  /** Tickline's own formats, `tickline` and `thin`: they have an event for it. */
  own: ["*", "message.send_requested"],
  /** Formats of other products: their programs send what an agent wrote. */
  foreign: ["*", "message.created", "message.created/out"],
} as const;

const has = (all: readonly string[], one: string): boolean => all.includes(one);

/** Whether an endpoint of this format that subscribes to these types receives messages to send. */
export const receivesReplies = ({ format, types }: { format: string; types: readonly string[] }): boolean =>
  !has(FORMATS_WITHOUT_MESSAGES, format) &&
  types.some((type) => has(REPLY_SUBSCRIPTIONS[has(OWN_FORMATS, format) ? "own" : "foreign"], type));
