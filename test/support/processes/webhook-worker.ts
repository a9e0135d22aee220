/** A worker that delivers the log of the given database to its endpoints until it is killed. */
import { createRun } from "@/server/commands/_run/run";
import { provideAddressPolicy } from "@/server/lib/outbound/target";
import { openDatabase } from "@/server/store/_postgres/db";
import { openWebhooks } from "@/server/worker/webhooks/open-webhooks";

const url = process.argv[2];
if (!url) throw new Error("which database?");
provideAddressPolicy(["127.0.0.0/8"]);
const database = openDatabase({ url, max: 4 });
const now = () => new Date();
const report = (error: unknown) => process.stderr.write(`${JSON.stringify(error)}\n`);
openWebhooks({
  database,
  now,
  baseUrl: "http://localhost",
  run: createRun({ database, now, onCommitted: () => undefined }),
  log: { error: report, warn: report },
});
