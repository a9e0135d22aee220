import { randomUUID } from "node:crypto";
import type { Path, Place, RequestStep } from "./path";

/** The product over HTTP, and its clock. */
export type RunningProduct = {
  url: string;
  /** The token of an administrator's program that may purge. */
  token: string;
  accountId: number;
  userId: number;
  now(): Date;
  wait(ms: number): Promise<void>;
  stamped(): Promise<unknown>;
};

/** Sends a step's request. Returns the body; throws a refusal. */
export async function send(
  { url, token }: Pick<RunningProduct, "url" | "token">,
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

/** An inbox with a contact and an open conversation, in the path's starting state. */
export async function createPlace(
  product: RunningProduct,
  { policy, inboxSettings, given }: Path,
): Promise<Place> {
  const mark = randomUUID();
  const request: Place["request"] = (path, body) =>
    send(product, { path, method: body ? "POST" : "GET", ...(body && { body }) });
  const inbox = await request("/v1/inboxes", { name: `Shop ${mark}`, ...(policy && { policy }) });
  const body = { publicApi: true, ...inboxSettings };
  await send(product, { path: `/v1/inboxes/${inbox.id}`, method: "PATCH", body });
  const visitors = `/public/api/v1/inboxes/${inbox.identifier}/contacts`;
  const { id: contactId, source_id: sourceId } = await request(visitors, { name: `Noor ${mark}` });
  const email = `${mark}@example.test`;
  await send(product, { path: `/v1/contacts/${contactId}`, method: "PATCH", body: { email } });
  const conversation = await request("/v1/conversations", { inboxId: inbox.id, contactId, sourceId });
  const place: Place = {
    accountId: product.accountId,
    userId: product.userId,
    inboxId: inbox.id,
    identifier: inbox.identifier,
    sourceId,
    contactId,
    conversationId: conversation.id,
    displayId: conversation.displayId,
    mark,
    request,
    later: (ms) => new Date(product.now().getTime() + ms).toISOString(),
    wait: product.wait,
    stamped: product.stamped,
    before: null,
  };
  place.before = await given?.(place);
  return place;
}

/** Takes a step over HTTP. */
export const takeStep = (product: RunningProduct, step: RequestStep, place: Place): Promise<unknown> => {
  const { isKeyed, ...sent } = step(place);
  return send(product, { ...sent, ...(isKeyed && { key: place.mark }) });
};

const toConversation =
  (rest: string, body: object = {}) =>
  ({ request, displayId }: Place) =>
    request(`/v1/conversations/${displayId}/${rest}`, body);

/** Takes the steps one after the other. Returns the last answer. */
export const all =
  (...steps: ((place: Place) => Promise<unknown>)[]) =>
  async (place: Place) => {
    let last: unknown;
    for (const step of steps) last = await step({ ...place, before: last });
    return last;
  };

export const resolved = toConversation("status", { signal: "resolve" });
export const pending = toConversation("status", { signal: "markPending" });
export const waiting = toConversation("messages", { content: "Where is it?", direction: "in" });
export const trashed = toConversation("trash");
export const restored = toConversation("restore");

/** The length of a snooze in ms, which tests on the running product wait for. */
export const SLEEP_MS = 3_000;

/** Snoozed for a moment. */
export const snoozed = (place: Place) =>
  toConversation("status", { signal: "snooze", until: place.later(SLEEP_MS) })(place);

/** Trashed, with a snooze that ends in the trash. */
export const sleptOutInTrash = all(snoozed, trashed, ({ wait }) => wait(SLEEP_MS + 500));

/** Creates a second conversation of the contact. */
const begin = ({ request, inboxId, contactId }: Place) =>
  request("/v1/conversations", { inboxId, contactId });

/** Another conversation in the state after the steps. Returns both display ids. */
export const inSecondConversation =
  (...steps: ((place: Place) => Promise<unknown>)[]) =>
  async (place: Place) => {
    const { id, displayId } = await begin(place);
    for (const step of steps) await step({ ...place, conversationId: id, displayId });
    return { displayIds: [place.displayId, displayId] };
  };

/** Another inbox of the account. */
export const another = async ({ request, mark }: Place): Promise<{ inboxId: number }> => {
  const { id } = await request("/v1/inboxes", { name: `Billing ${mark}` });
  return { inboxId: id };
};

/** The contact's conversation in an inbox whose channel keeps one of each customer. */
export const inApp = async ({ request, mark, contactId }: Place) => {
  const { id: inboxId } = await request("/v1/inboxes", { name: `App ${mark}`, channel: "wukongim" });
  return request("/v1/conversations", { inboxId, contactId });
};

/** Another contact of the same person. */
export const twin = async ({ request, mark, inboxId }: Place) =>
  request("/v1/contacts", { name: `Li ${mark}`, inboxId });

/** The operation of the conversation's last change, from the log. */
export const lastOperation = async ({ request, stamped, conversationId }: Place) => {
  await stamped();
  const { data } = await request(`/v1/events?conversationId=${conversationId}&limit=1000`);
  return { operationId: String(data.at(-1).operationId) };
};
