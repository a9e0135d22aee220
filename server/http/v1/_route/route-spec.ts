import type { z } from "zod";
import type { Command } from "@/server/commands/_run/run";
import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import type { RefusalCode } from "@/server/contract/_shared/refusal";
import type { Parsed, TakesFiles } from "./read-body";

/** A route's input and output; also its part of the OpenAPI document. */
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
  /** Other types in which it answers, and the headers that it reads for them: for the document. */
  alsoAnswers?: Readonly<Record<string, z.ZodType>>;
  readsHeaders?: z.ZodObject;
  /** The body may be a form with files; their ids are then in `fileIds` of the body. */
  takes?: TakesFiles;
  /** 201 for a created resource, 202 for accepted work. */
  status?: 200 | 201 | 202;
  /** The URL of what was created or started; every 201 and 202 has one, unless nothing is stored (null). */
  location?: (answer: A, input: Input<P, Q, B>) => string | null;
  /** The response contains a secret that is shown once: under an Idempotency-Key it is stored sealed. */
  isSecret?: true;
  /** In addition to those of every route. */
  refuses?: readonly RefusalCode[];
  /**
   * How `Prefer: confirm` is answered: by an event at the end (default), by the started work's own end under the
   * response's `operationId` (`later`), or not at all.
   */
  confirms?: "later" | "never";
  /** A POST with JSON that has no Idempotency-Key and is not to be confirmed is answered in front of the app. */
  direct?: true;
  /** Counts for the account's limit of expensive work. */
  isExpensive?: true;
  /** After the commit, not for a repeated answer: ephemeral updates for those who are connected, in addition to the log. */
  committed?: (input: Input<P, Q, B>, answer: A) => void;
  /**
   * Reads what a request needs of another system, before its transaction and not for a repeated answer: returns the command that has
   * it. Null: nothing of the kind.
   */
  prepare?: (input: HandlerInput<P, Q, B>) => (() => Promise<Command<Input<P, Q, B>, A>>) | null;
  /** Refused where the installation sends no mails. */
  needsMails?: true;
};

/** A request as parsed: its caller and its input. */
export type Input<P, Q, B> = { caller: Caller; params: P; query: Parsed<Q>; body: Parsed<B> };

/** The same for a handler that is not a command: it reads, or passes its input on. A command has its `tx`. */
export type HandlerInput<P, Q, B> = Input<P, Q, B> & { services: Services };

export type Method = "get" | "post" | "patch" | "delete";

/** The caller of a long request: reads their current rights, and aborts when they disconnect. */
export type RequestContext = { readCaller: () => Promise<Caller>; signal: AbortSignal };
