import { randomUUID } from "node:crypto";
import type { Path, Place, RequestStep } from "./path";

/** Where the product is asked over HTTP, and how time goes by there. */
export type Asking = {
  url: string;
  /** Of an administrator's program that may delete for ever. */
  token: string;
  accountId: number;
  userId: number;
  now(): Date;
  wait(ms: number): Promise<void>;
  stamped(): Promise<unknown>;
};

/** Sends what a step asks for; answers the body, throws what is refused. */
export async function send(
  { url, token }: Pick<Asking, "url" | "token">,
  {
    path,
    method = "POST",
    body,
    key,
  }: Omit<ReturnType<RequestStep>, "method"> & { method?: string; key?: string },
): Promise<unknown> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      api_access_token: token,
      "x-freescout-api-key": token,
      ...(body && { "content-type": "application/json" }),
      ...(key && { "idempotency-key": key }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === "" ? null : JSON.parse(text);
}

/** An inbox with a contact and an open conversation, brought into the state that the path begins in. */
export async function createPlace(asking: Asking, { policy, given }: Path): Promise<Place> {
  const mark = randomUUID();
  const ask: Place["ask"] = (path, body) =>
    send(asking, { path, method: body ? "POST" : "GET", ...(body && { body }) });
  const inbox = await ask("/v1/inboxes", { name: `Shop ${mark}`, ...(policy && { policy }) });
  const named = { name: `Noor ${mark}`, email: `${mark}@example.test`, inboxId: inbox.id };
  const contact = await ask("/v1/contacts", named);
  const conversation = await ask("/v1/conversations", { inboxId: inbox.id, contactId: contact.id });
  const place: Place = {
    accountId: asking.accountId,
    userId: asking.userId,
    inboxId: inbox.id,
    identifier: inbox.identifier,
    sourceId: contact.inbox.sourceId,
    contactId: contact.id,
    conversationId: conversation.id,
    displayId: conversation.displayId,
    mark,
    ask,
    later: (ms) => new Date(asking.now().getTime() + ms).toISOString(),
    wait: asking.wait,
    stamped: asking.stamped,
    before: null,
  };
  place.before = await given?.(place);
  return place;
}

/** Takes a step over HTTP. */
export const request = (asking: Asking, step: RequestStep, place: Place): Promise<unknown> => {
  const { isKeyed, ...asked } = step(place);
  return send(asking, { ...asked, ...(isKeyed && { key: place.mark }) });
};
