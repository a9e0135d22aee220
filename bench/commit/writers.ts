/** Business commits by 32 writers in a process of its own, with relay and hub as in the product, or without both. */
import { createRun } from "@/server/commands/run";
import { sendMessage } from "@/server/commands/send-message";
import { systemCaller } from "@/server/contract/caller";
import { log } from "@/server/lib/log";
import { createHub } from "@/server/live/hub";
import { openDatabase } from "@/server/store/db";
import { type Relay, startRelay } from "@/server/worker/relay-loop";
import { answerQuestions } from "../lib/child";

export type CommitQuestion = { databaseUrl: string; isTold: boolean; conversations: number; commits: number };
export type CommitAnswer = { seconds: number; events: number; failures: string[] };

const WRITERS = 32;
const now = () => new Date();

type Writing = { run: ReturnType<typeof createRun> };
let opened: Writing | null = null;

/** Once a process: the pools of the product, and what hears of its commits. */
function open({ databaseUrl, isTold }: CommitQuestion): Writing {
  const database = openDatabase({ url: databaseUrl });
  let relay: Relay | undefined;
  if (isTold) {
    const hub = createHub({ database, authenticate: async () => null, now, log });
    relay = startRelay({
      database: openDatabase({ url: databaseUrl, max: 2 }),
      now,
      followed: hub.followed,
      onStamped: hub.publish,
      onError: (error) => log.warn({ err: error }, "the relay could not stamp"),
    });
  }
  return { run: createRun({ database, now, onCommitted: () => relay?.wake() }) };
}

answerQuestions(async (question: CommitQuestion): Promise<CommitAnswer> => {
  opened ??= open(question);
  const { run } = opened;
  const answer: CommitAnswer = { seconds: 0, events: 0, failures: [] };
  let next = 0;
  const write = async () => {
    while (next < question.commits) {
      const conversationId = 1 + ((next++ * 7_919) % question.conversations);
      const input = { conversation: { conversationId }, content: "We are looking into it." };
      try {
        const { events } = await run(sendMessage, systemCaller(1), input);
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
