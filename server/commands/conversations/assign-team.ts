import { Refusal } from "@/server/contract/_shared/refusal";
import type { AssignTeamInput } from "@/server/contract/conversation/inputs";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type ConversationRef, saveConversation } from "@/server/store/conversations/conversations";
import { memoize } from "@/server/store/events/batch/batch";
import type { Tx } from "@/server/store/events/tx";
import { shareTeam } from "@/server/store/organising/teams";
import { lockExisting } from "./_steps/lock-live";

/** `teamId: null` unassigns. */
export type AssignTeam = { conversation: ConversationRef } & AssignTeamInput;

/** Assigns a conversation to a team; its assignee stays. Without a change there is no event. */
export async function assignTeam(tx: Tx, { conversation, teamId }: AssignTeam): Promise<ConversationRow> {
  const before = await lockExisting(tx, conversation);
  return changeTeam(tx, before, teamId);
}

/** Assigns a locked conversation to a team. Without a change it returns the row as is and creates no event. */
export async function changeTeam(
  tx: Tx,
  before: ConversationRow,
  teamId: number | null,
): Promise<ConversationRow> {
  if (before.lifecycle !== "live") throw new Refusal("conversation.trashed");
  if (before.teamId === teamId) return before;
  await requireTeam(tx, teamId);
  return saveConversation(tx, before, { teamId }, { type: "conversation.team_changed" });
}

/** Refuses a team that is unknown or deleted. */
export async function requireTeam(tx: Tx, teamId: number | null, field = "teamId"): Promise<void> {
  if (teamId !== null && !(await memoize(tx, `team ${teamId}`, () => shareTeam(tx, teamId))))
    throw new Refusal("team.not_found", { field });
}
