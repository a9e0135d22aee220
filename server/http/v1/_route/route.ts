import { requireWritable } from "@/server/commands/_run/permission";
import { type Command, findStoredAnswer, type Run } from "@/server/commands/_run/run";
import type { Services } from "@/server/commands/_run/services";
import type { Changed, Requested } from "@/server/commands/conversations/change-together";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { sealAnswer, unsealAnswer } from "@/server/lib/crypto/seal";
import type { JsonText } from "@/server/lib/json-text";
import { answerDirectly, readDirectly } from "./answer-directly";
import { beginConfirming, type Confirming, confirmWith } from "./confirm";
import { type Handler, type Route, route, type WriteContext } from "./mount-route";
import type { HandlerInput, Input, RequestContext, RouteSpec } from "./route-spec";

/** A GET: one query, whose answer may be JSON already. */
export const get = <P, Q, A>(
  spec: RouteSpec<P, Q, never, A>,
  answer: (input: HandlerInput<P, Q, never>, context: RequestContext) => Promise<A | JsonText<A>>,
): Route => route("get", spec, (input, context) => answer({ ...input, services: context.services }, context));

/** The same, answered in front of the app. */
export const getDirectly = <P, Q, A>(
  spec: RouteSpec<P, Q, never, A>,
  answer: (input: HandlerInput<P, Q, never>) => Promise<A | JsonText<A>>,
): Route =>
  route("get", spec, (input, { services }) => answer({ ...input, services }), readDirectly(spec, answer));

/** Cheaper equivalents of a POST's command. */
type Ways<P, Q, B, A> = {
  /** Without a key and a confirmation. */
  unkeyed?: (input: HandlerInput<P, Q, B>) => Promise<A>;
  /** `unkeyed` changes nothing: a read-only token, for which nothing is stored, gets its answer under a key too. */
  isRead?: boolean;
  /** Without a confirmation: a change that shares its transaction with others that wait. Null: this request is more than that. */
  shared?: (input: Input<P, Q, B>) => Shared<A> | null;
};

/** `answer`: the response about what was written. */
type Shared<A> = Pick<Requested, "to" | "change"> & { answer: (changed: Changed) => A };

/** A POST: one command in one transaction, once per Idempotency-Key. The response is read in that transaction. */
export const post = <P, Q, B, A>(
  spec: RouteSpec<P, Q, B, A>,
  command: Command<Input<P, Q, B>, A>,
  ways: Ways<P, Q, B, A> = {},
): Route => {
  const unkeyed = async ({ services, ...input }: HandlerInput<P, Q, B>): Promise<A> => {
    if (ways.unkeyed) return ways.unkeyed({ services, ...input });
    const { caller } = input;
    const alone = async () => (await services.run(command, caller, input)).result;
    const shared = ways.shared?.(input);
    if (!shared) return alone();
    const { answer, ...change } = shared;
    return services.changes.change(caller, change, { alone, answer });
  };
  const handler: Handler<P, Q, B, A> = async (input, context) => {
    const { key, confirming, services } = context;
    const prepare = spec.prepare?.({ ...input, services }) ?? null;
    if (prepare) requireWritable(input.caller);
    const isRead = ways.isRead && input.caller.isReadOnly;
    if (key !== null && !isRead) return keyed(input, { ...context, key, prepare });
    if (!confirming && !prepare) return unkeyed({ ...input, services });
    const prepared = prepare ? await prepare() : command;
    const run = await runOf(services.run, input.caller, confirming);
    return (await run(prepared, input.caller, input)).result;
  };
  type Prepare = ReturnType<NonNullable<typeof spec.prepare>>;
  const keyed = async (
    input: Input<P, Q, B>,
    {
      key,
      fingerprint,
      prepare,
      confirming,
      services,
      replayed,
    }: WriteContext & { key: string; prepare: Prepare },
  ): Promise<A> => {
    const { caller } = input;
    const status = spec.status ?? 200;
    const purpose = `answer of ${spec.path} for account ${caller.accountId}`;
    const kept = (body: A) => (spec.isSecret ? sealAnswer(body, purpose) : body);
    const once = { key, fingerprint: fingerprint(), answer: (body: A) => ({ status, body: kept(body) }) };
    // A stored answer is repeated whatever the other system says now.
    const isKnown = prepare && (await services.run(findStoredAnswer, caller, once)).result !== null;
    const prepared = prepare && !isKnown ? await prepare() : command;
    const run = await runOf(services.run, caller, confirming);
    const alone = () => run.once(prepared, caller, input, once);
    const shared = confirming || prepare ? null : ways.shared?.(input);
    const done = await (shared ? onceShared(services, caller, { shared, once, alone }) : alone());
    if (done.isReplayed) replayed();
    if (confirming) confirmWith(confirming, done.operationId ?? null);
    return (spec.isSecret ? unsealed(done.body, purpose) : done.body) as A; // stored by an earlier operation of the same route
  };
  return route("post", spec, handler, spec.direct && answerDirectly(spec, unkeyed));
};

type Once = NonNullable<Requested["once"]>;
type Answer = ReturnType<Once["answer"]>;

/** Makes a change once under a key, with others that wait. */
function onceShared<A>(
  { changes }: Services,
  caller: Caller,
  {
    shared: { answer, ...change },
    once,
    alone,
  }: {
    shared: Shared<A>;
    once: Omit<Once, "answer"> & { answer: (body: A) => Answer };
    alone: () => Promise<Answer>;
  },
): Promise<Answer> {
  const stored = (changed: Changed) => once.answer(answer(changed));
  return changes.change(caller, { ...change, once: { ...once, answer: stored } }, { alone, answer: stored });
}

/**
 * A POST that calls another system and changes nothing of ours: outside any transaction. A stored
 * answer under the same Idempotency-Key is repeated without a call; two requests at the same time
 * may both call.
 */
export const call = <P, Q, B, A>(
  spec: RouteSpec<P, Q, B, A>,
  answer: (input: HandlerInput<P, Q, B>) => Promise<A>,
): Route => {
  const handler: Handler<P, Q, B, A> = async (input, { key, fingerprint, services, replayed }) => {
    requireWritable(input.caller);
    if (key === null) return answer({ ...input, services });
    const once = {
      key,
      fingerprint: fingerprint(),
      answer: (body: A) => ({ status: spec.status ?? 200, body }),
    };
    const { result: known } = await services.run(findStoredAnswer, input.caller, once);
    const { body, isReplayed } =
      known ??
      (await services.run.once(
        async (_, made: A) => made,
        input.caller,
        await answer({ ...input, services }),
        once,
      ));
    if (isReplayed) replayed();
    return body as A; // stored by an earlier request of the same route
  };
  return route("post", { ...spec, confirms: "never" }, handler);
};

/** A PATCH: one command; repeating it changes nothing. */
export const patch = <P, Q, B, A>(spec: RouteSpec<P, Q, B, A>, command: Command<Input<P, Q, B>, A>): Route =>
  route("patch", spec, async (input, { confirming, services }) => {
    const run = await runOf(services.run, input.caller, confirming);
    return (await run(command, input.caller, input)).result;
  });

/** A DELETE: one command; returns the deleted resource, once. */
export const del = <P, Q, A>(
  spec: RouteSpec<P, Q, never, A>,
  command: Command<Input<P, Q, never>, A>,
): Route =>
  route("delete", spec, async (input, { confirming, services }) => {
    const run = await runOf(services.run, input.caller, confirming);
    return (await run(command, input.caller, input)).result;
  });

/** The `run` for the one operation of a request. */
const runOf = async (run: Run, caller: Caller, confirming: Confirming | null): Promise<Run> =>
  confirming ? beginConfirming(run, caller, confirming) : run;

/** An answer that was stored sealed. It cannot be read under another AUTH_SECRET. */
function unsealed(body: unknown, purpose: string): unknown {
  const answer = unsealAnswer(body, purpose);
  if (answer === undefined) throw new Refusal("idempotency.mismatch", { field: "Idempotency-Key" });
  return answer;
}
