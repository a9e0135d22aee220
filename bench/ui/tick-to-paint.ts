import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "@playwright/test";
import type { BenchResult } from "@/bench/lib/report";
import { PER_CONVERSATION } from "@/bench/ticks/data";
import { waitUntil } from "@/server/lib/async/wait-until";
import { quantile } from "./probe";
import { LIST, ready, type Scene } from "./scene";

const PER_SECOND = 50;

/** Each message's statuses in order, repeatedly: a failed message is sent again. */
const CYCLE = ["sent", "failed", "pending"] as const;

type SentTick = { displayId: number; status: string; dueAt: number; answeredAt: number };

/** B3b: from the instant a tick is due at the API until its row is painted, at 50 a second. */
export async function tickToPaint(scene: Scene, seconds: number): Promise<BenchResult> {
  const page = await scene.openPage(LIST);
  await ready(page);
  const rows = await visibleRows(page);
  const bare = await bareTicks(page, seconds);
  await page.evaluate(() => {
    window.__probe.ticks.length = 0;
    window.__probe.longTasks.length = 0;
  });
  const sent = await sendTicks(scene, rows, seconds);
  const last = new Map(sent.map(({ displayId, status }) => [displayId, status]));
  const isShown = async () => {
    const now = await statuses(page);
    return [...last].every(([displayId, status]) => now[displayId] === status);
  };
  const faults = (await waitUntil(isShown, { withinMs: 10_000 }))
    ? []
    : ["a row does not show its last tick"];
  const { ticks, longTasks } = await page.evaluate(() => window.__probe);
  await page.context().close();
  const painted = latencies(sent, ticks);
  const late = painted.map(({ sinceDue }) => sinceDue);
  const behind = painted.map(({ sinceAnswer }) => sinceAnswer);
  const line = { bare: quantile(bare, 0.99), ratio: null, isVoid: false };
  return {
    lines: [
      {
        ...line,
        name: "ui tick → painted p99",
        ours: quantile(late, 0.99),
        unit: "ms",
        target: "≤ 100, bare: a text set by a timer",
      },
      {
        ...line,
        name: "ui tick → painted p50",
        ours: quantile(late, 0.5),
        bare: quantile(bare, 0.5),
        unit: "ms",
        target: "–",
      },
      {
        ...line,
        name: "ui tick answered → painted p99",
        ours: quantile(behind, 0.99),
        bare: null,
        unit: "ms",
        target: "–",
      },
      {
        ...line,
        name: "ui long tasks at 50 ticks/s",
        ours: longTasks.length,
        bare: null,
        unit: "tasks",
        target: "0",
      },
    ],
    faults,
    detail: { sent: sent.length, painted: late.length, longTasks },
  };
}

const visibleRows = (page: Page): Promise<number[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("[data-display-id]")]
      .filter((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      })
      .map((row) => Number(row.dataset["displayId"])),
  );

const statuses = (page: Page): Promise<Record<number, string | undefined>> =>
  page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll<HTMLElement>("[data-display-id]")].map((row) => [
        Number(row.dataset["displayId"]),
        row.querySelector<HTMLElement>("[data-tick]")?.dataset["tick"],
      ]),
    ),
  );

/** Sends ticks at fixed times, but one row's ticks one after the other. */
async function sendTicks(
  { url, token }: Scene,
  rows: readonly number[],
  seconds: number,
): Promise<SentTick[]> {
  const sent: SentTick[] = [];
  const done = new Map<number, Promise<unknown>>();
  const began = performance.now();
  for (let i = 0; i < PER_SECOND * seconds; i++) {
    const due = began + (i * 1000) / PER_SECOND;
    while (performance.now() < due) await sleep(Math.max(0, due - performance.now()));
    const displayId = rows[i % rows.length] ?? 0;
    const status = CYCLE[Math.floor(i / rows.length) % CYCLE.length] ?? "sent";
    const one: SentTick = { displayId, status, dueAt: performance.timeOrigin + due, answeredAt: 0 };
    sent.push(one);
    const before = done.get(displayId) ?? Promise.resolve();
    const send = async () => {
      await report({ url, token }, displayId * PER_CONVERSATION, status);
      one.answeredAt = performance.timeOrigin + performance.now();
    };
    done.set(displayId, before.then(send));
  }
  await Promise.all(done.values());
  return sent;
}

async function report(
  { url, token }: Pick<Scene, "url" | "token">,
  messageId: number,
  status: (typeof CYCLE)[number],
): Promise<void> {
  const isRetry = status === "pending";
  const answer = await fetch(isRetry ? `${url}/v1/messages/${messageId}/retry` : `${url}/v1/receipts`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(isRetry ? {} : { receipts: [{ messageId, signal: status }] }),
  });
  if (!answer.ok) throw new Error(`${status}: ${answer.status} ${await answer.text()}`);
}

/** Latencies of the painted ticks. A tick is not painted if its row's next one arrives within the same frame. */
function latencies(
  sent: readonly SentTick[],
  painted: readonly { displayId: number; status: string; at: number }[],
) {
  const waiting = new Map<number, SentTick[]>();
  for (const one of sent) waiting.set(one.displayId, [...(waiting.get(one.displayId) ?? []), one]);
  return painted.flatMap(({ displayId, status, at }) => {
    const queue = waiting.get(displayId) ?? [];
    const index = queue.findIndex((one) => one.status === status && one.dueAt <= at);
    const [found] = index < 0 ? [] : queue.splice(0, index + 1).slice(-1);
    return found ? [{ sinceDue: at - found.dueAt, sinceAnswer: Math.max(0, at - found.answeredAt) }] : [];
  });
}

/** The baseline: in the same page, a timer sets a text 50 times a second; from when the timer is due until the paint. */
const bareTicks = (page: Page, seconds: number): Promise<number[]> =>
  page.evaluate(
    ({ perSecond, count }) =>
      new Promise<number[]>((resolve) => {
        const mark = document.body.appendChild(document.createElement("span"));
        const late: number[] = [];
        const began = performance.now();
        const set = (i: number) => {
          const due = began + (i * 1000) / perSecond;
          setTimeout(() => {
            mark.textContent = String(i);
            requestAnimationFrame(() => {
              const { port1, port2 } = new MessageChannel();
              port1.onmessage = () => {
                late.push(performance.now() - due);
                if (late.length < count) return;
                mark.remove();
                resolve(late);
              };
              port2.postMessage(0);
            });
          }, due - performance.now());
        };
        for (let i = 0; i < count; i++) set(i);
      }),
    { perSecond: PER_SECOND, count: PER_SECOND * Math.min(seconds, 5) },
  );
