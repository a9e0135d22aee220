import fc from "fast-check";
import { expect, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import {
  openStandInCore,
  openTestSpool,
  type Received,
  type StandInCore,
} from "@/test/support/network/stand-in-core";

/** What the core does with a request: answers, has stored it and does not answer, or has not stored it. */
const FAULTS = ["ok", "ok", "ok", "503", "500", "cut", "stored and cut", "stored and 503"] as const;
const CUSTOMERS = ["1", "2", "3"] as const;

test("whatever the core does, each message is stored once, and in the order of its conversation", async () => {
  const faults = fc.array(fc.constantFrom(...FAULTS), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(fc.nat(12), faults, fc.boolean(), async (count, planned, isRestarted) => {
      const core = await openStandInCore();
      const stored: string[] = [];
      const pending = [...planned];
      core.answer = (req, res) => answerWith(pending.shift() ?? "ok", { req, res, stored });
      let spool = await openTestSpool(core.url);
      const sent = CUSTOMERS.map((from) =>
        Array.from({ length: count }, (_, nth) =>
          JSON.stringify({ entry: [{ changes: [{ value: { messages: [{ from, nth }] } }] }] }),
        ),
      );
      const sendAll = async (bodies: readonly string[]) => {
        for (const body of bodies) expect([200, 202]).toContain(await post(spool.url, body));
      };
      await Promise.all(sent.map(sendAll));
      if (isRestarted) {
        await spool.end();
        spool = await openTestSpool(core.url, { dataDir: spool.dataDir });
      }
      await waitUntil(() => spool.state.waiting() === 0, { withinMs: 10_000 });
      await spool.end();
      await core.stop();
      const storedOf = (from: string) => stored.filter((body) => body.includes(`"from":"${from}"`));
      expect(CUSTOMERS.map(storedOf)).toEqual(sent);
    }),
    { numRuns: 20 },
  );
});

const post = async (url: string, body: string) =>
  (await fetch(`${url}/channels/whatsapp/a`, { method: "POST", body })).status;

type Answering = { req: Received; res: Parameters<StandInCore["answer"]>[1]; stored: string[] };

/** As the core does, stores a message once by what identifies it. */
function answerWith(fault: (typeof FAULTS)[number], { req, res, stored }: Answering): void {
  const body = String(req.body);
  if (/ok|stored/.test(fault) && !stored.includes(body)) stored.push(body);
  if (fault.endsWith("cut")) res.destroy();
  else res.writeHead(Number(/\d+/.exec(fault)?.[0] ?? 200)).end();
}
