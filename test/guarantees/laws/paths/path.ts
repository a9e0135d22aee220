import type { Command, Run } from "@/server/commands/_run/run";
import type { Caller } from "@/server/contract/_shared/caller";
import type { Actor } from "@/server/contract/_shared/dto";
import type { EventType } from "@/server/contract/event/event";
import type { Policy } from "@/server/domain/inbox/policy";
import type { ActionInputs } from "@/server/trpc/actions/actions";
import type { WorkerContext } from "@/server/worker/jobs/worker-context";

/** A conversation with a customer in a new inbox, for taking one path once. */
export type Place = {
  accountId: number;
  inboxId: number;
  /** The token's user. */
  userId: number;
  /** The inbox's public name, and the name by which it knows the contact. */
  identifier: string;
  sourceId: string;
  contactId: number;
  conversationId: number;
  displayId: number;
  /** A unique text, for a client's message id or an Idempotency-Key. */
  mark: string;
  /** Calls the native API with a program's token and throws a refusal. Without a body it is a GET. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads JSON; what it expects is what it asserts.
  request(path: string, body?: object): Promise<any>;
  /** The instant `ms` from now. */
  later(ms: number): string;
  /** Waits until `ms` have passed on the product's clock. */
  wait(ms: number): Promise<void>;
  /** Resolves when all events are in the log. */
  stamped(): Promise<unknown>;
  /** The answer of the previous step. */
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  before: any;
};

export type Callers = Record<"agent" | "admin" | "program" | "system", Caller>;

/** One step by an edge. */
export type CommandStep = (run: Run, callers: Callers, place: Place) => Promise<unknown>;
export type ProcedureStep = (place: Place) => {
  path: string;
  input: object;
  /** The caller; an agent by default. */
  as?: "admin";
};
export type RequestStep = (place: Place) => {
  path: string;
  body?: object;
  /** POST by default. */
  method?: "PUT" | "DELETE";
  /** A repetition gets the stored answer. */
  isKeyed?: true;
};
export type WorkerStep = (workerContext: WorkerContext, place: Place) => Promise<unknown>;

/**
 * The edges that can change a status or a lifecycle: the command itself; screens, by procedures; the APIs; the worker
 * by itself. A channel that receives messages other than by `v1` would be one more edge.
 */
export type Steps = {
  command: CommandStep;
  procedure: ProcedureStep;
  v1: RequestStep;
  chatwoot: RequestStep;
  freescout: RequestStep;
  worker: WorkerStep;
};
export const EDGES = ["command", "procedure", "v1", "chatwoot", "freescout", "worker"] as const;
export type Edge = (typeof EDGES)[number];

/** How an edge takes the path, as its last step; or why it cannot. */
export type Way<S> = S | readonly S[] | string;
export type Ways = { readonly [E in Edge]: Way<Steps[E]> };

/** The steps; none if the edge cannot take the path. */
export function stepsOf<S extends (...given: never[]) => unknown>(way: Way<S>): readonly S[] {
  if (typeof way === "string") return [];
  return typeof way === "function" ? [way] : way;
}

export type Path = {
  /** Begins with the path's numbers in the table of other inboxes' paths, if it is in it. */
  title: string;
  /** The file names of its commands. */
  commands: readonly string[];
  /** The inbox's policy. */
  policy?: Partial<Policy>;
  /** Other settings of the inbox. */
  inboxSettings?: { deleteResolvedAfterDays: number };
  given?: (place: Place) => Promise<unknown>;
  ways: Ways;
  /** What the worker executes once the path is accepted. */
  ends?: "bulk" | "deletion";
  /** Exactly these events, in this order, under one operation. */
  events: readonly EventType[];
  /** The events of a repetition; undefined if repeating does something else, such as sending another message. */
  again?: readonly EventType[];
  /** The actor; by default the edge's. */
  actor?: Actor["type"];
};

/** Runs a command, by default as the agent. */
export const by =
  <I>(command: Command<I, unknown>) =>
  (input: (place: Place) => I, as: keyof Callers = "agent"): CommandStep =>
  (run, callers, place) =>
    run(command, callers[as], input(place));

export const at = ({ conversationId }: Place) => ({ conversation: { conversationId } });

/** A change of the conversation's status or lifecycle by a screen: a server action. */
export const action =
  (name: keyof ActionInputs, input: (place: Place) => object = () => ({})): ProcedureStep =>
  (place) => ({ path: `actions.${name}`, input: { displayId: place.displayId, ...input(place) } });

/** Another change of the conversation by a screen. */
export const change =
  (name: string, input: (place: Place) => object = () => ({})): ProcedureStep =>
  (place) => ({ path: `changes.${name}`, input: { displayId: place.displayId, ...input(place) } });

/** A POST of the native API about the conversation. */
export const v1 =
  (rest: string, body: (place: Place) => object = () => ({})): RequestStep =>
  (place) => ({ path: `/v1/conversations/${place.displayId}/${rest}`, body: body(place) });

/** The same with a key, so that a repetition only gets the answer. */
export const once =
  (step: RequestStep): RequestStep =>
  (place) => ({ ...step(place), isKeyed: true });

/** A POST of Chatwoot's API about the conversation. */
export const chatwoot =
  (rest: string, body: (place: Place) => object = () => ({})): RequestStep =>
  ({ accountId, displayId, ...place }) => ({
    path: `/api/v1/accounts/${accountId}/conversations/${displayId}${rest}`,
    body: body({ accountId, displayId, ...place }),
  });

/** A request of FreeScout's API about the conversation. */
export const freescout =
  (rest: string, body: (place: Place) => object): RequestStep =>
  (place) => ({
    ...(rest === "" ? { method: "PUT" as const } : {}),
    path: `/api/conversations/${place.conversationId}${rest}`,
    body: body(place),
  });

/** A POST of Chatwoot's public API about the customer's conversation. */
export const customers =
  (rest: string, body: object = {}): RequestStep =>
  ({ identifier, sourceId, displayId }) => ({
    path: `/public/api/v1/inboxes/${identifier}/contacts/${sourceId}/conversations/${displayId}/${rest}`,
    body,
  });

/** Why an edge cannot take a path. */
export const NO = {
  above: "the row above does it",
  screen: "no screen does it, only the customer",
  call: "it has no such call",
  calls: "it takes two calls there, each with its own path",
  worker: "nothing does it by itself",
  started: "it executes what the other edges start",
  time: "only time does it",
} as const;
