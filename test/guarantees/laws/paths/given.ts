import type { Place } from "./path";

const toConversation =
  (rest: string, body: object = {}) =>
  ({ ask, displayId }: Place) =>
    ask(`/v1/conversations/${displayId}/${rest}`, body);

/** One step after the other; answers what the last one did. */
export const all =
  (...steps: ((place: Place) => Promise<unknown>)[]) =>
  async (place: Place) => {
    let last: unknown;
    for (const step of steps) last = await step(place);
    return last;
  };

export const resolved = toConversation("status", { signal: "resolve" });
export const pending = toConversation("status", { signal: "markPending" });
export const waiting = toConversation("messages", { content: "Where is it?", direction: "in" });
export const trashed = toConversation("trash");
export const restored = toConversation("restore");

/** How long what is snoozed sleeps, in ms: of a running product it is waited for. */
export const SLEEP_MS = 3_000;

/** Snoozed for a moment. */
export const snoozed = (place: Place) =>
  toConversation("status", { signal: "snooze", until: place.later(SLEEP_MS) })(place);

/** In the trash, where its snooze runs out. */
export const sleptOutInTrash = all(snoozed, trashed, ({ wait }) => wait(SLEEP_MS + 500));

/** A second conversation of the contact, by its number. */
const begin = ({ ask, inboxId, contactId }: Place) => ask("/v1/conversations", { inboxId, contactId });

/** Another conversation, which the steps bring into their state; answers both numbers. */
export const inSecondConversation =
  (...steps: ((place: Place) => Promise<unknown>)[]) =>
  async (place: Place) => {
    const { id, displayId } = await begin(place);
    for (const step of steps) await step({ ...place, conversationId: id, displayId });
    return { displayIds: [place.displayId, displayId] };
  };

/** Another inbox of the account. */
export const another = async ({ ask, mark }: Place): Promise<{ inboxId: number }> => {
  const { id } = await ask("/v1/inboxes", { name: `Billing ${mark}` });
  return { inboxId: id };
};

/** Another contact, who is the same person. */
export const twin = async ({ ask, mark }: Place) => ask("/v1/contacts", { name: `Li ${mark}` });

/** The operation that changed the conversation last, as the log tells it. */
export const lastOperation = async ({ ask, stamped, conversationId }: Place) => {
  await stamped();
  const { data } = await ask(`/v1/events?conversationId=${conversationId}&limit=1000`);
  return { operationId: String(data.at(-1).operationId) };
};
