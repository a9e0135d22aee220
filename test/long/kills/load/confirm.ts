import { randomUUID } from "node:crypto";
import type { Random } from "@/server/setup/demo/random";
import type { Begun, Scene, Work } from "./scene";

/** A call with `Prefer: confirm`: a customer's message, sent once or until it is acknowledged, or a refused change. */
export const confirm: Work = async (scene, { talks, pool }, random) => {
  const conversation = random.pick(random.isLikely(0.5) ? talks : pool);
  if (random.isLikely(0.2)) await refuse(scene, conversation);
  else await receive(scene, conversation, random);
};

async function receive({ client, promised }: Scene, { displayId }: Begun, random: Random): Promise<void> {
  const content = `confirmed ${randomUUID()}`;
  const path = `/v1/conversations/${displayId}/messages`;
  const body = { content, direction: "in" };
  const tries = random.isLikely(0.3)
    ? (await client.confirmed(path, body)).tries
    : [await client.once(path, body)];
  promised.received.push({ content, tries });
}

/** Refused, because the conversation is not snoozed. */
async function refuse({ client }: Scene, { displayId }: Begun): Promise<void> {
  const { answer } = await client.once(`/v1/conversations/${displayId}/status`, { signal: "wake" });
  if (answer && ![409, 503].includes(answer.status))
    client.faults.push(`what cannot wake: ${answer.status} ${answer.code}`);
}
