import { createHash } from "node:crypto";
import { z } from "zod";
import type { Command } from "@/server/commands/_run/run";
import { id } from "@/server/contract/_shared/dto";
import type { MemberContext } from "./context";

type Making<R> = {
  kind: "contact" | "conversation" | "group" | "inbox" | "scheduled";
  /** Of the request; without one it is run each time. */
  clientId: string | undefined;
  idOf: (result: R) => number;
};

const made = z.object({ id });

/**
 * Makes something once per `clientId`, however often it is requested because no answer came; returns its id. Refuses
 * `idempotency.mismatch` if something else was requested under the same one.
 */
export async function makeOnce<I, R>(
  ctx: MemberContext,
  command: Command<I, R>,
  input: I,
  { kind, clientId, idOf }: Making<R>,
): Promise<number> {
  if (clientId === undefined) return idOf((await ctx.run(command, ctx.caller, input)).result);
  const { body } = await ctx.run.once(command, ctx.caller, input, {
    key: `${kind}:${clientId}`,
    fingerprint: createHash("sha256").update(JSON.stringify(input)).digest("hex"),
    answer: (result) => ({ status: 200, body: { id: idOf(result) } }),
  });
  return made.parse(body).id;
}
