import type { Command } from "@/server/commands/_run/run";
import { assignConversation } from "@/server/commands/conversations/assign";
import { markAllNotificationsRead, markNotificationRead } from "@/server/commands/members/notifications";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { readUnreadNotifications } from "@/server/queries/members/list-notifications";
import {
  conversation,
  foreignConversation,
  resolved,
  trash,
} from "@/test/guarantees/laws/entries/conversations/states";
import { repeatedByClientId } from "@/test/guarantees/laws/entries/messages/answers";
import { FOREIGN_FILE, fileCases } from "@/test/guarantees/laws/entries/messages/files";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

/** The newest unread notification, by account. */
const newest = new Map<number, number>();

/** The agent causes a notification of each kind for the administrator. */
async function notified(s: Stage): Promise<void> {
  const userId = s.admin.userId ?? 0;
  const byAgent = <I, R>(command: Command<I, R>, input: I) => s.world.run(command, s.agent, input);
  await byAgent(assignConversation, { conversation: conversation(s), assigneeId: userId });
  await byAgent(receiveMessage, { conversation: conversation(s), content: "Hello?" });
  await byAgent(addNote, { conversation: conversation(s), content: "@Ada Duarte", mentionIds: [userId] });
  const unread = await readUnreadNotifications(s.world.database, s.admin);
  newest.set(s.accountId, unread.newest?.id ?? 0);
}
const newestOf = ({ accountId }: Stage) => ({ notificationId: newest.get(accountId) ?? 0 });

const outText = { input: (s: Stage) => ({ conversation: conversation(s), content: "Hi" }) };

export const NOTIFICATION_ENTRIES: Record<string, Entry> = {
  "add-note": entry(addNote)({
    cases: [
      { ...outText, title: "plain", expect: ["note.created"], as: (s) => s.agent },
      ...fileCases("note.created"),
      ...repeatedByClientId(addNote),
      { ...outText, title: "to a resolved one", expect: ["note.created"], given: resolved },
      { ...outText, title: "to a trashed one", expect: "conversation.trashed", given: trash },
      {
        title: "that mentions a member twice, and its writer",
        expect: ["note.created"],
        input: (s) => ({
          conversation: conversation(s),
          content: "@Grace please",
          mentionIds: [s.agent, s.admin, s.agent].map(({ userId }) => userId ?? 0),
        }),
      },
      {
        title: "that mentions a member who may not see the inbox",
        expect: "member.not_found",
        input: (s) => ({
          conversation: conversation(s),
          content: "x",
          mentionIds: [s.agent.userId ?? 0, s.outsider.userId ?? 0],
        }),
      },
    ],
    foreign: [
      ...foreignConversation((_, ref) => ({ conversation: ref, content: "x" })),
      FOREIGN_FILE,
      {
        what: "member",
        scope: "account",
        expect: "member.not_found",
        input: (own, owner) => ({
          conversation: conversation(own),
          content: "x",
          mentionIds: [owner.agent.userId ?? 0],
        }),
      },
    ],
  }),

  "mark-notification-read": entry(markNotificationRead)({
    cases: [
      { title: "one's own", expect: "nothing", given: notified, input: newestOf },
      {
        title: "another member's",
        expect: "notification.not_found",
        given: notified,
        as: (s) => s.agent,
        input: newestOf,
      },
    ],
    foreign: [
      {
        what: "notification",
        scope: "account",
        expect: "notification.not_found",
        given: notified,
        input: (_, owner) => newestOf(owner),
      },
    ],
  }),
  "mark-all-notifications-read": entry(markAllNotificationsRead)({
    cases: [
      { title: "some", expect: "nothing", given: notified, input: () => undefined },
      { title: "none", expect: "nothing", input: () => undefined },
    ],
    foreign: "it names nothing",
  }),
};
