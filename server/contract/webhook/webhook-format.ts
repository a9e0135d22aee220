import type { MessageDto } from "@/server/contract/_shared/dto";
import type { ActorRef, AgentOf } from "@/server/contract/conversation/actor-view";
import type { Event, EventType } from "@/server/contract/event/event";
import type { FileUrls, FileUrlsOf } from "@/server/contract/file/file";
import { HEARTBEAT } from "./constants";
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

/** Cheaper than parsing: whether an event's JSON can have files. */
export const mayHaveFiles = (text: string): boolean => /"attachments": ?\[/.test(text);

/** The event as in `/v1/events`, and beside it the addresses of its files, which are no part of the event. */
const tickline: WebhookFormat = {
  name: "tickline",
  types: null,
  showsFiles: true,
  render(text, event, { urlsOf }) {
    const files = mayHaveFiles(text) ? filesOf(event(), urlsOf) : [];
    const body =
      files.length === 0 ? text : `${text.slice(0, text.lastIndexOf("}"))},"files":${JSON.stringify(files)}}`;
    return { body, headers: {} };
  },
};

/** The files of an event's message that have an address. */
function filesOf({ data, resource }: Event, urlsOf: FileUrlsOf): ({ id: number } & FileUrls)[] {
  if (resource.type !== "message") return [];
  const { attachments = [] } = data as MessageDto; // a message's event contains a message
  return attachments.flatMap((file) => {
    const urls = urlsOf(file);
    return urls.url === undefined ? [] : [{ id: file.id, ...urls }];
  });
}

/** The event without its data: the receiver fetches the resource. */
const thin: WebhookFormat = {
  name: "thin",
  types: null,
  render(text, event) {
    if (String(event().type) === HEARTBEAT) return { body: text, headers: {} };
    const { id, type, seq, stampedAt, occurredAt, operationId, actor, inboxId, resource } = event();
    const body = { id, type, seq, stampedAt, occurredAt, operationId, actor, inboxId, resource };
    return { body: JSON.stringify(body), headers: {} };
  },
};

/** The native payload formats; dialects add theirs. */
export const OWN_FORMATS: readonly WebhookFormat[] = [tickline, thin];
