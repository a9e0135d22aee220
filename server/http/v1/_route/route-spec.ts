import type { z } from "zod";
import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import type { RefusalCode } from "@/server/contract/_shared/refusal";
import type { Given } from "./parse";

/** What a route takes and answers; also its chapter in the OpenAPI document. */
export type RouteSpec<P, Q, B, A> = {
  /** With `{name}` for each parameter. */
  path: string;
  tag: string;
  summary: string;
  description?: string;
  params?: z.ZodType<P>;
  query?: z.ZodType<Q>;
  body?: z.ZodType<B>;
  answer: z.ZodType<A>;
  /** Of a created thing: 201; of what is only accepted: 202. */
  status?: 200 | 201 | 202;
  /** Where what was made can be read. */
  location?: (answer: A) => string;
  /** The answer shows a secret this once: under an Idempotency-Key it is kept sealed. */
  isSecret?: true;
  /** Beyond those that every route may answer. */
  refuses?: readonly RefusalCode[];
  /**
   * How `Prefer: confirm` is answered: an event tells the end (unless said), what is started tells its own under the
   * answer's `operationId`, or not at all.
   */
  confirms?: "later" | "never";
  /** Answered in front of the app where there is no Idempotency-Key: a POST with `unkeyed` that confirms nothing. */
  direct?: true;
  /** After the commit: what open windows are told beside the log. */
  committed?: (caller: Caller) => void;
};

/** A request as parsed: who asks for what. */
export type Input<P, Q, B> = { caller: Caller; params: P; query: Given<Q>; body: Given<B> };

/** The same for a handler that is no command: it reads, or hands over what it was given. A command has its `tx`. */
export type HandlerInput<P, Q, B> = Input<P, Q, B> & { services: Services };

export type Method = "get" | "post" | "patch" | "delete";

/** Who asks, for an answer that takes long: who they are by now, and whether they are still there. */
export type RequestContext = { readCaller: () => Promise<Caller>; signal: AbortSignal };
