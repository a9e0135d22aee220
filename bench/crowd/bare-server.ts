/**
 * The baseline: node:http and a pool. A write inserts its rows in one transaction, and its frame goes to a set of raw
 * responses.
 */
import { createServer, type ServerResponse } from "node:http";
import pg from "pg";
import { answerQuestions } from "@/bench/lib/child";
import { indexOf } from "./writes";

export type BareQuestion = {
  databaseUrl: string;
  /** The length of an event in a frame. */
  eventBytes: number;
  /** The events of a bulk operation. */
  bulkEvents: number;
};

/** As many as the product's pool has. */
const CONNECTIONS = 20;
const TABLE = `create table if not exists bare (seq bigserial primary key, body text not null)`;
const INSERT = `insert into bare (body) select $1 from generate_series(1, $2::int)`;

const readers = new Set<ServerResponse>();
let seq = 0;

answerQuestions(async ({ databaseUrl, eventBytes, bulkEvents }: BareQuestion) => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: CONNECTIONS });
  await pool.query(TABLE);
  const filling = "x".repeat(Math.max(1, eventBytes - 150));

  async function write(path: string, body: { content?: string }): Promise<object> {
    const events = path === "/v1/bulk-operations" ? bulkEvents : 1;
    const client = await pool.connect();
    try {
      await client.query("begin");
      await client.query({ name: "insert", text: INSERT, values: [filling, events] });
      await client.query("commit");
    } finally {
      client.release();
    }
    send(Array.from({ length: events }, () => eventOf(body.content)));
    return { id: seq };
  }

  const eventOf = (content = "") => {
    seq += 1;
    const type = indexOf(content) === null ? "message.status_changed" : "message.created";
    return { seq, type, data: { content, filling } };
  };

  const server = createServer((req, res) => {
    if (req.method === "GET") {
      readers.add(res.writeHead(200, { "content-type": "text/event-stream" }));
      res.write(`data: {"json":{"events":[]}}\nid: bare:0\n\n`);
      return void res.once("close", () => readers.delete(res));
    }
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      write(req.url ?? "", JSON.parse(Buffer.concat(chunks).toString())).then(
        (answer) => res.end(JSON.stringify(answer)),
        (error: unknown) => res.writeHead(500).end(String(error)),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return { port: typeof address === "object" && address ? address.port : 0, pid: process.pid };
});

function send(events: object[]): void {
  const bytes = Buffer.from(`data: ${JSON.stringify({ json: { events } })}\nid: bare:${seq}\n\n`);
  for (const reader of readers) reader.write(bytes);
}
