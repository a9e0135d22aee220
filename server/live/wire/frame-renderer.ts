import { isPersonal, maySee } from "@/server/contract/_shared/caller";
import { anyActivity, isInView, type ViewFields, type ViewFilter } from "@/server/contract/conversation/view";
import { isAbout } from "@/server/contract/event/reduce";
import type { Topics } from "@/server/contract/live/topics";
import { type Digest, digest, eventOf, type Touched, textOf } from "@/server/live/feeds/list-steps";
import type { Reader } from "@/server/live/hub/reader";
import type { LogRow } from "@/server/store/events/log/event-log";
import { frameMessage } from "./wire";

/** A frame's position in the log. */
export type FramePosition = {
  cursor: string;
  /** Everything up to this seq was considered. */
  seq: number;
};

/** A frame's content: events, rows that enter, ids that leave. */
type Choice = { events: LogRow[]; enter: Touched[]; leave: number[] };

/**
 * Renders one frame of these rows for each audience, once; null for a reader without any of them. Audiences that
 * receive the same content share its bytes.
 */
export function createRenderer(
  rows: readonly LogRow[],
  position: FramePosition,
): (reader: Reader) => Buffer | null {
  const byAudience = new Map<string, Buffer | null>();
  const byContent = new Map<string, Buffer>();
  const rowTexts = new Map<Touched, string>();
  /** Personal events go to their member only, not to others with the same inboxes. */
  const hasPersonal = rows.some(isPersonal);
  let digested: Digest | null = null;

  const rowText = (touched: Touched): string => {
    const known = rowTexts.get(touched) ?? JSON.stringify(touched.row);
    rowTexts.set(touched, known);
    return known;
  };

  function write({ events, enter, leave }: Choice): Buffer | null {
    if (events.length + enter.length + leave.length === 0) return null;
    const ids = enter.map(({ conversationId }) => conversationId);
    const key = `${events.map(({ seq }) => seq).join()}/${ids.join()}/${leave.join()}`;
    const known = byContent.get(key);
    if (known) return known;
    const moves =
      enter.length + leave.length === 0
        ? ""
        : `,"rows":{"enter":[${enter.map(rowText).join()}],"leave":[${leave.join()}]}`;
    const last = rows.at(-1)?.seq ?? 0;
    const upTo = last > position.seq ? `,"upTo":${last}` : "";
    const message = frameMessage(position.cursor, events.map(textOf), moves + upTo);
    byContent.set(key, message);
    return message;
  }

  return (reader) => {
    const key = hasPersonal ? `${reader.caller.userId} ${reader.audience}` : reader.audience;
    const known = byAudience.get(key);
    if (known !== undefined) return known;
    const { topics, caller } = reader;
    if (topics !== null) digested ??= digest(rows);
    const message = write(
      topics === null || digested === null
        ? { events: rows.filter((row) => maySee(caller, row)), enter: [], leave: [] }
        : choose(digested, reader, topics),
    );
    byAudience.set(key, message);
    return message;
  };
}

function choose({ account, conversations }: Digest, reader: Reader, topics: Topics): Choice {
  const { caller } = reader;
  const events = account.filter((row) => maySee(caller, row) && concerns(row, topics));
  const choice: Choice = { events, enter: [], leave: [] };
  for (const touched of conversations) {
    const isOpen = topics.conversations.includes(touched.displayId);
    // Of a moved conversation the reader gets the events in an inbox that it sees, and that the row leaves.
    if (isOpen) choice.events.push(...touched.rows.filter((row) => maySee(caller, row)));
    if (!maySee(caller, touched)) {
      if (touched.rows.some((row) => maySee(caller, row))) choice.leave.push(touched.conversationId);
      continue;
    }
    if (isOpen) continue;
    const move = moveOf(touched, topics, caller.userId);
    if (move === "enter") choice.enter.push(touched);
    if (move === "leave") choice.leave.push(touched.conversationId);
  }
  choice.events.sort((a, b) => a.seq - b.seq);
  return choice;
}

/**
 * Whether an account event concerns the reader: not a session's end, which ends streams; contacts only where rows may
 * show them; a command or scheduled message only where its conversation is open.
 */
function concerns(row: LogRow, topics: Topics): boolean {
  const { type } = row;
  if (type === "command_message.created" || type.startsWith("scheduled_message.")) {
    const event = eventOf(row);
    const isBesideThread = isAbout(event, "command_message") || isAbout(event, "scheduled_message");
    return isBesideThread && topics.conversations.includes(event.data.displayId);
  }
  if (type === "session.revoked" || type === "contact.created") return false;
  // Its members are shown beside an open conversation only.
  if (type.startsWith("conversation_member.")) return topics.conversations.length > 0;
  return type !== "contact.updated" || topics.views.length + topics.conversations.length > 0;
}

/**
 * How the batch moved the conversation in the reader's views together. Whether it was in a view before follows from the
 * event's `changes`, undone: so the server need not store which rows a reader has.
 */
function moveOf({ steps }: Touched, { views }: Topics, userId: number | null): "enter" | "leave" | null {
  if (views.length === 0) return null;
  let move: "enter" | "leave" | null = null;
  for (const { after, before, changesRow } of steps) {
    const isIn = views.some((view) => isInView(after, view, userId));
    if (isIn) move = changesRow ? "enter" : move;
    else if (move === "enter" || views.some((view) => wasInView(before ?? after, view, userId)))
      move = "leave";
  }
  return move;
}

/** Whether it may have been in the view: its last activity before the event is not known. */
const wasInView = (before: ViewFields, view: ViewFilter, userId: number | null): boolean =>
  isInView(before, anyActivity(view), userId);
