import { z } from "zod";
import type { Random } from "@/server/setup/demo/random";
import { ApiRefusal, type Client } from "./client";
import type { OutgoingMessage } from "./integrator";
import type { Talk, Talks } from "./talk";
import type { Timers } from "./timers";

const created = z.object({ id: z.number() });
const conversation = z.object({
  displayId: z.number(),
  inboxId: z.number(),
  contact: z.object({ name: z.string() }),
});
const placed = z.object({ conversation: z.object({ displayId: z.number() }) });

export type CustomersOptions = {
  client: Client;
  timers: Timers;
  random: Random;
  talks: Talks;
  onWritten: (talk: Talk, displayId: number, text: string) => void;
};

export type Customers = {
  /** A message reached a customer, who may reply. */
  onMessage(message: OutgoingMessage): void;
};

const RETURN_CHANCE = 0.25;
const ANSWER_CHANCE = 0.8;
/** The shop itself writes to the customer now and then, so that ticks change without an agent. */
const NOTICE_CHANCE = 0.35;

/** Simulates customers: new ones, returning ones, and those who reply. */
export function startCustomers({ client, timers, random, talks, onWritten }: CustomersOptions): Customers {
  const talksByConversation = new Map<number, Talk>();
  const contactIds = new Map<string, number>();

  async function write(displayId: number, talk: Talk, content: string): Promise<void> {
    const body = { content, direction: "in" };
    const { conversation: where } = await client.post(
      `/v1/conversations/${displayId}/messages`,
      body,
      placed,
    );
    talksByConversation.set(where.displayId, talk);
    onWritten(talk, where.displayId, content);
  }

  async function introduce({ name, identifier, inbox }: Talk): Promise<number> {
    const known = contactIds.get(identifier);
    const id =
      known ?? (await client.post("/v1/contacts", { name, identifier, inboxId: inbox.id }, created)).id;
    contactIds.set(identifier, id);
    return id;
  }

  async function begin(): Promise<void> {
    const talk = talks.next();
    const contactId = await introduce(talk);
    const begun = await client.post("/v1/conversations", { inboxId: talk.inbox.id, contactId }, conversation);
    await write(begun.displayId, talk, talk.left.shift() ?? talk.again());
    if (!random.isLikely(NOTICE_CHANCE)) return;
    const path = `/v1/conversations/${begun.displayId}/messages`;
    timers.after(3, () => tolerate(() => client.post(path, { content: talk.notice() }, placed)));
  }

  async function comeBack(): Promise<void> {
    const page = z.object({ data: z.array(conversation) });
    const { data } = await client.get("/v1/conversations?status=resolved&limit=50", page);
    for (const { displayId, inboxId, contact } of data.sort(() => random.next() - 0.5)) {
      const talk = talksByConversation.get(displayId) ?? talks.stranger(inboxId, contact.name);
      if (talk) return write(displayId, talk, talk.again());
    }
    return begin();
  }

  async function next(): Promise<void> {
    await tolerate(random.isLikely(RETURN_CHANCE) ? comeBack : begin);
    timers.after(2 + 7 * random.next(), next);
  }
  timers.after(0, next);

  return {
    onMessage({ conversation: { displayId }, contact, inboxId, sender }) {
      const talk = talksByConversation.get(displayId) ?? talks.stranger(inboxId, contact.name);
      if (!talk || sender.type !== "user" || !random.isLikely(ANSWER_CHANCE)) return;
      const answer = talk.left.shift() ?? talk.thanks();
      timers.after(6 + 14 * random.next(), () => tolerate(() => write(displayId, talk, answer)));
    },
  };
}

/** Ignores refusals: people may delete, block or trash what a step is about to use. */
async function tolerate(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ApiRefusal) || error.code.startsWith("auth.")) throw error;
  }
}
