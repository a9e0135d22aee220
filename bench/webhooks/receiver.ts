/** Receives webhooks in a separate process: answers `/ok…` immediately and `/hang` never; records when each arrived. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answerQuestions } from "@/bench/lib/child";

export type ReceiverQuestion = { kind: "open" } | { kind: "taken" };
/** Arrivals since the last question: path, `webhook-id`, and when the first byte arrived, in ms since 1970. */
export type ReceiverAnswer = { port: number; taken: [string, string, number][] };

let taken: ReceiverAnswer["taken"] = [];

const server = createServer((request, answer) => {
  const atMs = performance.timeOrigin + performance.now();
  const path = request.url ?? "";
  taken.push([path, String(request.headers["webhook-id"]), atMs]);
  request.resume();
  if (path !== "/hang") request.on("end", () => answer.writeHead(204).end());
});
const opened = new Promise<number>((done) => {
  server.listen(0, "127.0.0.1", () => done((server.address() as AddressInfo).port));
});

answerQuestions(async (_: ReceiverQuestion): Promise<ReceiverAnswer> => {
  const port = await opened;
  const arrived = taken;
  taken = [];
  return { port, taken: arrived };
});
