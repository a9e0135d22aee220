import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openInstances } from "@/server/channels/evolution/follow/lease-instances";
import { waitUntil } from "@/server/lib/async/wait-until";
import { log } from "@/server/lib/process/log";
import {
  acceptSend,
  type EvolutionSend,
  evolutionFault,
  type StoredMessage,
} from "@/test/support/clients/evolution-server";
import {
  type EvolutionScene,
  type OpenEvolution,
  openEvolutionScene,
} from "@/test/support/scenes/evolution-scene";

const CUSTOMERS = 20;
const INCOMING = 300;
const REPLIES = 300;
const RESTARTS = 8;
const RHYTHM = { stateMs: 100, repairMs: 400, settleMs: 500, overlapMs: 600_000 };
const STATUSES = ["SERVER_ACK", "DELIVERY_ACK", "READ"];
const RANKED = ["pending", "sent", "delivered", "read"];

let scene: EvolutionScene;
beforeAll(async () => {
  scene = await openEvolutionScene();
});
afterAll(() => scene.close());

/** Numbers that look random and are the same in every run. */
function draws(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** Posts events in another order, some twice, some never. What is answered with 5xx comes again, as from Evolution API. */
async function deliver(inbox: OpenEvolution, events: readonly [string, unknown][], draw: () => number) {
  const all = events.flatMap((event) => {
    const fate = draw();
    return fate < 0.1 ? [] : fate < 0.25 ? [event, event] : [event];
  });
  const shuffled = all.map((event) => ({ event, at: draw() })).toSorted((a, b) => a.at - b.at);
  const lanes = Array.from({ length: 8 }, (_, lane) => shuffled.filter((__, i) => i % 8 === lane));
  await Promise.all(
    lanes.map(async (lane) => {
      for (const { event } of lane)
        for (let status = 503, tries = 0; status >= 500 && tries < 10; tries++)
          status = await inbox.post(...event);
    }),
  );
}

const rowsOf = (inbox: OpenEvolution, direction: "in" | "out") =>
  scene.api.world.database.query<{
    content: string;
    status: string;
    sourceId: string | null;
    unconfirmed: boolean;
    open: boolean;
  }>(
    `select m.content, m.status, m.source_id as "sourceId", m.is_unconfirmed as unconfirmed,
            exists (select 1 from send s where s.account_id = m.account_id and s.message_id = m.id and s.settled_at is null) as open
       from message m where m.account_id = $1 and m.inbox_id = $2 and m.direction = $3 and m.kind = 'message'`,
    [inbox.accountId, inbox.inboxId, direction],
  );

/** A process that follows the instances, and is replaced again and again. */
function startRestarting() {
  const { services, url: baseUrl } = scene.api;
  const start = () => openInstances({ services, log, baseUrl, rhythm: RHYTHM, lookMs: 50 });
  let current = start();
  let isEnded = false;
  const restarted = (async () => {
    for (let i = 0; i < RESTARTS && !isEnded; i++) {
      const calls = scene.server.calls.length;
      await waitUntil(() => isEnded || scene.server.calls.length > calls + 15, { withinMs: 10_000 });
      await current.close();
      current = start();
    }
  })();
  onTestFinished(async () => {
    isEnded = true;
    await restarted;
    await current.close();
  });
}

test("messages in: reordered, repeated, dropped, and with restarts of ours, each is stored once", async () => {
  const inbox = await scene.open();
  startRestarting();
  await waitUntil(() => scene.server.calls.some((path) => path.startsWith("instance/connectionState")), {
    withinMs: 10_000,
  });
  const draw = draws(7);
  const { messages } = scene.server.instance(inbox.instance);
  const made: StoredMessage[] = Array.from({ length: INCOMING }, (_, i) =>
    inbox.message(
      { conversation: `in ${i}` },
      {
        key: { remoteJid: `1555${String(1000 + (i % CUSTOMERS))}@s.whatsapp.net`, fromMe: i % 10 === 9 },
        pushName: `Customer ${i % CUSTOMERS}`,
      },
    ),
  );
  messages.push(...made);
  await deliver(
    inbox,
    made.map((one) => ["messages.upsert", one]),
    draw,
  );
  const stored = async () => [...(await rowsOf(inbox, "in")), ...(await rowsOf(inbox, "out"))];
  await waitUntil(async () => (await stored()).length >= INCOMING, { withinMs: 60_000 });
  const contents = (await stored()).map(({ content }) => content);
  expect(contents.toSorted()).toEqual(made.map((_, i) => `in ${i}`).toSorted());
  expect(
    await inbox.client
      .get(`/v1/conversations?inboxId=${inbox.inboxId}&limit=100`)
      .then(({ body }) => body.data.length),
  ).toBe(CUSTOMERS);
}, 180_000);

test("messages out: with faults of every kind each is at WhatsApp once or unconfirmed, each tick is the highest receipt, and nothing waits", async () => {
  const inbox = await scene.open();
  scene.server.sent.length = 0;
  startRestarting();
  const draw = draws(11);
  for (let i = 0; i < CUSTOMERS; i++)
    await inbox.receive(
      { conversation: "Hello" },
      { key: { remoteJid: `1556${1000 + i}@s.whatsapp.net` }, pushName: `C ${i}` },
    );
  /** What WhatsApp has, whatever was answered. */
  const atWhatsapp = new Map<string, EvolutionSend>();
  const pass = (send: EvolutionSend) => {
    send.keep();
    atWhatsapp.set(send.json.text, send);
  };
  const faults: ((send: EvolutionSend) => unknown)[] = [
    (send) => evolutionFault(500, "Internal server error")(send),
    (send) => {
      pass(send);
      send.answer.destroy();
    },
    (send) => {
      pass(send);
      evolutionFault(504, "Gateway timeout")(send);
    },
    (send) => evolutionFault(429, "Slow down")(send),
    (send) => evolutionFault(400, ["Error: Connection Closed"])(send),
  ];
  scene.server.onSend = (send) => {
    const fault = draw() < 0.2 ? faults[Math.floor(draw() * faults.length)] : undefined;
    if (fault) return fault(send);
    atWhatsapp.set(send.json.text, send);
    return acceptSend(send);
  };
  const conversations = (await inbox.client.get(`/v1/conversations?inboxId=${inbox.inboxId}&limit=100`)).body
    .data;
  for (let i = 0; i < REPLIES; i++) {
    const { displayId } = conversations[i % conversations.length];
    await inbox.client.post(`/v1/conversations/${displayId}/messages`, { content: `out ${i}` });
  }
  const { database } = scene.api.world;
  const isOpen = async () => (await rowsOf(inbox, "out")).some(({ open }) => open);
  const hasEnded = await waitUntil(
    async () => {
      await scene.turn();
      await database.query("update inbox_sending set open_until = null where account_id = $1", [
        inbox.accountId,
      ]);
      // What has been tried for ten minutes is decided: nothing is tried for that long here.
      await database.query(
        `update send set due_at = now() - interval '1 second',
                created_at = case when tries > 4 then created_at - interval '11 minutes' else created_at end,
                blocks_until = case when tries > 4 then now() - interval '1 second' else blocks_until end
          where account_id = $1 and settled_at is null`,
        [inbox.accountId],
      );
      return !(await isOpen());
    },
    { withinMs: 150_000 },
  );
  expect(hasEnded).toBe(true);
  const receipts = [...atWhatsapp.values()].map((send) => ({ send, rank: 1 + Math.floor(draw() * 3) }));
  const events = receipts.flatMap(({ send, rank }) =>
    STATUSES.slice(0, rank).map((status): [string, unknown] => {
      send.message.MessageUpdate.push({ status });
      return ["messages.update", { keyId: send.message.key.id, fromMe: true, status }];
    }),
  );
  await deliver(inbox, events, draw);
  const expected = new Map(receipts.map(({ send, rank }) => [send.json.text as string, RANKED[rank]]));
  const isRight = async () =>
    (await rowsOf(inbox, "out")).every(
      ({ content, status }) => !expected.has(content) || status === expected.get(content),
    );
  await waitUntil(isRight, { withinMs: 30_000 });
  const rows = await rowsOf(inbox, "out");
  expect(rows.map(({ content }) => content).toSorted()).toEqual(
    Array.from({ length: REPLIES }, (_, i) => `out ${i}`).toSorted(),
  );
  for (const { content, status, unconfirmed } of rows)
    if (atWhatsapp.has(content)) expect([content, status]).toEqual([content, expected.get(content)]);
    else expect([content, unconfirmed]).toEqual([content, true]);
  const arrived = scene.server.instance(inbox.instance).messages.filter(({ key }) => key.fromMe);
  expect(new Set(arrived.map(({ message }) => message["conversation"])).size).toBe(arrived.length);
}, 300_000);
