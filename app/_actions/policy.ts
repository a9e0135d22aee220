"use server";

import type { ActionInputs } from "@/server/trpc/actions/actions";
import { answer } from "./answer";

export const changePolicy = async (input: ActionInputs["changePolicy"]) =>
  answer(input, (calls, given) => calls.changePolicy(given));

export const revertPolicyChange = async (input: ActionInputs["revertPolicyChange"]) =>
  answer(input, (calls, given) => calls.revertPolicyChange(given));
