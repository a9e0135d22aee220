import type { Event, EventType } from "@/server/contract/event/event";
import { listUndoables, removeUndoables, type Undoable } from "./undoable";

/** The part of a conversation that an event changes: an undo is refused once its part has changed again. */
const FACET: Partial<Record<EventType, string>> = {
  "conversation.assigned": "assignee",
  "conversation.labelled": "labels",
  "conversation.moved": "inbox",
  "conversation.priority_changed": "priority",
  "conversation.purged": "lifecycle",
  "conversation.restored": "lifecycle",
  "conversation.status_changed": "status",
  "conversation.team_changed": "team",
  "conversation.trashed": "lifecycle",
  "conversation.updated": "attributes",
};
/** In the trash only the trashing itself can be undone. */
const ENDS_ALL: ReadonlySet<EventType> = new Set<EventType>(["conversation.purged", "conversation.trashed"]);

type FacetEvent = Pick<Event, "type" | "operationId"> & { displayId: number };

/** The operations of this page: their events supersede nothing, because each can be undone before the one below it. */
const own = new Set<string>();
/** The facets that operations of this page have changed, as their events reported. */
const facets = new Map<string, Set<string>>();
/** Events that arrived while a change of this page had no answer yet: it may be theirs. */
let unattributed: FacetEvent[] = [];
let inFlight = 0;
let waiting: (() => void)[] = [];

/** Begins a change of this page; call the returned function with its operation, or null if there is none. */
export function beginChange(): (operationId: string | null) => void {
  inFlight++;
  return (operationId) => {
    inFlight--;
    if (operationId !== null) own.add(operationId);
    if (inFlight > 0) return;
    const events = unattributed;
    unattributed = [];
    for (const event of events) apply(event);
    const runs = waiting;
    waiting = [];
    // In another task: whoever made the change offers its undo after the answer.
    for (const run of runs) setTimeout(run);
  };
}

/** Runs a function when the changes of this page are answered and their undo is offered; immediately if none is in flight. */
export function whenAnswered(run: () => void): void {
  if (inFlight === 0) run();
  else waiting.push(run);
}

/** Removes the offers to undo that an event makes impossible: somebody else, or another tab, changed the same again. */
export function noteEvent(event: Event): void {
  const { type, operationId, data } = event;
  if (FACET[type] === undefined || !("displayId" in data) || typeof data.displayId !== "number") return;
  const noted = { type, operationId, displayId: data.displayId };
  if (inFlight > 0 && !own.has(operationId)) unattributed.push(noted);
  else apply(noted);
}

function apply({ type, operationId, displayId }: FacetEvent): void {
  const facet = facetKey(displayId, FACET[type] ?? "");
  if (own.has(operationId)) {
    facets.set(operationId, (facets.get(operationId) ?? new Set()).add(facet));
    return;
  }
  removeUndoables(
    (undoable) =>
      undoable.displayId === displayId &&
      undoable.operationId !== undefined &&
      (ENDS_ALL.has(type) || facetsOf(undoable).has(facet)),
  );
}

const facetKey = (displayId: number, facet: string): string => `${displayId} ${facet}`;
const NONE: ReadonlySet<string> = new Set();
const facetsOf = ({ operationId }: Undoable): ReadonlySet<string> => facets.get(operationId ?? "") ?? NONE;

/**
 * The changes that can be undone now, newest first: not those whose part of the conversation a newer one has changed again.
 * These can be undone once the newer one is undone.
 */
export function undoableNow(all: readonly Undoable[] = listUndoables()): Undoable[] {
  const covered = new Set<string>();
  return all.filter((undoable) => {
    const changed = [...facetsOf(undoable)];
    const isCovered = changed.some((facet) => covered.has(facet));
    for (const facet of changed) covered.add(facet);
    return !isCovered;
  });
}
