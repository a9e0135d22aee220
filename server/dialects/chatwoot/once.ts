import { createHash } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { Command, Operation, Run } from "@/server/commands/_run/run";
import { type Caller, keyOwnerOf } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { seal, unseal } from "@/server/lib/crypto/seal";
import { revived, stored } from "@/server/lib/stored-value";
import type { ChatwootEnv } from "./context";
import { invalid } from "./errors";
import { digestOf } from "./input/body-digest";

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
    const purpose = `answer of ${pathname} for account ${caller.accountId}`;
    const fingerprint = createHash("sha256")
      .update(`POST ${pathname}${search}\n${digestOf(request)}`)
      .digest("hex");
    const { body, operationId } = await run.once(command, caller, input, {
      // A key has no space: those of a request's further commands are nobody else's.
      key: commands === 1 ? key : `${key} ${commands}`,
      fingerprint,
      answer: (result) => ({ status: 200, body: kept(result, purpose) }),
    });
    const result = revived(opened(body, purpose)) as R; // stored by the same route
    return { result, events: [], operationId: operationId ?? "" };
  }
  return Object.assign(keyed, { once: run.once });
}

/** A result as it is stored: sealed, if it contains a secret. */
function kept(result: unknown, purpose: string): object {
  const hasSecret = typeof result === "object" && result !== null && "secret" in result;
  return hasSecret ? { sealed: seal(JSON.stringify(stored(result)), purpose) } : stored(result);
}

/** The opposite. A sealed result cannot be read under another secret of the installation. */
function opened(body: unknown, purpose: string): unknown {
  if (typeof body !== "object" || body === null || !("sealed" in body)) return body;
  const text = unseal(String(body.sealed), purpose);
  if (text === null) throw new Refusal("idempotency.mismatch", { field: "Idempotency-Key" });
  return JSON.parse(text);
}
