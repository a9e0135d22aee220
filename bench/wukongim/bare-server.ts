/** The baseline: node:http, a pool, one prepared statement per request. Answers one question with its port. */
import { createServer } from "node:http";
import pg from "pg";
import { answerQuestions } from "@/bench/lib/child";
import { BARE_SEND, BARE_SYNC } from "./data";

/** As many as the product's pool has. */
const CONNECTIONS = 20;

answerQuestions(async ({ databaseUrl }: { databaseUrl: string }) => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: CONNECTIONS });
  const run = async (path: string, body: Record<string, unknown>): Promise<unknown> => {
    const isSync = path.endsWith("/messagesync");
    const { rows } = await pool.query(
      isSync
        ? { name: "sync", text: BARE_SYNC, values: [body["group"], body["start_message_seq"], body["limit"]] }
        : {
            name: "send",
            text: BARE_SEND,
            values: [body["group"], body["from_uid"], body["client_msg_no"], body["payload"]],
          },
    );
    return isSync ? { messages: rows } : { status: 200, data: rows[0] };
  };
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", async () => {
      try {
        const body = JSON.stringify(await run(req.url ?? "", JSON.parse(Buffer.concat(chunks).toString())));
        res.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
        res.end(body);
      } catch (error) {
        res.writeHead(500).end(String(error));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return { port: typeof address === "object" && address ? address.port : 0 };
});
