import { createHash } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { Command, Operation } from "@/server/commands/_run/run";
import type { Services } from "@/server/commands/_run/services";
import type { ChangeQueue } from "@/server/commands/conversations/_steps/change-queue";
import type { Changed } from "@/server/commands/conversations/change-together";
import { type Caller, keyOwnerOf } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { digestOf } from "@/server/dialects/chatwoot/input/read-body";
import { isSealed, sealAnswer, unsealAnswer } from "@/server/lib/crypto/seal";
import type { ChatwootEnv } from "./context";
import { invalid } from "./errors";

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
    c.set("services", { ...services, ...keyedBy(services, c.req.raw, key) });
  }
  await next();
};

type Keyed = Pick<Services, "run" | "changes">;

/** Runs the commands of one request under its key, which also a change has that shares its transaction. */
function keyedBy({ run, changes }: Keyed, request: Request, key: string): Keyed {
  let commands = 0;
  const onceFor = (caller: Caller) => {
    commands += 1;
    const { pathname, search } = new URL(request.url);
    const fingerprint = createHash("sha256")
      .update(`POST ${pathname}${search}\n${digestOf(request)}`)
      .digest("hex");
    const purpose = `Chatwoot answer of ${pathname} for account ${caller.accountId}`;
    // A key has no space: those of a request's further commands are nobody else's.
    return { key: commands === 1 ? key : `${key} ${commands}`, fingerprint, purpose };
  };
  async function keyed<I, R>(command: Command<I, R>, caller: Caller, input: I): Promise<Operation<R>> {
    if (keyOwnerOf(caller) === null) return run(command, caller, input);
    const { purpose, ...once } = onceFor(caller);
    const kept = (result: R) => (holdsSecret(result) ? sealAnswer(stored(result), purpose) : stored(result));
    const answer = (result: R) => ({ status: 200, body: kept(result) });
    const { body, operationId } = await run.once(command, caller, input, { ...once, answer });
    const opened = isSealed(body) ? unsealAnswer(body, purpose) : body;
    if (opened === undefined) throw new Refusal("idempotency.mismatch", { field: "Idempotency-Key" });
    const result = revived(opened) as R; // stored by the same route
    return { result, events: [], operationId: operationId ?? "" };
  }
  const change: ChangeQueue["change"] = (caller, requested, { alone, answer }) => {
    if (keyOwnerOf(caller) === null) return changes.change(caller, requested, { alone, answer });
    const { key, fingerprint } = onceFor(caller);
    const once = { key, fingerprint, answer: answerOf };
    const aloneByKey = () => {
      commands -= 1; // the command that does it alone has the key of the change
      return alone();
    };
    return changes.change(caller, { ...requested, once }, { alone: aloneByKey, answer });
  };
  return { run: Object.assign(keyed, { once: run.once }), changes: { change } };
}

/** What is stored under the key of a change: what `receiveShared` reads of its command's result, where that is repeated. */
const answerOf = ({ message, conversation: { id, displayId, contactId } }: Changed) => ({
  status: 200,
  body: stored({
    message: message && { id: message.id, conversationId: message.conversationId },
    conversation: { id, displayId, contactId },
  }),
});

/** Whether a result contains a secret that is shown once. */
const holdsSecret = (result: unknown): boolean =>
  typeof result === "object" &&
  result !== null &&
  Object.entries(result).some(([name, value]) => /secret$/i.test(name) && value !== null);

/** A value as JSON, with the paths of its dates. */
type StoredValue = { value: unknown; dates: readonly (readonly string[])[] };

/** A result of plain objects, lists and dates, to be stored as JSON. `undefined` becomes absent. */
export function stored(value: unknown): StoredValue {
  const dates: string[][] = [];
  const visit = (part: unknown, path: readonly string[]): void => {
    if (part instanceof Date) dates.push([...path]);
    else if (typeof part === "object" && part !== null)
      for (const [name, inner] of Object.entries(part)) visit(inner, [...path, name]);
  };
  visit(value, []);
  return { value: value === undefined ? null : JSON.parse(JSON.stringify(value)), dates };
}

/** The result that was stored, with its dates. Throws for anything else. */
export function revived(body: unknown): unknown {
  if (!isStored(body)) throw new Error("not a stored value");
  const root = { value: structuredClone(body.value) };
  for (const path of body.dates) {
    const [last = "", ...above] = ["value", ...path].toReversed();
    const parent = above.toReversed().reduce<unknown>(memberOf, root);
    if (typeof parent === "object" && parent !== null)
      Object.assign(parent, { [last]: new Date(String(memberOf(parent, last))) });
  }
  return root.value;
}

const memberOf = (part: unknown, name: string): unknown =>
  typeof part === "object" && part !== null ? (part as Record<string, unknown>)[name] : undefined;

const isStored = (body: unknown): body is StoredValue =>
  typeof body === "object" &&
  body !== null &&
  "value" in body &&
  "dates" in body &&
  Array.isArray(body.dates);
