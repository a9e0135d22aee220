import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { withMailbox } from "@/server/channels/email/imap/connect-mailbox";
import type { ImapSettings } from "@/server/channels/email/settings";
import { waitUntil } from "@/server/lib/async/wait-until";
import { provideChannelHosts } from "@/server/lib/outbound/channel-host";
import { createRandom, type Random } from "@/server/setup/demo/random";
import type { Database } from "@/server/store/_postgres/db";
import { type DovecotServer, startDovecot } from "@/test/support/network/dovecot";
import { type SmtpSink, startSmtpSink } from "@/test/support/network/smtp-sink";
import { type Client, createClient } from "./client";
import { type Product, startProduct, VICTIMS, type Victim } from "./product";

export type MailDrill = {
  dovecot: string;
  /** Of mails in each direction. */
  mails: number;
  /** Of our processes, and of both mail servers at once. */
  kills: { ours: number; servers: number };
  seed: number;
};

const ADDRESS = "help@shop.example";
const CUSTOMERS = 20;
/** The time in which the SMTP server answers. */
const ANSWER_MS = { min: 2, max: 60 };
const SERVERS_AWAY_MS_MAX = 1_000;
const BETWEEN_MS_MAX = 1_500;
/** More than the lease of a mailbox, and more than that of a send. */
const WITHIN = { withinMs: 300_000, everyMs: 200 };
/** How often sends that wait for their next try are made due at the end. */
const DUE_EVERY_MS = 5_000;

type Scene = { product: Product; client: Client; dovecot: DovecotServer; smtp: SmtpSink; random: Random };

/**
 * Kills app, worker, Postgres and the mail servers with -9 while customers' mails arrive and replies are sent. Every customer's mail must
 * then be one message, every reply must be there, and have been sent once if it counts as sent, and at most once if it is unconfirmed.
 * @returns figures, to print.
 */
export async function killWhileMailing({ dovecot: program, mails, kills, seed }: MailDrill) {
  provideChannelHosts(["127.0.0.1/32"]);
  const random = createRandom(seed);
  const dovecot = await startDovecot(program);
  const smtp = await startSmtpSink({ answerMs: () => random.between(ANSWER_MS.min, ANSWER_MS.max) });
  const product = await startProduct({ CHANNEL_ALLOW_CIDRS: "127.0.0.1/32" });
  const scene: Scene = { product, client: createClient(product), dovecot, smtp, random };
  const conversations = await openConversations(scene);
  const turns = inRandomOrder([...Array(kills.servers).fill("servers"), ...victims(kills.ours)], random);

  const began = performance.now();
  const clientIds: string[] = [];
  let arrived = CUSTOMERS;
  for (const [n, turn] of turns.entries()) {
    const until = (of: number) => Math.round(((n + 1) * of) / turns.length);
    const writing = write(scene, conversations, until(mails) - clientIds.length);
    for (; arrived < CUSTOMERS + until(mails); arrived++) dovecot.deliver(rawOf(arrived));
    await untilWorked(scene, turn, arrived);
    await (turn === "servers" ? killServers(scene) : product.kill(turn));
    clientIds.push(...(await writing));
  }
  expect(scene.client.faults).toEqual([]);
  await untilSettled(product.database, arrived);
  return {
    ...kills,
    seconds: Math.round((performance.now() - began) / 1_000),
    received: await verifyReceived(product.database, arrived),
    ...(await verifySent(product.database, smtp, clientIds)),
    inSent: await verifySentFolder(dovecot.imap),
    repeatedRequests: scene.client.repeated,
  };
}

/** The worker, which follows the mailbox and sends, is killed in every second turn. */
const victims = (kills: number): Victim[] =>
  Array.from({ length: kills }, (_, n) => (n % 2 === 0 ? "worker" : (VICTIMS[n % VICTIMS.length] ?? "app")));

function inRandomOrder<T>(items: readonly T[], random: Random): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(random.between(0, left.length - 1), 1));
}

const rawOf = (n: number): Buffer =>
  Buffer.from(
    [
      `From: customer-${n % CUSTOMERS}@mail.example`,
      `To: ${ADDRESS}`,
      `Subject: Order ${n % CUSTOMERS}`,
      `Message-ID: <mail-${n}@mail.example>`,
      ...(n < CUSTOMERS ? [] : [`References: <mail-${n % CUSTOMERS}@mail.example>`]),
      "",
      `mail ${n}`,
      "",
    ].join("\r\n"),
  );

/** One conversation for each customer. @returns display ids. */
async function openConversations({ client, product, dovecot, smtp }: Scene): Promise<number[]> {
  const { database } = product;
  await client.post("/v1/inboxes", {
    name: "Help",
    channel: "email",
    settings: {
      address: ADDRESS,
      imap: dovecot.imap,
      smtp: { host: "127.0.0.1", port: smtp.port, tls: "none" },
    },
  });
  const isRead = async () => (await database.query("select 1 from mailbox_cursor")).length === 2;
  expect(await waitUntil(isRead, WITHIN), "the mailbox is followed").toBe(true);
  for (let n = 0; n < CUSTOMERS; n++) dovecot.deliver(rawOf(n));
  const read = () => database.query<{ id: number }>("select display_id as id from conversation");
  expect(await waitUntil(async () => (await read()).length === CUSTOMERS, WITHIN)).toBe(true);
  return (await read()).map(({ id }) => id);
}

/** Writes so many replies. @returns their client ids. */
const write = ({ client, random }: Scene, conversations: readonly number[], count: number) =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const clientId = randomUUID();
      await sleep(random.between(0, BETWEEN_MS_MAX));
      const path = `/v1/conversations/${random.pick(conversations)}/messages`;
      await client.post(path, { content: `reply ${clientId}`, clientId });
      return clientId;
    }),
  );

/**
 * Waits until the next kill. That of the worker waits until some of the mails that have arrived are stored: else a mailbox, whose lease
 * outlives its worker, would never be read.
 */
async function untilWorked({ product: { database }, random }: Scene, turn: string, arrived: number) {
  const left = random.between(0, 6);
  if (turn === "worker") {
    const isStored = async () => arrived - (await countReceived(database)) <= left;
    expect(await waitUntil(isStored, { ...WITHIN, everyMs: 5 }), "mails are stored").toBe(true);
  } else await sleep(random.between(0, BETWEEN_MS_MAX));
}

async function killServers({ dovecot, smtp, random }: Scene): Promise<void> {
  await Promise.all([dovecot.kill(), smtp.kill()]);
  await sleep(random.between(0, SERVERS_AWAY_MS_MAX));
  await Promise.all([dovecot.start(), smtp.start()]);
}

const countReceived = async (database: Database): Promise<number> =>
  (await database.query("select 1 from message where direction = 'in'").catch(() => [])).length;

async function untilSettled(database: Database, arrived: number): Promise<void> {
  const open = () => database.query("select 1 from send where settled_at is null limit 1");
  const due = setInterval(() => {
    database
      .query("update send set due_at = now() where settled_at is null and state = 'waiting'")
      .catch(() => undefined); // the next one does it
  }, DUE_EVERY_MS);
  try {
    const isDone = async () => (await open()).length === 0 && (await countReceived(database)) >= arrived;
    expect(await waitUntil(isDone, WITHIN), "every send ends, and every mail is stored").toBe(true);
  } finally {
    clearInterval(due);
  }
}

/** Every mail is one message. @returns their number. */
async function verifyReceived(database: Database, arrived: number): Promise<number> {
  const rows = await database.query<{ content: string }>(
    "select content from message where direction = 'in'",
  );
  const wanted = Array.from({ length: arrived }, (_, n) => `mail ${n}`);
  expect(rows.map(({ content }) => content).toSorted()).toEqual(wanted.toSorted());
  return rows.length;
}

type Reply = { clientId: string; content: string; status: string; isUnconfirmed: boolean };

/** Every reply is there once, and was sent once if it is confirmed. */
async function verifySent(database: Database, smtp: SmtpSink, clientIds: readonly string[]) {
  const replies = await database.query<Reply>(
    `select client_id as "clientId", content, status, is_unconfirmed as "isUnconfirmed" from message
      where direction = 'out' and kind = 'message'`,
  );
  expect(replies.map(({ clientId }) => clientId).toSorted()).toEqual([...clientIds].toSorted());
  const timesOf = ({ content }: Reply) => smtp.mails.filter((mail) => mail.includes(content)).length;
  expect(
    replies.filter((reply) => timesOf(reply) > 1),
    "no reply is sent twice",
  ).toEqual([]);
  const unconfirmed = replies.filter((reply) => reply.isUnconfirmed);
  const confirmed = replies.filter((reply) => !reply.isUnconfirmed);
  expect(
    confirmed.filter((reply) => reply.status !== "sent" || timesOf(reply) !== 1),
    "a confirmed reply was sent",
  ).toEqual([]);
  return {
    replies: replies.length,
    sent: confirmed.length,
    unconfirmed: unconfirmed.length,
    unconfirmedThatLeft: unconfirmed.filter((reply) => timesOf(reply) === 1).length,
  };
}

/** No mail is twice in the folder of sent mail. @returns their number. */
async function verifySentFolder(imap: ImapSettings): Promise<number> {
  const ids = await withMailbox(imap, async (client) => {
    await client.mailboxOpen("Sent", { readOnly: true });
    const found: string[] = [];
    for await (const { envelope } of client.fetch("1:*", { envelope: true }))
      found.push(envelope?.messageId ?? "");
    return found;
  });
  expect(new Set(ids).size, "no mail is twice in the folder of sent mail").toBe(ids.length);
  return ids.length;
}
