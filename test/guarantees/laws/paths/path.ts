import type { Command, Run } from "@/server/commands/_run/run";
import type { Caller } from "@/server/contract/_shared/caller";
import type { Actor } from "@/server/contract/_shared/dto";
import type { EventType } from "@/server/contract/event/event";
import type { Policy } from "@/server/domain/inbox/policy";
import type { WorkerContext } from "@/server/worker/jobs/worker-context";

/** A conversation of its own with a customer, in an inbox of its own, for one path to be taken once. */
export type Place = {
  accountId: number;
  inboxId: number;
  /** Whose token asks. */
  userId: number;
  /** The inbox's public name, and the name by which it knows the contact. */
  identifier: string;
  sourceId: string;
  contactId: number;
  conversationId: number;
  displayId: number;
  /** Of this place alone: what a client calls its own message, or an Idempotency-Key. */
  mark: string;
  /** Asks the native API with a program's token; a refusal is thrown. Without a body it is a GET. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads JSON; what it expects is what it asserts.
  ask(path: string, body?: object): Promise<any>;
  /** The instant so many ms from now. */
  later(ms: number): string;
  /** So many ms go by. */
  wait(ms: number): Promise<void>;
  /** Until all that was done is in the log. */
  stamped(): Promise<unknown>;
  /** What the step before answered. */
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  before: any;
};

export type Callers = Record<"agent" | "admin" | "program" | "system", Caller>;

/** One step by an edge. */
export type CommandStep = (run: Run, callers: Callers, place: Place) => Promise<unknown>;
export type ActionStep = (place: Place) => readonly [name: string, ...args: unknown[]];
export type ProcedureStep = (place: Place) => {
  path: string;
  input: object;
  /** An agent's unless said. */
  as?: "admin";
};
export type RequestStep = (place: Place) => {
  path: string;
  body?: object;
  /** POST unless said. */
  method?: "PUT" | "DELETE";
  /** Sent again it is answered from what is kept. */
  isKeyed?: true;
};
export type WorkerStep = (house: WorkerContext, place: Place) => Promise<unknown>;

/**
 * What can move a status or a lifecycle: the command itself; our screens, by server actions and by procedures; the APIs;
 * the worker by itself. No channel brings messages but through `v1` yet: one that does is an edge more.
 */
export type Steps = {
  command: CommandStep;
  action: ActionStep;
  procedure: ProcedureStep;
  v1: RequestStep;
  chatwoot: RequestStep;
  freescout: RequestStep;
  worker: WorkerStep;
};
export const EDGES = ["command", "action", "procedure", "v1", "chatwoot", "freescout", "worker"] as const;
export type Edge = (typeof EDGES)[number];

/** How an edge takes the path, its last step being the path; or why it cannot. */
export type Way<S> = S | readonly S[] | string;
export type Ways = { readonly [E in Edge]: Way<Steps[E]> };

/** None where the edge cannot take the path. */
export function stepsOf<S extends (...given: never[]) => unknown>(way: Way<S>): readonly S[] {
  if (typeof way === "string") return [];
  return typeof way === "function" ? [way] : way;
}

export type Path = {
  /** As other inboxes know it, by its number in the table of theirs if it stands there. */
  title: string;
  /** The commands that take it, by their files. */
  commands: readonly string[];
  /** Of the inbox. */
  policy?: Partial<Policy>;
  given?: (place: Place) => Promise<unknown>;
  ways: Ways;
  /** The worker does it, once it is accepted. */
  ends?: "bulk" | "deletion";
  /** Exactly these, in this order, under one operation. */
  told: readonly EventType[];
  /** The same once more; not said where that is another thing, such as another message. */
  again?: readonly EventType[];
  /** Who did it; whoever the edge stands for unless said. */
  actor?: Actor["type"];
};

/** Runs a command, by the agent unless said. */
export const by =
  <I>(command: Command<I, unknown>) =>
  (input: (place: Place) => I, as: keyof Callers = "agent"): CommandStep =>
  (run, callers, place) =>
    run(command, callers[as], input(place));

export const at = ({ conversationId }: Place) => ({ conversation: { conversationId } });

/** A POST of the native API about the conversation. */
export const v1 =
  (rest: string, body: (place: Place) => object = () => ({})): RequestStep =>
  (place) => ({ path: `/v1/conversations/${place.displayId}/${rest}`, body: body(place) });

/** The same, which sent again is answered and not done. */
export const once =
  (step: RequestStep): RequestStep =>
  (place) => ({ ...step(place), isKeyed: true });

/** A POST of Chatwoot's about the conversation. */
export const chatwoot =
  (rest: string, body: (place: Place) => object = () => ({})): RequestStep =>
  ({ accountId, displayId, ...place }) => ({
    path: `/api/v1/accounts/${accountId}/conversations/${displayId}${rest}`,
    body: body({ accountId, displayId, ...place }),
  });

/** A request of FreeScout's about the conversation. */
export const freescout =
  (rest: string, body: (place: Place) => object): RequestStep =>
  (place) => ({
    ...(rest === "" ? { method: "PUT" as const } : {}),
    path: `/api/conversations/${place.conversationId}${rest}`,
    body: body(place),
  });

/** A POST of the software of Chatwoot's customers about their conversation. */
export const customers =
  (rest: string, body: object = {}): RequestStep =>
  ({ identifier, sourceId, displayId }) => ({
    path: `/public/api/v1/inboxes/${identifier}/contacts/${sourceId}/conversations/${displayId}/${rest}`,
    body,
  });

/** Why an edge cannot take a path. */
export const NO = {
  above: "the row above does it",
  action: "screens do it by a procedure",
  procedure: "screens do it by a server action",
  screen: "no screen does it: it is the customer's",
  call: "it has no such call",
  calls: "it takes two calls there, each a path of its own",
  worker: "nothing does it by itself",
  asked: "it does what the others ask",
  time: "only time does it",
} as const;
