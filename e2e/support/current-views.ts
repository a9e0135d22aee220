import type { Page } from "@playwright/test";
import type { Integrator } from "./integrator";

export type Made = { displayId: number; integrator: Integrator; memberId: number; teamId: number };

/** A view, and a change that takes a conversation out of it. */
type EmptiedView = {
  name: string;
  /** Its address; `TEAM` stands for the team's id. */
  query: string;
  /** Puts a conversation into the view. */
  put: (made: Made) => Promise<unknown>;
  /** The key that takes it out, and what is typed in the palette for it. */
  leave: string;
  choose?: string;
};

const LABEL = "current-vip";
const isNew = async () => undefined;
const hasStatus = (signal: string) => (made: Made) => made.integrator.changeStatus(made.displayId, signal);

/** Every kind of view that a change can empty. */
export const EMPTIED_VIEWS: readonly EmptiedView[] = [
  { name: "unassigned", query: "view=unassigned", put: isNew, leave: "i" },
  {
    name: "mine",
    query: "view=mine",
    put: ({ integrator, displayId, memberId }) =>
      integrator.change(displayId, "assign", { assigneeId: memberId }),
    leave: "a",
    choose: "Unassigned",
  },
  { name: "open", query: "view=all", put: isNew, leave: "e" },
  { name: "pending", query: "view=all&status=pending", put: hasStatus("markPending"), leave: "u" },
  { name: "snoozed", query: "view=all&status=snoozed", put: hasStatus("snooze"), leave: "u" },
  { name: "resolved", query: "view=all&status=resolved", put: hasStatus("resolve"), leave: "u" },
  {
    name: "trash",
    query: "view=trash&status=any",
    put: ({ integrator, displayId }) => integrator.trash(displayId),
    leave: "Shift+U",
  },
  {
    name: "label",
    query: `view=all&label=${LABEL}`,
    put: ({ integrator, displayId }) => integrator.setLabels(displayId, [LABEL]),
    leave: "l",
    choose: LABEL,
  },
  {
    name: "priority",
    query: "view=all&priority=urgent",
    put: ({ integrator, displayId }) => integrator.change(displayId, "priority", { priority: "urgent" }),
    leave: "Shift+P",
    choose: "No priority",
  },
  {
    name: "team",
    query: "view=all&team=TEAM",
    put: ({ integrator, displayId, teamId }) => integrator.change(displayId, "team", { teamId }),
    leave: "Shift+T",
    choose: "No team",
  },
  {
    name: "groups of conditions",
    query: "view=all&any=assignee:none or priority:high",
    put: isNew,
    leave: "i",
  },
  {
    name: "mentions",
    query: "view=mentioned",
    put: ({ integrator, displayId, memberId }) => integrator.mention(displayId, memberId),
    leave: "e",
  },
];

/** Every key that acts on a conversation. */
export const TARGETED_KEYS = "e u p h a i l Shift+T Shift+P m Shift+M f Shift+F y ! # Shift+U t r n".split(
  " ",
);
/** Pauses between two keys: part of the input. */
const PAUSES_MS = [0, 60, 400, 1_500];
const WIDTHS = [1_440, 390];
const WITH = ["keyboard", "mouse"] as const;

export type Combination = {
  view: EmptiedView;
  key: string;
  pauseMs: number;
  width: number;
  with: (typeof WITH)[number];
};

export const COMBINATIONS: readonly Combination[] = EMPTIED_VIEWS.flatMap((view) =>
  WIDTHS.flatMap((width) =>
    TARGETED_KEYS.flatMap((key) =>
      PAUSES_MS.flatMap((pauseMs) => WITH.map((one) => ({ view, key, pauseMs, width, with: one }))),
    ),
  ),
);

export const nameOf = ({ view, key, pauseMs, width, with: device }: Combination): string =>
  `${view.name}: ${view.leave}, ${pauseMs} ms, ${key} (${device}, ${width} px)`;

/** Of each view and width as many combinations as given, drawn by a seed. */
export function draw(seed: number, count: number): Combination[] {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return EMPTIED_VIEWS.flatMap((view) =>
    WIDTHS.flatMap((width) => {
      const of = COMBINATIONS.filter((one) => one.view === view && one.width === width);
      return Array.from({ length: count }, () => of[Math.floor(random() * of.length)] ?? []).flat();
    }),
  );
}

/** What a change was sent for, or a key pressed at: by `displayId`; null: none. */
type Pointed = { open: number | null; ring: number | null };
type Press = Pointed & { key: string };
/** `shown`: the conversation of the thread on the screen. */
type Sent = Pointed & { displayId: number; path: string };

declare global {
  interface Window {
    pressed: Press[];
    sent: Sent[];
  }
}

/** Calls that tell of a reader, not of a change. */
const QUIET = /presence\.|drafts\.|messages\.seen|markSeen|\.seen/;

/** Records in a page at which conversation each single key is pressed, and which conversation each change is of. */
export async function recordTargets(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.pressed = [];
    window.sent = [];
    const idIn = (selector: string) =>
      Number(document.querySelector(selector)?.getAttribute("data-display-id")) || null;
    const pointed = () => ({
      open: Number(new URLSearchParams(location.search).get("c")) || null,
      ring: idIn("a[data-ring]"),
    });
    document.addEventListener(
      "keydown",
      ({ key, target }) => {
        const isInside = target instanceof Element && target.closest("textarea, input, [role=dialog]");
        if (!isInside) window.pressed.push({ key, ...pointed() });
      },
      true,
    );
    /** The calls of a request, of which a batch has several. */
    const callsOf = (path: string, body: string): { path: string; body: string }[] => {
      const { pathname, searchParams } = new URL(path, location.href);
      if (!searchParams.has("batch")) return [{ path, body }];
      const bodies: Record<string, unknown> = JSON.parse(body);
      const names = pathname.split("/").at(-1)?.split(",") ?? [];
      return names.map((name, nth) => ({ path: name, body: JSON.stringify(bodies[nth] ?? null) }));
    };
    const send = window.fetch;
    window.fetch = (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      const isChange = init?.method === "POST" && typeof init.body === "string";
      for (const { path, body } of isChange ? callsOf(url, String(init.body)) : [])
        for (const [, id] of body.matchAll(/"displayIds?":\[?(\d+)/g))
          window.sent.push({ path, displayId: Number(id), ...pointed() });
      return send(input, init);
    };
  });
}

export const pressedIn = (page: Page): Promise<Press[]> => page.evaluate(() => window.pressed);

/** The changes that a page has sent. */
export const sentFrom = async (page: Page): Promise<Sent[]> =>
  (await page.evaluate(() => window.sent)).filter(({ path }) => !QUIET.test(path));
