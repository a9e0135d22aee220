import type { ActorRef, AgentOf } from "@/server/contract/conversation/actor-view";
import type { Event, EventType } from "@/server/contract/event/event";
import type { FileUrlsOf } from "@/server/contract/file/file";
import type { EndpointFormat } from "./endpoint";
import type { SubscribableType } from "./subscribable-types";

/** A rendered event: the body, the format's headers, and what it adds to the query of the endpoint's URL. */
export type Rendered = {
  body: string;
  headers: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string>>;
};

/** What a body shows beyond its event. */
export type Current = {
  agentOf: AgentOf;
  /** The addresses of the event's files, as long as their message shows them. */
  urlsOf: FileUrlsOf;
  /** The instant of the try. */
  now: Date;
};

/** Renders an event's body; null = nothing to send. */
export type Render = (current: Current) => Rendered | null;

/** The request that a format's own signature covers. `eventId`: the same in all tries. */
export type Signed = { body: Buffer; eventId: string; timestampS: number };

/** A payload format of webhooks. */
export type WebhookFormat = {
  name: EndpointFormat;
  /** The event types that it can render; null = all. Endpoints of this format get no others. */
  types: readonly EventType[] | null;
  /** Narrower subscriptions of other types. */
  narrower?: readonly SubscribableType[];
  /** `text` is the event's JSON from the log; `event` parses it. Null = nothing to send. */
  render(text: string, event: () => Event, current: Current): Rendered | null;
  /** Whether `render` needs `urlsOf`. Else no file is loaded. */
  showsFiles?: true;
  /**
   * The actors whose current details `render` needs, passed as `agentOf`. Without this function no actor is loaded.
   */
  actors?(event: Event): readonly ActorRef[];
  /**
   * Loads what the event lacks, and returns what renders it; `render` remains for samples, whose ids are fictitious. The
   * calls of one turn of the event loop are to share their statements. Its files are those that it loads: `urlsOf` reads nothing.
   */
  load?(event: Event, accountId: number): Promise<Render>;
  /** Headers with the format's own signature, in addition to Standard Webhooks'. */
  sign?(secret: string, request: Signed): Readonly<Record<string, string>>;
};
