import type { ActorRef, AgentOf } from "@/server/contract/conversation/actor-view";
import type { Event, EventType } from "@/server/contract/event/event";
import type { FileUrlsOf } from "@/server/contract/file/file";
import type { EndpointFormat } from "./endpoint";
import type { SubscribableType } from "./endpoint-settings";

/** A rendered event: the body and the format's headers. */
export type Rendered = { body: string; headers: Readonly<Record<string, string>> };

/** What a body shows beyond its event. */
export type Current = {
  agentOf: AgentOf;
  /** The addresses of the event's files, as long as their message shows them. */
  urlsOf: FileUrlsOf;
};

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
  /** Headers with the format's own signature, in addition to Standard Webhooks'. */
  sign?(secret: string, body: Buffer): Readonly<Record<string, string>>;
};
