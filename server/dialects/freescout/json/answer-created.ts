import { createHash } from "node:crypto";
import type { Command } from "@/server/commands/_run/run";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { FreescoutContext } from "@/server/dialects/freescout/context";
import { invalid } from "@/server/dialects/freescout/errors";
import { seal, unseal } from "@/server/lib/crypto/seal";

type Created = { id: number };
type PostBody = {
  /** The request's raw body. */
  bytes: Uint8Array;
  /** The response contains a secret: under an Idempotency-Key it is stored sealed. */
  isSecret?: boolean;
};

/**
 * Answers a POST: 201 with the id in `Resource-ID` and in the body, as clients read one or the other. Under an
 * `Idempotency-Key` a repeated request is executed once.
 */
export async function answerCreated<I, R>(
  c: FreescoutContext,
  command: Command<I, R>,
  input: I,
  { bytes, isSecret = false, show }: PostBody & { show: (made: R) => Created },
): Promise<Response> {
  const { caller, services } = c.var;
  const key = readKey(c);
  if (key === null) return answer(c, show((await services.run(command, caller, input)).result));
  const purpose = `answer of ${c.req.path} for account ${caller.accountId}`;
  const fingerprint = createHash("sha256").update(`POST ${c.req.path}\n`).update(bytes).digest("hex");
  const kept = (made: Created) => (isSecret ? { sealed: seal(JSON.stringify(made), purpose) } : made);
  const once = { key, fingerprint, answer: (made: R) => ({ status: 201, body: kept(show(made)) }) };
  const { body, isReplayed } = await services.run.once(command, caller, input, once);
  if (isReplayed) c.header("Idempotent-Replayed", "true");
  return answer(c, isSecret ? opened(body, purpose) : (body as Created)); // stored by the same route
}

function answer(c: FreescoutContext, made: Created): Response {
  c.header("Resource-ID", String(made.id));
  return c.json(made, 201);
}

/** Opens an answer that was stored sealed. It cannot be read under another secret of the installation. */
function opened(body: unknown, purpose: string): Created {
  const sealed = typeof body === "object" && body !== null && "sealed" in body ? String(body.sealed) : "";
  const text = unseal(sealed, purpose);
  if (text === null) throw new Refusal("idempotency.mismatch", { field: "Idempotency-Key" });
  return JSON.parse(text);
}

function readKey(c: FreescoutContext): string | null {
  const key = c.req.header("idempotency-key");
  if (key === undefined) return null;
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw invalid({ path: "Idempotency-Key", message: "must be 1 to 255 visible ASCII characters" });
}
