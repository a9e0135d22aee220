import type { Passing } from "@/server/contract/message/command-message";
import type { AccountFeed } from "@/server/live/feeds/account-feed";
import { passingMessage, passingSignal, readPassingMessage } from "@/server/live/presence/passing";
import {
  presenceMessages,
  readPresenceMessage,
  typingSignal,
} from "@/server/live/presence/presence-messages";
import type { EphemeralEvents } from "./account-signal";

/** Creates the sender of ephemeral events, which are in no log, to the streams of this process and of the others. */
export const createEphemeralBroadcast = (
  feeds: ReadonlyMap<number, AccountFeed>,
  broadcast: (message: string) => void,
): EphemeralEvents & { receive(message: string): boolean } => ({
  type(accountId, entry, isTyping) {
    feeds.get(accountId)?.type(entry, isTyping);
    typingSignal().notify(accountId, entry, isTyping);
    const report = isTyping ? { typing: [entry] } : { stopped: [entry] };
    presenceMessages({ accountId, from: "" }, report).forEach(broadcast);
  },
  pass(accountId, passing) {
    pass(feeds, accountId, passing);
    broadcast(passingMessage(accountId, passing));
  },
  renotify({ accountId, userId }) {
    if (userId === null) return;
    feeds.get(accountId)?.renotify(userId);
    broadcast(`${NOTIFIED}${accountId} ${userId}`);
  },
  remark({ accountId, userId }, conversationIds) {
    if (userId === null) return;
    feeds.get(accountId)?.remark(userId, conversationIds);
    for (let at = 0; at < conversationIds.length; at += MARKED_MAX)
      broadcast(`${MARKED}${[accountId, userId, ...conversationIds.slice(at, at + MARKED_MAX)].join(" ")}`);
  },
  receive(message) {
    if (message.startsWith(NOTIFIED)) {
      const [accountId = 0, userId = 0] = message.slice(NOTIFIED.length).split(" ").map(Number);
      feeds.get(accountId)?.renotify(userId);
      return true;
    }
    if (message.startsWith(MARKED)) {
      const [accountId = 0, userId = 0, ...ids] = message.slice(MARKED.length).split(" ").map(Number);
      feeds.get(accountId)?.remark(userId, ids);
      return true;
    }
    const passed = readPassingMessage(message);
    if (passed) {
      pass(feeds, passed.accountId, passed.passing);
      return true;
    }
    const report = readPresenceMessage(message);
    if (!report) return false;
    feeds.get(report.accountId)?.applyReport(report);
    for (const entry of report.typing) typingSignal().notify(report.accountId, entry, true);
    for (const entry of report.stopped) typingSignal().notify(report.accountId, entry, false);
    return true;
  },
});

function pass(feeds: ReadonlyMap<number, AccountFeed>, accountId: number, passing: Passing): void {
  feeds.get(accountId)?.pass(passing);
  passingSignal().notify(accountId, passing);
}

/** Prefix of the message "notifications changed"; account and member follow. */
const NOTIFIED = "notified ";
/** Prefix of the message "seen marks changed"; account, member and conversations follow. */
const MARKED = "marked ";
/** Conversations per message that fit into a process-bus payload. */
const MARKED_MAX = 100;
