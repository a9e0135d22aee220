import type { ActorRef, AgentOf } from "@/server/contract/conversation/actor-view";
import type { Event, EventType } from "@/server/contract/event/event";
import type { EndpointFormat } from "./endpoint";
import type { SubscribableType } from "./endpoint-settings";

/** An event as one receiver wants it: the body's text and what the format says in headers. */
export type Rendered = { body: string; headers: Readonly<Record<string, string>> };

/** How a payload format writes an event. */
export type WebhookFormat = {
  name: EndpointFormat;
  /** What it can tell; null = every event. Endpoints of this format are owed nothing else. */
  types: readonly EventType[] | null;
  /** And of other types what is this narrow. */
  narrower?: readonly SubscribableType[];
  /** `text` is the whole event's JSON as it stands in the log; `event` parses it. Null: nothing to tell of this one. */
  render(text: string, event: () => Event, agentOf: AgentOf): Rendered | null;
  /**
   * Whom `render` names beyond what the event says of them: it is given them as they are when it writes. Nobody is looked
   * up for a format without it.
   */
  actors?(event: Event): readonly ActorRef[];
  /** Headers that sign the body in this format's own way, beside Standard Webhooks'. */
  sign?(secret: string, body: Buffer): Readonly<Record<string, string>>;
};
