/** The baseline for one tick per request: node:http, a pool, one prepared statement. Answers one question with its port. */
import { createServer } from "node:http";
import pg from "pg";
import { answerQuestions } from "@/bench/lib/child";
import { BARE_STATEMENT } from "./data";

/** As many as the product's pool has. */
const CONNECTIONS = 20;

answerQuestions(async ({ databaseUrl }: { databaseUrl: string }) => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: CONNECTIONS });
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", async () => {
      try {
        const { id, signal } = JSON.parse(Buffer.concat(chunks).toString());
        const { rows } = await pool.query({ name: "tick", text: BARE_STATEMENT, values: [id, signal] });
        const body = JSON.stringify({ applied: rows[0]?.inserted === 1 });
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
