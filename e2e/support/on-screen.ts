import { expect, type Page } from "@playwright/test";
import type { ConversationDto, MessageDto } from "@/server/contract/_shared/dto";
import { CONVERSATION_STATUSES } from "@/server/contract/conversation/constants";
import type { Snapshot } from "@/server/contract/event/reduce";
import { showStatus } from "./screen";

type ShownRow = { displayId: number; status: string; tick: string | null; text: string };
type ShownItem = { kind: string; text: string; tick: string | null };

const WITHIN_MS = 20_000;
const WORD: Record<ConversationDto["status"], string> = {
  open: "Open",
  pending: "Pending",
  snoozed: "Snoozed",
  resolved: "Resolved",
};

/**
 * Compares everything that a window shows with a replay of the log: every list's rows with their statuses, last messages
 * and ticks, then every thread's messages, activity lines and ticks. The window must show all statuses (`view=all`).
 */
export async function expectEqualToLog(page: Page, replayed: Snapshot): Promise<void> {
  const conversations = Object.values(replayed.conversation);
  for (const status of CONVERSATION_STATUSES) {
    await showStatus(page, WORD[status]);
    const expectedRows = conversations
      .filter((conversation) => conversation.status === status)
      .sort(newestFirst);
    await expect(async () => {
      const shown = await readRows(page);
      expect(shown).toMatchObject(
        expectedRows.map(({ displayId, lastMessage }) => ({
          displayId,
          status,
          tick: lastMessage?.status ?? null,
          text: expect.stringContaining(lastMessage?.externalError ?? lastMessage?.content ?? ""),
        })),
      );
    }).toPass({ timeout: WITHIN_MS });
    for (const { id, displayId } of expectedRows) {
      await page.locator(`a[data-display-id="${displayId}"]`).click();
      const items = Object.values(replayed.message).filter((message) => message.conversationId === id);
      const expected = items.sort((a, b) => a.number - b.number).map(itemOf);
      await expect(async () => expect(await readThread(page)).toEqual(expected)).toPass({
        timeout: WITHIN_MS,
      });
    }
  }
}

const newestFirst = (a: ConversationDto, b: ConversationDto) =>
  b.lastActivityAt.localeCompare(a.lastActivityAt) || b.id - a.id;

const itemOf = ({ kind, activity, content, status }: MessageDto): ShownItem =>
  kind === "activity"
    ? { kind: `became ${activity?.to}`, text: "", tick: null }
    : { kind: "message", text: content, tick: status };

const readRows = (page: Page): Promise<ShownRow[]> =>
  page.locator("a[data-display-id]").evaluateAll((links) =>
    links.map((link) => ({
      displayId: Number(link.getAttribute("data-display-id")),
      status: String(link.getAttribute("data-status")),
      tick: link.querySelector("[data-tick]")?.getAttribute("data-tick") ?? null,
      text: link.textContent,
    })),
  );

/** A message that is not on the server yet has no `data-message-id`: it counts as a fault. */
const readThread = (page: Page): Promise<ShownItem[]> =>
  page.locator("main li[data-index]").evaluateAll((lines) =>
    lines.flatMap((line) => {
      const activity = line.querySelector("[data-activity]")?.getAttribute("data-activity");
      const folded = line.querySelector("[data-activities]")?.getAttribute("data-activities");
      if (folded ?? activity)
        return `${folded ?? activity}`
          .split(" ")
          .map((became) => ({ kind: `became ${became}`, text: "", tick: null }));
      const lines = line.querySelector("[data-message-text]")?.children;
      if (lines === undefined) return []; // a day's heading
      const text = [...lines].map(({ textContent }) => textContent).join("\n");
      const kind = line.querySelector("[data-message-id]") ? "message" : "not sent";
      return [{ kind, text, tick: line.querySelector("[data-tick]")?.getAttribute("data-tick") ?? null }];
    }),
  );

/**
 * Fails if something is wider than the window, or if a control cannot be clicked after it was scrolled into view: it lies
 * behind something else, or outside of what scrolls.
 */
export async function expectInReach(page: Page, screen: string): Promise<void> {
  await expect.poll(() => page.evaluate(findOutOfReach), screen).toEqual([]);
}

/** Runs in the page. */
function findOutOfReach(): string[] {
  const controls = "a[href], button, input, select, textarea, summary, [role=switch], [role=option]";
  const isShown = (element: Element) => {
    const { width, height } = element.getBoundingClientRect();
    const isDrawn = element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    return isDrawn && width > 2 && height > 2; // narrower ones are for screen readers
  };
  /** A hit on the control's label counts: it does what the control does. */
  const isHit = (element: Element, x: number, y: number) => {
    const hit = document.elementFromPoint(x, y);
    if (!hit) return false;
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
    return element.contains(hit) || hit.contains(element) || labels.some((label) => label.contains(hit));
  };
  const isReached = (element: Element) => {
    element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const [y, width] = [(top + bottom) / 2, right - left];
    return [0.5, 0.25, 0.75].some((part) => isHit(element, left + width * part, y));
  };
  const nameOf = (element: Element) =>
    `${element.tagName.toLowerCase()} ${element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 40)}`;
  const dialog = [...document.querySelectorAll("[role=dialog], dialog[open]")].find(isShown);
  const covered = [...(dialog ?? document).querySelectorAll(controls)]
    .filter((element) => isShown(element) && !element.closest("[inert], :disabled, [aria-hidden=true]"))
    .filter((element) => !isReached(element))
    .map(nameOf);
  const wide = [document.documentElement, ...document.querySelectorAll("main, [role=dialog]")].filter(
    (element) => element.scrollWidth > element.clientWidth,
  );
  return [...covered, ...wide.map((element) => `wider than the window: ${element.tagName}`)];
}
