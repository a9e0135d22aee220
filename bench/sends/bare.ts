/** The least work of a send in a loop: a signed POST on a kept-alive connection, then one transaction for its tick. */
import pg from "pg";
import { answerQuestions } from "@/bench/lib/child";
import { openSignedPosts } from "@/bench/lib/signed-posts";

export type BareQuestion = { databaseUrl: string; port: number; sends: number; atOnce: number };
export type BareAnswer = { seconds: number; failures: number };

const BODY = JSON.stringify({ type: "message.send", text: "x".repeat(2_000) });

const SETTLE = [
  "begin",
  "update message set status = 'sent', version = version + 1, updated_at = now() where account_id = 1 and id = $1",
  `insert into message_receipt (account_id, message_id, conversation_id, attempt, signal, result, actor, at, received_at)
   select 1, id, conversation_id, 1, 'sent', 'applied', '{}', now(), now() from message where account_id = 1 and id = $1`,
  "insert into bare_event (message_id, body) values ($1, $2)",
  "commit",
];

answerQuestions(async ({ databaseUrl, port, sends, atOnce }: BareQuestion): Promise<BareAnswer> => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: atOnce });
  await pool.query("create table if not exists bare_event (message_id bigint, body json)");
  const { rows } = await pool.query<{ id: string }>(
    "select id from message where account_id = 1 and direction = 'out' order by id limit $1",
    [sends],
  );
  const posting = openSignedPosts({ port, inFlight: atOnce, bodyOf: () => BODY });
  let next = 0;
  const settle = async (id: string) => {
    const client = await pool.connect();
    try {
      for (const sql of SETTLE)
        await client.query(sql, sql.includes("$2") ? [id, BODY] : sql.includes("$1") ? [id] : []);
    } finally {
      client.release();
    }
  };
  const began = performance.now();
  const loop = async () => {
    for (let row = rows[next++]; row; row = rows[next++]) {
      await posting.post();
      await settle(row.id);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, loop));
  const seconds = (performance.now() - began) / 1000;
  posting.close();
  await pool.end();
  return { seconds, failures: posting.failures() };
});
