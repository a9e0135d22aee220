import { z } from "zod";
import type { SessionCaller } from "@/server/queries/credentials/find-caller";

/** How a mutation answers in front of the router: what it gives back, or null = let the router answer. */
export type DirectProcedure = {
  answer(caller: SessionCaller, body: unknown, isBatch: boolean): object | null;
};

/**
 * A mutation whose calls come by the thousand. `answer` has what `input` made of the call; whatever is not plainly so is
 * left to the router, which says why.
 */
export function directProcedure<I>(
  input: z.ZodType<I>,
  answer: (caller: SessionCaller, input: I) => object | null,
): DirectProcedure {
  // As the links of our screens send a call that is alone in its request: without a batch, or as its only one.
  const single = z.strictObject({ json: input }).transform(({ json }) => json);
  const batch = z.strictObject({ "0": single }).transform((calls) => calls["0"]);
  return {
    answer(caller, body, isBatch) {
      const parsed = (isBatch ? batch : single).safeParse(body);
      return parsed.success ? answer(caller, parsed.data) : null;
    },
  };
}
