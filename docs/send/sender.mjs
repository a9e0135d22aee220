// A sender of an inbox's messages to copy from: Node 20 and nothing else.
//
//   TICKLINE_URL=http://127.0.0.1:3000 TICKLINE_TOKEN=… INBOX_ID=1 PROVIDER_URL=… STATE=./state PORT=4001 node sender.mjs
//
// It reads message.send_requested from the event log, sends each message once and in the order of its conversation, tells
// Tickline what became of it, and passes on what the provider reports at POST /provider. Everything is on disk before it
// acts: after a crash it continues, and a message that it was sending is not sent again.
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, createApi, requireVariables } from "../consume/api.mjs";
import { openJournal } from "./journal.mjs";
import { NotSent, Refused, receiptsOf, send } from "./provider.mjs";

requireVariables("TICKLINE_URL", "TICKLINE_TOKEN", "INBOX_ID", "PROVIDER_URL");
const { TICKLINE_URL: url, TICKLINE_TOKEN: token, STATE: folder = "./state", PORT: port = "4001" } = process.env;
const inboxId = Number(process.env.INBOX_ID);
const firstDelayMs = 1000 * Number(process.env.RETRY_SECONDS ?? 5);
const DELAY_MAX_MS = 3_600_000;
/** A message that could not be sent for so long has failed. */
const GIVE_UP_MS = 24 * 3_600_000;

mkdirSync(folder, { recursive: true });
const request = createApi({ url, token });
const journal = await openJournal(join(folder, "journal.jsonl"));

// — what is to be sent

/** Without a cursor it begins with the next message: earlier ones were sent by whoever sent before. */
async function beginLog() {
  const { asOf } = await request("/v1/conversations?limit=1");
  await journal.write({ cursor: asOf });
}

async function readLog() {
  if (journal.cursor() === null) await beginLog();
  const after = encodeURIComponent(journal.cursor());
  const query = `types=message.send_requested&limit=1000&wait=25&after=${after}`;
  const { data, nextCursor } = await request(`/v1/events?${query}`);
  // What was permanently deleted since has no text any more (`redactedAt`).
  const asked = data.filter((event) => event.data.inboxId === inboxId && !event.redactedAt && !journal.asked.has(event.id));
  await journal.write({ asked, cursor: nextCursor }); // one line: with the cursor torn off, a finished message would be read again
  asked.forEach(enqueue);
}

/** The last message of each conversation: the next one waits for it. */
const lines = new Map();

function enqueue(event) {
  const { conversationId } = event.data;
  const line = (lines.get(conversationId) ?? Promise.resolve()).then(() => sendOne(event));
  lines.set(conversationId, line);
  line.finally(() => lines.get(conversationId) === line && lines.delete(conversationId));
}

async function sendOne(event) {
  const { id: messageId, attempt } = event.data;
  // It was being sent when this program stopped. Saying nothing makes it unconfirmed: a person decides.
  if (journal.begun.has(event.id)) return journal.write({ done: event.id });
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(2 * delayMs, DELAY_MAX_MS)) {
    await journal.write({ begun: event.id });
    const end = await send(event.data).then(
      ({ sourceId }) => ({ signal: "sent", sourceId }),
      (error) => (error instanceof Refused ? { signal: "failed", error: error.message } : { error }),
    );
    const isLate = Date.now() - Date.parse(event.occurredAt) > GIVE_UP_MS;
    if (end.error instanceof NotSent && !isLate) {
      await journal.write({ notSent: event.id });
      await sleep(Math.max(delayMs, end.error.afterMs));
      continue;
    }
    if (end.error instanceof NotSent) Object.assign(end, { signal: "failed", error: end.error.message });
    if (!end.signal) console.error(`message ${messageId}: ${end.error.message}; whether it was sent is unknown`);
    const receipt = { messageId, attempt, at: new Date().toISOString(), ...end };
    await journal.write(...(end.signal ? [{ report: { key: event.id, receipt } }] : []), { done: event.id });
    return report();
  }
}

// — what became of it

let reporting = Promise.resolve();
/** Tells Tickline everything that it has not accepted yet. Order and repetition do not matter. */
function report() {
  reporting = reporting.then(async () => {
    const told = [...journal.reports].slice(0, 1000);
    if (told.length > 0) await sendReceipts(told);
  });
  reporting = reporting.catch((error) => console.error(`receipts: ${error.message}`)); // again with the next round
  return reporting;
}

/** One malformed receipt refuses the whole request, and always will: then each goes alone, and that one is given up. */
async function sendReceipts(told) {
  try {
    const { results } = await request("/v1/receipts", { body: { receipts: told.map(([, receipt]) => receipt) } });
    results.forEach(({ result, error }, i) => error && console.error(told[i][1], result, error));
  } catch (error) {
    if (error.status !== 422) throw error;
    if (told.length > 1) {
      for (const one of told) await sendReceipts([one]);
      return;
    }
    console.error(told[0][1], error.message);
  }
  await journal.write(...told.map(([key]) => ({ reported: key })));
}

const server = createServer((incoming, answer) => {
  if (incoming.method !== "POST" || incoming.url !== "/provider") return answer.writeHead(404).end();
  const parts = [];
  incoming.on("data", (part) => parts.push(part));
  incoming.on("end", async () => {
    try {
      const receipts = receiptsOf(JSON.parse(Buffer.concat(parts).toString("utf8")));
      const told = receipts.map((receipt) => ({ key: crypto.randomUUID(), receipt: { ...receipt, inboxId } }));
      if (told.length > 0) await journal.write(...told.map((one) => ({ report: one })));
      answer.writeHead(204).end(); // it is on disk
      await report();
    } catch (error) {
      console.error(error.message);
      if (!answer.headersSent) answer.writeHead(500).end(); // the provider repeats it
    }
  });
});
while (journal.cursor() === null) {
  await beginLog().catch(async (error) => {
    console.error(error.message);
    await sleep(1_000);
  });
}
server.listen(Number(port), "127.0.0.1", () => console.log(`listening on ${server.address().port}`));

[...journal.asked.values()].forEach(enqueue);
for (;;) {
  try {
    await report();
    await readLog();
  } catch (error) {
    console.error(error.message);
    // The log was cut after the cursor, or is another one: continue with what comes now.
    if (error instanceof ApiError && error.status === 410) await journal.write({ cursor: null });
    await sleep(1_000);
  }
}
