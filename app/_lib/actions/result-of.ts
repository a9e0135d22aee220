import type { ActionAnswer } from "@/server/trpc/actions/answer-action";

/** The result of an action. Throws its refusal in the form that a procedure's has (`refusalCodeOf`). */
export async function resultOf<R>(answer: Promise<ActionAnswer<R>>): Promise<R> {
  const given = await answer;
  if (given.ok) return given.result;
  throw Object.assign(new Error(given.refusal.code), { data: { refusal: given.refusal } });
}
