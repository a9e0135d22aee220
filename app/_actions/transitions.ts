"use server";

import { headers } from "next/headers";
import { services } from "@/server/commands/_run/services";
import { ACTION_TICKET } from "@/server/lib/web/internal-headers";
import { callerOfTicket } from "@/server/queries/credentials/session-caller";
import type { ActionCalls, ActionInputs } from "@/server/trpc/actions/actions";
import { type ActionAnswer, answerAction } from "@/server/trpc/actions/answer-action";
import { contextOf } from "@/server/trpc/context";

export const changeStatus = async (input: ActionInputs["changeStatus"]) =>
  answer(input, (calls, given) => calls.changeStatus(given));

export const undoChanges = async (input: ActionInputs["undoChanges"]) =>
  answer(input, (calls, given) => calls.undoChanges(given));

export const markSpam = async (input: ActionInputs["markSpam"]) =>
  answer(input, (calls, given) => calls.markSpam(given));

export const takeOver = async (input: ActionInputs["takeOver"]) =>
  answer(input, (calls, given) => calls.takeOver(given));

export const trashConversation = async (input: ActionInputs["trashConversation"]) =>
  answer(input, (calls, given) => calls.trashConversation(given));

export const restoreConversation = async (input: ActionInputs["restoreConversation"]) =>
  answer(input, (calls, given) => calls.restoreConversation(given));

export const changePolicy = async (input: ActionInputs["changePolicy"]) =>
  answer(input, (calls, given) => calls.changePolicy(given));

export const revertPolicyChange = async (input: ActionInputs["revertPolicyChange"]) =>
  answer(input, (calls, given) => calls.revertPolicyChange(given));

/** Runs an action for the member whom the gate admitted. Refuses a request that did not pass the gate (`server/http/actions`). */
async function answer<I, R>(
  input: I,
  run: (calls: ActionCalls, input: I) => Promise<R>,
): Promise<ActionAnswer<R>> {
  const given = new Headers(await headers());
  const caller = callerOfTicket(given.get(ACTION_TICKET));
  if (!caller) return { ok: false, refusal: { code: "auth.forbidden", field: null, detail: null } };
  return answerAction(contextOf(services(), caller, given), { input, run });
}
