"use server";

import { z } from "zod";
import { type ActionResult, act } from "@/app/_auth/act";
import { assignConversation } from "@/server/commands/conversations/assign-conversation";
import * as teamAssignments from "@/server/commands/conversations/assign-team";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { markSpam } from "@/server/commands/conversations/mark-spam";
import { moveConversation } from "@/server/commands/conversations/move-conversation";
import * as priorities from "@/server/commands/conversations/set-priority";
import { takeOver } from "@/server/commands/conversations/take-over";
import { restoreConversation, trashConversation } from "@/server/commands/conversations/trash";
import { undoChanges } from "@/server/commands/conversations/undo-changes";
import { id } from "@/server/contract/_shared/dto";
import {
  assignConversationInput,
  assignTeamInput,
  changeStatusInput,
  moveConversationInput,
  setPriorityInput,
  undoChangesInput,
} from "@/server/contract/conversation/inputs";

type Priority = z.infer<typeof setPriorityInput>["priority"];

const target = z.object({ displayId: id });

/** A command's input: the conversation's display id, and the change. */
const toCommandInput = <T extends { displayId: number }>({ displayId, ...input }: T) => ({
  conversation: { displayId },
  ...input,
});

const named = target.transform(toCommandInput);
const statusChange = changeStatusInput
  .safeExtend(target.shape)
  .transform(({ until = null, ...input }) => ({ ...toCommandInput(input), until }));
const assignment = assignConversationInput.extend(target.shape).transform(toCommandInput);
const teamAssignment = assignTeamInput.extend(target.shape).transform(toCommandInput);
const prioritising = setPriorityInput.extend(target.shape).transform(toCommandInput);
const moving = moveConversationInput.extend(target.shape).transform(toCommandInput);
const undoing = undoChangesInput.extend(target.shape).transform(toCommandInput);

/** Resolves a conversation until the customer writes again. */
export async function resolve(displayId: number): Promise<ActionResult> {
  return act(statusChange, { displayId, signal: "resolve" }, changeStatus);
}

/** Reopens a resolved, pending or snoozed conversation. */
export async function reopen(displayId: number): Promise<ActionResult> {
  return act(statusChange, { displayId, signal: "reopen" }, changeStatus);
}

/** Makes a conversation wait for a bot or for triage. */
export async function markPending(displayId: number): Promise<ActionResult> {
  return act(statusChange, { displayId, signal: "markPending" }, changeStatus);
}

/** Snoozes a conversation until an instant (ISO 8601), or with null until the customer writes. */
export async function snooze(displayId: number, until: string | null): Promise<ActionResult> {
  return act(statusChange, { displayId, signal: "snooze", until }, changeStatus);
}

/** Assigns a conversation to a member, or with null to nobody. */
export async function assign(displayId: number, assigneeId: number | null): Promise<ActionResult> {
  return act(assignment, { displayId, assigneeId }, assignConversation);
}

/** Sets the priority of a conversation, or with null removes it. */
export async function setPriority(displayId: number, priority: Priority): Promise<ActionResult> {
  return act(prioritising, { displayId, priority }, priorities.setPriority);
}

/** Assigns a conversation to a team, or with null to none. */
export async function assignTeam(displayId: number, teamId: number | null): Promise<ActionResult> {
  return act(teamAssignment, { displayId, teamId }, teamAssignments.assignTeam);
}

/** Moves a conversation to another inbox. */
export async function move(displayId: number, inboxId: number): Promise<ActionResult> {
  return act(moving, { displayId, inboxId }, moveConversation);
}

/** Undoes an operation on a conversation, unless the conversation has changed again since. */
export async function undo(displayId: number, operationId: string): Promise<ActionResult> {
  return act(undoing, { displayId, operationId }, undoChanges);
}

/** Labels a conversation as spam and resolves it. */
export async function spam(displayId: number): Promise<ActionResult> {
  return act(named, { displayId }, markSpam);
}

/** Takes a pending conversation over from the bot: opens it and assigns it to the caller. */
export async function takeFromBot(displayId: number): Promise<ActionResult> {
  return act(named, { displayId }, takeOver);
}

/** Moves a conversation to the trash; its status stays. */
export async function trash(displayId: number): Promise<ActionResult> {
  return act(named, { displayId }, trashConversation);
}

/** Restores a conversation from the trash. */
export async function restore(displayId: number): Promise<ActionResult> {
  return act(named, { displayId }, restoreConversation);
}
