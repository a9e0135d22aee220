import { createHash } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { Command, Operation, Run } from "@/server/commands/_run/run";
import { type Caller, keyOwnerOf } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { digestOf } from "@/server/dialects/chatwoot/input/body-digest";
import { isSealed, sealAnswer, unsealAnswer } from "@/server/lib/crypto/seal";
import type { ChatwootEnv } from "./context";
import { invalid } from "./errors";
import { revived, stored } from "./stored-value";

/**
 * Executes a POST once under its `Idempotency-Key`: a repetition, also a concurrent one, gets the result of the first and
 * shows it as it is now. The key belongs to the token, or to the customer of the public API; without either it has no
 * effect.
 */
export const onceByKey: MiddlewareHandler<ChatwootEnv> = async (c, next) => {
  const key = c.req.method === "POST" ? c.req.header("idempotency-key") : undefined;
  if (key !== undefined) {
    if (!/^[\x21-\x7e]{1,255}$/.test(key))
      throw invalid("Idempotency-Key", "must be 1 to 255 visible ASCII characters");
    const { services } = c.var;
    c.set("services", { ...services, run: keyedRun(services.run, c.req.raw, key) });
  }
  await next();
};

/** Runs the commands of one request under its key. */
function keyedRun(run: Run, request: Request, key: string): Run {
  let commands = 0;
  async function keyed<I, R>(command: Command<I, R>, caller: Caller, input: I): Promise<Operation<R>> {
    if (keyOwnerOf(caller) === null) return run(command, caller, input);
    commands += 1;
    const { pathname, search } = new URL(request.url);
    const fingerprint = createHash("sha256")
      .update(`POST ${pathname}${search}\n${digestOf(request)}`)
      .digest("hex");
    const purpose = `Chatwoot answer of ${pathname} for account ${caller.accountId}`;
    const kept = (result: R) => (holdsSecret(result) ? sealAnswer(stored(result), purpose) : stored(result));
    const { body, operationId } = await run.once(command, caller, input, {
      // A key has no space: those of a request's further commands are nobody else's.
      key: commands === 1 ? key : `${key} ${commands}`,
      fingerprint,
      answer: (result) => ({ status: 200, body: kept(result) }),
    });
    const opened = isSealed(body) ? unsealAnswer(body, purpose) : body;
    if (opened === undefined) throw new Refusal("idempotency.mismatch", { field: "Idempotency-Key" });
    const result = revived(opened) as R; // stored by the same route
    return { result, events: [], operationId: operationId ?? "" };
  }
  return Object.assign(keyed, { once: run.once });
}

/** Whether a result contains a secret that is shown once. */
const holdsSecret = (result: unknown): boolean =>
  typeof result === "object" &&
  result !== null &&
  Object.entries(result).some(([name, value]) => /secret$/i.test(name) && value !== null);
