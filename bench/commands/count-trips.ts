/** Between the product and Postgres, in a process of its own: counts how often a connection sends after it was answered. */
import { connect, createServer } from "node:net";
import { answerQuestions } from "@/bench/lib/child";

export type TripsQuestion = { kind: "open"; port: number } | { kind: "count" };
/** `port`: where it listens; `trips`: of all connections until now. */
export type TripsAnswer = { port: number; trips: number };

let trips = 0;
let port = 0;

answerQuestions(async (question: TripsQuestion): Promise<TripsAnswer> => {
  if (question.kind === "open") port = await listen(question.port);
  return { port, trips };
});

async function listen(to: number): Promise<number> {
  const server = createServer({ noDelay: true }, (client) => {
    const postgres = connect({ port: to, host: "127.0.0.1", noDelay: true });
    let isAnswered = true;
    client.on("data", (bytes) => {
      if (isAnswered) trips += 1;
      isAnswered = false;
      postgres.write(bytes);
    });
    postgres.on("data", (bytes) => {
      isAnswered = true;
      client.write(bytes);
    });
    for (const [socket, other] of [
      [client, postgres],
      [postgres, client],
    ] as const)
      socket.on("error", () => other.destroy()).on("close", () => other.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}
