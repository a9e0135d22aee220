/** Business commits by 32 writers in a separate process, with relay, hub and webhooks as in the product, or without. */

import { answerQuestions } from "@/bench/lib/child";
import { createRun } from "@/server/commands/_run/run";
import { sendMessage } from "@/server/commands/messages/send-message";
import { createEndpoint } from "@/server/commands/webhooks/endpoints";
import { systemCaller } from "@/server/contract/_shared/caller";
import { provideAddressPolicy } from "@/server/lib/outbound/target";
import { log } from "@/server/lib/process/log";
import { createHub } from "@/server/live/hub/hub";
import { openDatabase } from "@/server/store/_postgres/db";
import { type Relay, startRelay } from "@/server/worker/relay/relay-loop";
import { openWebhooks, wakeWebhooks } from "@/server/worker/webhooks/open-webhooks";

export type CommitQuestion = {
  databaseUrl: string;
  /** With relay and hub. */
  isRelayed: boolean;
  /** The URL of an endpoint that receives every new message; null = none. */
  webhookUrl: string | null;
  conversations: number;
  commits: number;
};
export type CommitAnswer = { seconds: number; events: number; failures: string[] };

const WRITERS = 32;
const now = () => new Date();

type Writing = { run: ReturnType<typeof createRun> };
let opened: Writing | null = null;

/** Opens the product's pools, and what follows its commits; once per process. */
async function open({ databaseUrl, isRelayed, webhookUrl }: CommitQuestion): Promise<Writing> {
  const database = openDatabase({ url: databaseUrl });
  let relay: Relay | undefined;
  if (isRelayed) {
    const hub = createHub({ database, authenticate: async () => null, now, log });
    relay = startRelay({
      database: openDatabase({ url: databaseUrl, max: 2 }),
      now,
      followed: hub.followed,
      onStamped(rows, others) {
        hub.publish(rows, others);
        wakeWebhooks();
      },
      onError: (error) => log.warn({ err: error }, "the relay could not stamp"),
    });
  }
  const run = createRun({ database, now, onCommitted: () => relay?.wake() });
  if (webhookUrl !== null) {
    provideAddressPolicy(["127.0.0.0/8"]);
    const endpoint = { url: webhookUrl, types: ["message.created"] };
    await run(createEndpoint, { ...systemCaller(1), role: "administrator" }, endpoint);
    openWebhooks({ database, run, now, log, baseUrl: "http://localhost" });
  }
  return { run };
}

answerQuestions(async (question: CommitQuestion): Promise<CommitAnswer> => {
  opened ??= await open(question);
  const { run } = opened;
  const answer: CommitAnswer = { seconds: 0, events: 0, failures: [] };
  let next = 0;
  const write = async () => {
    while (next < question.commits) {
      const conversationId = 1 + ((next++ * 7_919) % question.conversations);
      const input = { conversation: { conversationId }, content: "We are looking into it." };
      try {
        const { events } = await run(sendMessage, systemCaller(1), { ...input, hasLeft: true });
        answer.events += events.length;
      } catch (error) {
        answer.failures.push(String(error));
      }
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: WRITERS }, write));
  answer.seconds = (performance.now() - began) / 1000;
  return { ...answer, failures: answer.failures.slice(0, 5) };
});
