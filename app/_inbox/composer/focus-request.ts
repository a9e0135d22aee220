type Kind = "message" | "note";

let requested: { displayId: number; kind: Kind } | null = null;

/** Requests the focus for the composer of a conversation that is being opened. */
export function requestComposer(displayId: number, kind: Kind): void {
  requested = { displayId, kind };
}

/** What the composer of a conversation was requested for, once; null if it was not. */
export function takeComposerRequest(displayId: number): Kind | null {
  const kind = requested?.displayId === displayId ? requested.kind : null;
  requested = null;
  return kind;
}
