import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export type Taken = {
  /** With the query. */
  path: string;
  body: string;
  headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: a receiver reads JSON; what it expects is what the test asserts.
  json: any;
  answer: ServerResponse;
};

export type Receiver = Awaited<ReturnType<typeof openReceiver>>;

/** A receiver of webhooks on a free port, or on `port`. `answer` may be replaced; by default, 204 immediately. */
export async function openReceiver(port = 0) {
  const taken: Taken[] = [];
  const receiver = {
    /** Every POST, in order of arrival. */
    taken,
    answer: (one: Taken): unknown => one.answer.writeHead(204).end(),
    url: "",
    close: async (): Promise<void> => undefined,
  };
  const server = createServer((request, answer) => {
    const parts: Buffer[] = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts).toString("utf8");
      const one = { path: request.url ?? "", body, headers: request.headers, json: JSON.parse(body), answer };
      taken.push(one);
      receiver.answer(one);
    });
  });
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  receiver.close = () =>
    new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return receiver;
}

export const withStatus =
  (status: number, headers: Record<string, string> = {}) =>
  ({ answer }: Taken) =>
    answer.writeHead(status, headers).end("what the receiver says");

/** A message that arrived at the program. */
type Arrival = { content: string; sendId: string; isAnswered: boolean };

/** The program behind an inbox, which fails as it is told to: it goes down, and comes back at the same address. */
export async function openFailingProgram() {
  const arrivals: Arrival[] = [];
  let receiver: Receiver | null = await openReceiver();
  const { url } = receiver;
  const met = new Set<string>();
  const arrive = ({ json, headers }: Taken, isAnswered: boolean) =>
    arrivals.push({ content: json.message.content, sendId: String(headers["webhook-id"]), isAnswered });
  const answers = {
    works: (one: Taken) => {
      arrive(one, true);
      withStatus(204)(one);
    },
    throttles: withStatus(429, { "retry-after": "30" }),
    hangs: (one: Taken) => arrive(one, false),
  };
  onTestFinished(async () => receiver?.close());
  return {
    url,
    arrivals,
    /** The states in which it was called. */
    met,
    async become(state: keyof typeof answers | "is down") {
      if (state === "is down") {
        await receiver?.close();
        receiver = null;
        return;
      }
      receiver ??= await openReceiver(Number(new URL(url).port));
      receiver.answer = (one) => {
        met.add(state);
        answers[state](one);
      };
    },
  };
}
export type FailingProgram = Awaited<ReturnType<typeof openFailingProgram>>;
