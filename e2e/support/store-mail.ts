/** `store-mail.ts INBOX_ID < MAIL`: stores a mail for an inbox of the running demo, as its mailbox would. */
import { buffer } from "node:stream/consumers";
import { storeMail } from "@/server/channels/email/receive/store-mail";
import { createRun } from "@/server/commands/_run/run";
import { createServices } from "@/server/commands/_run/services";
import { readEnv } from "@/server/lib/env/env";
import { live } from "@/server/lib/process/lifecycle";
import { openCliDatabase } from "@/server/setup/cli/cli-database";
import { openDatabase } from "@/server/store/_postgres/db";

live(async (life) => {
  const url = await openCliDatabase(life, readEnv(), { isExisting: true });
  const database = await life.step("connection", {
    start: () => openDatabase({ url }),
    stop: (opened) => opened.close(),
  });
  const now = () => new Date();
  const run = createRun({ database, now, onCommitted: () => {} });
  const inboxId = Number(process.argv[2]);
  const [inbox] = await database.query<{ accountId: number }>(
    `select account_id as "accountId" from inbox where id = $1`,
    [inboxId],
  );
  if (!inbox) throw new Error(`there is no inbox ${inboxId}`);
  const stored = await storeMail(
    createServices({ database, now, run, mailsLinks: false }),
    { ...inbox, inboxId, address: "help@shop.example", replyKey: Buffer.from("a key of the installation") },
    await buffer(process.stdin),
  );
  if (stored.kind !== "stored") throw new Error(`the mail was ${stored.kind}`);
  void life.end(0);
});
