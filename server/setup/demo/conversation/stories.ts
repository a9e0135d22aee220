import type { Random } from "@/server/setup/demo/random";
import type { Tongue } from "@/server/setup/demo/tongues/tongue";
import type { Thread } from "./thread";
import type { TickEnd } from "./ticks";

const MINUTE = 1;
const HOUR = 60;
const DAY = 24 * HOUR;

/** The input of a story. */
export type Material = {
  thread: Thread;
  random: Random;
  tongue: Tongue;
  /** The dialogue's lines after the first, filled in. */
  rest: readonly string[];
  label: string;
  fill: (text: string) => string;
};

export type Story = {
  /** Its weight among all stories. */
  weight: number;
  /** How long ago its last step was, in minutes. */
  endedAgo: readonly [min: number, max: number];
  play(material: Material): void;
};

/** The weights of the final ticks of messages sent long enough ago. */
const ENDS: Record<TickEnd, number> = {
  readAtOnce: 48,
  read: 16,
  delivered: 14,
  sent: 4,
  failed: 5,
  retried: 6,
  outOfOrder: 3,
  parked: 2,
  stuck: 1,
};

/** The courses of conversations, by how they end. */
export const STORIES = {
  unanswered: { weight: 30, endedAgo: [2, 20 * HOUR], play: ({ thread }) => thread.wait(0, 0) },
  waitingForUs: {
    weight: 42,
    endedAgo: [2, 2 * DAY],
    play: (m) => converse(m, m.rest.length - (m.rest.length % 2)),
  },
  waitingForCustomer: {
    weight: 38,
    endedAgo: [10, 3 * DAY],
    play: (m) =>
      converse(m, 1, { last: m.random.pick(["stuck", "sent", "delivered", "failed", "delivered", "read"]) }),
  },
  parkedForLater: {
    weight: 18,
    endedAgo: [5, 2 * DAY],
    play: (m) => {
      converse(m, 1);
      m.thread.wait(1, 30);
      m.thread.signal("agent", "markPending");
    },
  },
  snoozedUntil: {
    weight: 18,
    endedAgo: [1 * HOUR, 2 * DAY],
    play: (m) => {
      converse(m, 1);
      m.thread.wait(1, 10);
      m.thread.signal("agent", "snooze", m.random.between(3, 6) * DAY);
    },
  },
  snoozedUntilTheyWrite: {
    weight: 12,
    endedAgo: [3 * HOUR, 8 * DAY],
    play: (m) => {
      converse(m, 1);
      m.thread.wait(1, 10);
      m.thread.signal("agent", "snooze");
    },
  },
  woken: {
    weight: 9,
    endedAgo: [5, 1 * DAY],
    play: (m) => {
      converse(m, 1);
      m.thread.signal("agent", "snooze", 1 * DAY);
      m.thread.wait(1 * DAY, 1 * DAY);
      m.thread.signal("timer", "wake");
    },
  },
  wokenByCustomer: {
    weight: 9,
    endedAgo: [5, 2 * DAY],
    play: (m) => {
      converse(m, 1);
      m.thread.signal("agent", "snooze", 5 * DAY);
      m.thread.wait(2 * HOUR, 2 * DAY);
      m.thread.customer(m.fill(m.random.pick(m.tongue.thanks)));
    },
  },
  resolved: {
    weight: 96,
    endedAgo: [2 * HOUR, 28 * DAY],
    play: (m) => {
      converse(m, m.rest.length, { resolve: m.random.isLikely(0.4) });
      m.thread.wait(1, 3 * HOUR);
      if (m.random.isLikely(0.25)) m.thread.customer(m.fill(m.random.pick(m.tongue.thanks)));
      m.thread.signal("agent", "resolve");
    },
  },
  reopened: {
    weight: 20,
    endedAgo: [5, 3 * DAY],
    play: (m) => void comeBack(m),
  },
  resolvedAgain: {
    weight: 22,
    endedAgo: [1 * DAY, 26 * DAY],
    play: (m) => {
      const answer = comeBack(m);
      m.thread.wait(3, 50);
      m.thread.agent(answer, { resolve: true, end: m.random.weighted(ENDS) });
    },
  },
} as const satisfies Record<string, Story>;

export type StoryKey = keyof typeof STORIES;

/** Plays the first `count` further lines: agent, customer, agent … Labels and notes come with the first reply. */
function converse(
  { thread, random, tongue, rest, label, fill }: Material,
  count: number,
  { resolve = false, last }: { resolve?: boolean; last?: TickEnd } = {},
): void {
  const lines = rest.slice(0, count);
  for (const [i, line] of lines.entries()) {
    const isLast = i >= lines.length - 2;
    thread.wait(i % 2 === 0 ? 2 * MINUTE : MINUTE, i % 2 === 0 ? 50 : 2 * HOUR);
    if (i % 2 === 1) {
      if (random.isLikely(0.3)) thread.readUpTo();
      thread.customer(line);
      continue;
    }
    thread.agent(line, { resolve: resolve && isLast, end: isLast && last ? last : random.weighted(ENDS) });
    if (i > 0) continue;
    if (random.isLikely(0.55)) thread.label(label, ...(random.isLikely(0.12) ? ["urgent"] : []));
    if (random.isLikely(0.22)) thread.note(fill(random.pick(tongue.notes)));
  }
}

/** Resolves, then lets the customer write again. Returns an agent's reply. */
function comeBack(m: Material): string {
  const [question, answer] = m.random.pick(m.tongue.again);
  converse(m, m.rest.length);
  m.thread.signal("agent", "resolve");
  m.thread.wait(2 * HOUR, 2 * DAY);
  m.thread.customer(m.fill(question));
  return m.fill(answer);
}
