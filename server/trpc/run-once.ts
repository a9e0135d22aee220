import { createHash } from "node:crypto";
import { z } from "zod";
import type { Command } from "@/server/commands/_run/run";
import { id } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { sealAnswer, unsealAnswer } from "@/server/lib/crypto/seal";
import type { MemberContext } from "./context";

type Once<R, B extends object> = {
  kind:
    | "attribute_definition"
    | "bulk"
    | "canned_reply"
    | "company"
    | "contact"
    | "contact_note"
    | "conversation"
    | "group"
    | "inbox"
    | "invitation"
    | "label"
    | "macro"
    | "macro_definition"
    | "scheduled"
    | "team"
    | "token"
    | "view"
    | "webhook";
  /** Of the request; without one it is run each time. */
  clientId: string | undefined;
  /** What must be the same in every request under the client id. */
  sameness: object;
  answerOf: (result: R) => B;
  /** Reads the stored answer. */
  schema: z.ZodType<B>;
};

/**
 * Runs a command once per `clientId`, however often it is requested because no answer came; returns its answer. Refuses
 * `idempotency.mismatch` if something else was requested under the same one.
 */
export async function runOnce<I, R, B extends object>(
  ctx: MemberContext,
  command: Command<I, R>,
  input: I,
  { kind, clientId, sameness, answerOf, schema }: Once<R, B>,
): Promise<B> {
  if (clientId === undefined) return answerOf((await ctx.run(command, ctx.caller, input)).result);
  const { body } = await ctx.run.once(command, ctx.caller, input, {
    key: `${kind}:${clientId}`,
    fingerprint: createHash("sha256").update(JSON.stringify(sameness)).digest("hex"),
    answer: (result) => ({ status: 200, body: answerOf(result) }),
  });
  return schema.parse(body);
}

type Making<R> = Pick<Once<R, object>, "kind" | "clientId"> & { idOf: (result: R) => number };

const made = z.object({ id });

/** Makes something once per `clientId`; returns its id. */
export async function makeOnce<I extends object, R>(
  ctx: MemberContext,
  command: Command<I, R>,
  input: I,
  { kind, clientId, idOf }: Making<R>,
): Promise<number> {
  const answerOf = (result: R) => ({ id: idOf(result) });
  return (await runOnce(ctx, command, input, { kind, clientId, sameness: input, answerOf, schema: made })).id;
}

/** Makes a resource once per `clientId`; returns it as it was made, in the shape of `schema`. */
export async function createOnce<I extends object, B extends object>(
  ctx: MemberContext,
  command: Command<I, B>,
  input: I,
  { kind, clientId, schema }: Pick<Once<B, B>, "kind" | "clientId" | "schema">,
): Promise<B> {
  return runOnce(ctx, command, input, { kind, clientId, sameness: input, answerOf: (made) => made, schema });
}

const sealedAnswer = z.object({ sealed: z.string() });

/** Runs a command once per `clientId`; its answer has a secret, and is stored sealed. Under another AUTH_SECRET it cannot be repeated. */
export async function secretOnce<I, R, B extends object>(
  ctx: MemberContext,
  command: Command<I, R>,
  input: I,
  { kind, clientId, sameness, answerOf, schema }: Once<R, B>,
): Promise<B> {
  const purpose = `answer of ${kind} for member ${ctx.caller.userId} of account ${ctx.caller.accountId}`;
  const stored = await runOnce(ctx, command, input, {
    ...{ kind, clientId, sameness },
    answerOf: (result) => sealAnswer(answerOf(result), purpose),
    schema: sealedAnswer,
  });
  const answer = unsealAnswer(stored, purpose);
  if (answer === undefined) throw new Refusal("idempotency.mismatch");
  return schema.parse(answer);
}
