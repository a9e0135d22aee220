import type { MessageDto } from "@/server/contract/_shared/dto";
import type { Event } from "@/server/contract/event/event";
import type { FileUrls, FileUrlsOf } from "@/server/contract/file/file";
import { HEARTBEAT } from "./constants";
import type { WebhookFormat } from "./webhook-format";

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
