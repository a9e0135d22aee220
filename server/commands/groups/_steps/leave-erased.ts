import { renderSystemContent } from "@/server/contract/message/render-system-content";
import { lockConversations } from "@/server/store/conversations/conversations";
import { redactMembers } from "@/server/store/events/redaction/redact-members";
import type { Tx } from "@/server/store/events/tx";
import { listMembershipsOf, saveMembers } from "@/server/store/groups/conversation-members";
import {
  listWrittenInGroups,
  lockNoticesAbout,
  redactWritten,
  saveNotice,
} from "@/server/store/groups/erased-members";
import { raiseTicks } from "./post-notice";

/** Messages, notices and memberships that one transaction redacts or ends. */
const CHUNK = 100;

/** In place of the names of members in a notice. */
const NAMELESS = "…";

/**
 * Takes contacts who are being erased out of their groups: they are members no more, what they wrote is deleted, and system
 * messages do not name them. Does a part of it in one transaction; returns whether more is left. Hold the contacts' locks.
 */
export async function leaveErased(tx: Tx, contactIds: readonly number[]): Promise<boolean> {
  const memberships = await listMembershipsOf(tx, { contactIds, limit: CHUNK, isPresent: true });
  const written = await listWrittenInGroups(tx, { contactIds, limit: CHUNK });
  const places = [...memberships, ...written].map(({ conversationId }) => conversationId);
  const conversations = await lockConversations(tx, [...new Set(places)]);
  const inboxes = new Map(conversations.map(({ id, inboxId }) => [id, inboxId]));
  await saveMembers(
    tx,
    (conversationId) => inboxes.get(conversationId) ?? 0,
    memberships.map((before) => ({ before, patch: { leftAt: tx.now } })),
  );
  const left = new Set(memberships.map(({ conversationId }) => conversationId));
  for (const conversation of conversations) if (left.has(conversation.id)) await raiseTicks(tx, conversation);
  await redactWritten(tx, written);
  const notices = await lockNoticesAbout(tx, { contactIds, limit: CHUNK });
  for (const notice of notices) {
    if (!notice.system) continue;
    const system = { ...notice.system, parameters: { ...notice.system.parameters, members: NAMELESS } };
    await saveNotice(tx, notice, { system, content: renderSystemContent(system, "en") });
  }
  await redactMembers(tx, { contactIds, noticeIds: notices.map(({ id }) => id) });
  return [memberships, written, notices].some(({ length }) => length >= CHUNK);
}
