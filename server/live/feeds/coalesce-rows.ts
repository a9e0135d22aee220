import type { LogRow } from "@/server/store/events/log/event-log";

/** Events of one conversation within this time after its last frame, in ms, wait and share the next frame. */
export const FRAME_MS = 50;

/**
 * Coalesces events of one conversation in quick succession: the first is sent immediately, those within 50 ms
 * after it together. Each conversation is coalesced separately, so a busy one delays no other.
 */
export type CoalescedRows = {
  /** Takes the next rows of the log; returns those to send now. */
  admit(rows: readonly LogRow[]): LogRow[];
  /** Returns all waiting rows, in order, and clears them. */
  release(): LogRow[];
  /** The seq of the first waiting row, or null. */
  firstSeq(): number | null;
};

/** @param onDue receives the rows that have waited long enough. */
export function createCoalescedRows(onDue: (rows: LogRow[]) => void): CoalescedRows {
  /** When a conversation's rows were sent last; in order of time. */
  const sentAt = new Map<number, number>();
  /** By conversation, in order of their first rows, because rows arrive in order of seq. */
  const buffered = new Map<number, LogRow[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isResting = (id: number, now: number) => now - (sentAt.get(id) ?? -FRAME_MS) < FRAME_MS;
  const mark = (id: number, now: number) => {
    sentAt.delete(id);
    sentAt.set(id, now);
  };

  function admit(rows: readonly LogRow[]): LogRow[] {
    const now = performance.now();
    for (const [id, at] of sentAt) {
      if (now - at < FRAME_MS) break;
      sentAt.delete(id);
    }
    const due = rows.filter((row) => {
      const { conversationId: id } = row;
      if (id === null || !(buffered.has(id) || isResting(id, now))) return true;
      const waiting = buffered.get(id);
      if (waiting) waiting.push(row);
      else buffered.set(id, [row]);
      return false;
    });
    for (const { conversationId } of due) if (conversationId !== null) mark(conversationId, now);
    schedule(now);
    return due;
  }

  function flushDue(): void {
    timer = undefined;
    const now = performance.now();
    const due: LogRow[] = [];
    for (const [id, rows] of buffered) {
      if (isResting(id, now)) continue;
      buffered.delete(id);
      mark(id, now);
      due.push(...rows);
    }
    schedule(now);
    if (due.length > 0) onDue(due.sort(bySeq));
  }

  /** Schedules the next flush, for the first buffered row that becomes due. */
  function schedule(now: number): void {
    if (buffered.size === 0 || timer) return;
    const ends = [...buffered.keys()].map((id) => (sentAt.get(id) ?? now) + FRAME_MS - now);
    timer = setTimeout(flushDue, Math.max(1, Math.ceil(Math.min(...ends)))).unref();
  }

  return {
    admit,
    release() {
      const rows = [...buffered.values()].flat().sort(bySeq);
      buffered.clear();
      return rows;
    },
    firstSeq: () => buffered.values().next().value?.[0]?.seq ?? null,
  };
}

const bySeq = (a: LogRow, b: LogRow): number => a.seq - b.seq;
