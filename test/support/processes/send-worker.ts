/**
 * A worker that takes messages to the programs behind their inboxes, until a program has answered: it is killed before it
 * stores the answer.
 */
import { createCallbackSender } from "@/server/channels/api/callback-sender";
import { createTicklineBody } from "@/server/channels/api/tickline-body";
import { createRun, type Run } from "@/server/commands/_run/run";
import { createChatwootBody } from "@/server/dialects/chatwoot/webhooks/callback-body";
import { createAddressPolicy } from "@/server/lib/outbound/address-policy";
import { createOutbound } from "@/server/lib/outbound/post";
import { systemResolve } from "@/server/lib/outbound/target";
import { openDatabase } from "@/server/store/_postgres/db";
import { openSends } from "@/server/worker/sends/open-sends";

const [url, journalFolder, nowMs] = process.argv.slice(2);
if (!url || !journalFolder) throw new Error("which database, which folder?");
const database = openDatabase({ url, max: 4 });
const now = () => new Date(Number(nowMs));
const real = createRun({ database, now, onCommitted: () => undefined });
const dying: Run = Object.assign(() => {
  process.kill(process.pid, "SIGKILL");
  return new Promise<never>(() => undefined);
}, real);
const baseUrl = "http://localhost";
const policy = createAddressPolicy(["127.0.0.0/8"]);
const outbound = createOutbound({ policy, resolve: systemResolve, totalMs: 5_000 });
const bodies = { tickline: createTicklineBody(baseUrl), chatwoot: createChatwootBody({ database }, baseUrl) };
openSends({
  database,
  now,
  run: dying,
  sender: createCallbackSender({ outbound, bodies, now }),
  log: { error: (error: unknown) => process.stderr.write(`${JSON.stringify(error)}\n`) },
  journalFolder,
});
