/** The baseline: node:http, a pool, one prepared statement an operation. Answers one question with its port and process id. */
import { createServer } from "node:http";
import pg from "pg";
import { answerQuestions } from "@/bench/lib/child";
import { OPERATIONS } from "./operations";

/** As many as the product's pool has. */
const CONNECTIONS = 20;

const STATEMENTS = new Map(
  Object.entries(OPERATIONS).map(([name, { statement }]) => [`/${name}`, statement]),
);

answerQuestions(async ({ databaseUrl }: { databaseUrl: string }) => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: CONNECTIONS });

  /** The body's values are the statement's parameters. The answer is what Postgres has written as JSON. */
  async function answer(path: string, body: string): Promise<string> {
    const text = STATEMENTS.get(path);
    if (!text) throw new Error(`no operation ${path}`);
    const { rows } = await pool.query({ name: path, text, values: JSON.parse(body) });
    return JSON.stringify(rows[0]?.answer ?? null);
  }

  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      answer(req.url ?? "", Buffer.concat(chunks).toString()).then(
        (text) =>
          res
            .writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) })
            .end(text),
        (error: unknown) => res.writeHead(500).end(String(error)),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return { port: typeof address === "object" && address ? address.port : 0, pid: process.pid };
});
