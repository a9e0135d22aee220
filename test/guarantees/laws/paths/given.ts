import type { Place } from "./path";

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
