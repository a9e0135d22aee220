import type { Cause } from "@/server/contract/_shared/dto";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import { type Notice, nameForCustomers, type PostedChange } from "@/server/domain/message/system-message";
import { statement } from "@/server/store/_postgres/statement";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { findMember } from "@/server/store/_rows/member-rows";
import { memoize } from "@/server/store/events/batch/batch";
import type { Posting, Tx } from "@/server/store/events/tx";
import { appendSystemMessage } from "@/server/store/messages/system-messages";
import { saveConversation } from "./conversations";

/** The change of a status that an inbox may post; null for others: the end of a snooze reopens nothing. */
export function noticeOfMove(
  from: ConversationStatus,
  to: ConversationStatus,
): Exclude<PostedChange, "assigned"> | null {
  if (to === "resolved") return "resolved";
  return from === "resolved" && to !== "snoozed" ? "reopened" : null;
}

/**
 * Saves who is responsible for a locked conversation, and posts it where the inbox says so. `unreadCount`: that of the new
 * assignee.
 */
export async function saveAssignee(
  tx: Tx,
  before: ConversationRow,
  { cause, ...patch }: Pick<ConversationRow, "assigneeId" | "unreadCount"> & { cause?: Cause },
): Promise<ConversationRow> {
  const { assigneeId } = patch;
  const assigneeCause = cause?.rule === "replied" ? cause : null;
  const after = await saveConversation(
    tx,
    before,
    { ...patch, assigneeCause },
    { type: "conversation.assigned", ...(cause && { cause }) },
  );
  if (assigneeId === null) return after;
  return post(tx, after, "assigned", async () => ({ assignee: (await memberNameOf(tx, assigneeId)) ?? "" }));
}

async function memberNameOf(tx: Tx, userId: number): Promise<string | null | undefined> {
  const { accountId, actor } = tx.caller;
  if (actor.type === "user" && actor.id === userId) return actor.name;
  return (await memoize(tx, `member ${userId}`, () => findMember(tx, accountId, userId)))?.name;
}

/** Posts a change of status that is saved already, where the inbox says so. Returns the conversation after it. */
export async function postMove(
  tx: Tx,
  after: ConversationRow,
  { from, cause }: { from: ConversationStatus; cause: Cause },
): Promise<ConversationRow> {
  const posted = noticeOfMove(from, after.status);
  if (posted === null) return after;
  return post(tx, after, posted, async (inbox) => ({ actor: (await nameOf(tx, after, cause)) ?? inbox }));
}

type Parameters = Readonly<Record<string, string>>;

/** `parametersOf` gets the inbox's name. A notice needs no reading: it raises no unread count. */
async function post(
  tx: Tx,
  conversation: ConversationRow,
  posted: PostedChange,
  parametersOf: (inbox: string) => Promise<Parameters>,
): Promise<ConversationRow> {
  const { id, inboxId } = conversation;
  const inbox =
    tx.preloaded.get(id)?.posting ??
    (await memoize(tx, `posted notices of ${inboxId}`, () => findPosting(tx, inboxId)));
  if (!inbox?.postedNotices.includes(posted)) return conversation;
  const notice: Notice = `conversation.${posted}`;
  const system = { notice, template: null, translations: {}, parameters: await parametersOf(inbox.name) };
  const appended = await appendSystemMessage(tx, conversation, { system, countsUnread: false });
  return appended.conversation;
}

const FIND_POSTING = statement(
  `select name, posted_notices as "postedNotices" from inbox where account_id = $1 and id = $2`,
);

/** Index: inbox_pkey. */
async function findPosting(tx: Tx, inboxId: number): Promise<Posting | undefined> {
  const [row] = await tx.query<Posting>(FIND_POSTING, [tx.caller.accountId, inboxId]);
  return row;
}

/** Whom customers may know as the cause of a change. */
async function nameOf(tx: Tx, { id }: ConversationRow, { rule }: Cause): Promise<string | null> {
  if (rule !== "customer_reply" && rule !== "bot_takes_reopened") return nameForCustomers(tx.caller.actor);
  const [written] = await tx.query<{ name: string | null }>(
    `select sender_name as name from message
      where account_id = $1 and conversation_id = $2 and kind = 'message' and direction = 'in'
      order by number desc limit 1`,
    [tx.caller.accountId, id],
  );
  return written?.name ?? null;
}
