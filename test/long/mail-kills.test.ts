import { expect, test } from "vitest";
import { killWhileMailing } from "@/test/long/kills/kill-while-mailing";
import { findProgram } from "@/test/support/database/debian-program";

const MAILS = Number(process.env["TEST_MAILS"] ?? 500);
const KILLS = { ours: Number(process.env["TEST_KILLS"] ?? 50), servers: 20 };

test(`app, worker and Postgres killed ${KILLS.ours} times, the mail servers ${KILLS.servers} times within ${MAILS} mails in each direction: every mail is there once`, async ({
  skip,
}) => {
  const program = findProgram("dovecot", "dovecot-imapd");
  if ("missing" in program) return skip(program.missing);
  const seed = Number(process.env["TEST_SEED"] ?? Date.now());
  process.stdout.write(`killed while mailing, TEST_SEED=${seed}\n`);
  const figures = await killWhileMailing({ dovecot: program.path, mails: MAILS, kills: KILLS, seed });
  process.stdout.write(`killed while mailing, TEST_SEED=${seed}: ${JSON.stringify(figures)}\n`);
  expect(figures.received).toBeGreaterThanOrEqual(MAILS);
}, 3_600_000);
