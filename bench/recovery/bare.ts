import { execute } from "@/bench/lib/postgres";
import { waitUntil } from "@/server/lib/async/wait-until";
import { startEmbeddedPostgres } from "@/server/lib/postgres/embedded";

const ROWS = 5_000;

/**
 * How long Postgres alone takes on the same data: killed after some writes, started again by the product's supervisor, polled
 * until it answers. In seconds, one per kill.
 */
export async function measureBare(dataDir: string, kills: number): Promise<number[]> {
  const postgres = await startEmbeddedPostgres(dataDir);
  try {
    await execute(postgres.urls.owner, "create table bare (n int)");
    const seconds: number[] = [];
    for (let i = 0; i < kills; i++) {
      await execute(postgres.urls.owner, `insert into bare select generate_series(1, ${ROWS})`);
      const began = performance.now();
      const killed = postgres.pid();
      process.kill(killed, "SIGKILL");
      const answers = () =>
        execute(postgres.urls.owner, "insert into bare values (0)").then(
          () => postgres.pid() !== killed,
          () => false,
        );
      if (!(await waitUntil(answers, { withinMs: 60_000 })))
        throw new Error("Postgres alone did not come back");
      seconds.push((performance.now() - began) / 1000);
    }
    return seconds;
  } finally {
    await postgres.stop();
  }
}
