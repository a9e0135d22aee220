import { z } from "zod";
import type { SessionCaller } from "@/server/queries/credentials/find-caller";

/** Answers a mutation in front of the router: returns the output, or null = let the router answer. */
export type DirectProcedure = {
  answer(caller: SessionCaller, body: unknown, isBatch: boolean): object | null;
};

/**
 * A mutation that is called very often. `answer` gets the parsed input; the router answers any other input
 * and reports its faults.
 */
export function directProcedure<I>(
  input: z.ZodType<I>,
  answer: (caller: SessionCaller, input: I) => object | null,
): DirectProcedure {
  // The formats in which the screens' links send a single call: without a batch, or as its only one.
  const single = z.strictObject({ json: input }).transform(({ json }) => json);
  const batch = z.strictObject({ "0": single }).transform((calls) => calls["0"]);
  return {
    answer(caller, body, isBatch) {
      const parsed = (isBatch ? batch : single).safeParse(body);
      return parsed.success ? answer(caller, parsed.data) : null;
    },
  };
}
