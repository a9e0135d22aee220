"use server";

import type { ActionInputs } from "@/server/trpc/actions/actions";
import { answer } from "./answer";

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
