/** The unsent text of a conversation. */
export type Text = { kind: "message" | "note"; content: string };

export type DraftKeeper = {
  load(displayId: number): Promise<Text | null>;
  /** Null: there is no unsent text. */
  save(displayId: number, text: Text | null): Promise<unknown>;
};

/** Unsent texts of this page by conversation, saved on the server shortly after the writer pauses. */
export type Drafts = {
  read(displayId: number): Text;
  write(displayId: number, text: Text): void;
  /** Restores a text that was not sent, before what was written since. */
  restore(displayId: number, text: Text): void;
  /** The text is being sent as a message, with which the server deletes its stored draft. */
  send(displayId: number): void;
  /** Takes over the server's text, unless something was written here meanwhile. */
  load(displayId: number): Promise<void>;
  /** Immediately saves what waits for a pause. */
  flush(): void;
  subscribe(listener: () => void): () => void;
};

const EMPTY: Text = { kind: "message", content: "" };
const PAUSE_MS = 800;
const AGAIN_MS = 5_000;

type CachedDraft = {
  text: Text;
  /** Counts the edits made here. */
  revision: number;
  /** The last revision that the server has. */
  savedRevision: number;
  isLoaded: boolean;
  isSaving: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
};

export function createDrafts(keeper: DraftKeeper): Drafts {
  const cachedDrafts = new Map<number, CachedDraft>();
  const listeners = new Set<() => void>();
  const saver = createSaver(keeper);

  function cachedDraft(displayId: number): CachedDraft {
    const draft = cachedDrafts.get(displayId) ?? {
      text: EMPTY,
      revision: 0,
      savedRevision: 0,
      isLoaded: false,
      isSaving: false,
      timer: undefined,
    };
    cachedDrafts.set(displayId, draft);
    return draft;
  }
  function show(draft: CachedDraft, text: Text): void {
    draft.text = text.content === "" ? { ...EMPTY, kind: text.kind } : text;
    for (const listener of listeners) listener();
  }
  function write(displayId: number, text: Text): void {
    const draft = cachedDraft(displayId);
    draft.revision++;
    show(draft, text);
    saver.later(displayId, draft, PAUSE_MS);
  }

  return {
    read: (displayId) => cachedDrafts.get(displayId)?.text ?? EMPTY,
    write,
    restore(displayId, { kind, content }) {
      const since = cachedDrafts.get(displayId)?.text.content ?? "";
      write(displayId, { kind, content: [content, since].filter((part) => part !== "").join("\n\n") });
    },
    send(displayId) {
      const draft = cachedDraft(displayId);
      clearTimeout(draft.timer);
      draft.revision++;
      // A running save may arrive after the message: then it is cleared.
      if (!draft.isSaving) draft.savedRevision = draft.revision;
      show(draft, EMPTY);
    },
    async load(displayId) {
      const draft = cachedDraft(displayId);
      const { revision, isLoaded } = draft;
      const kept = await keeper.load(displayId);
      draft.isLoaded = true;
      const isUntouched = draft.revision === revision && revision === draft.savedRevision;
      // Text written before the first response is appended, so nothing stored is lost.
      const isOvertaken = !isLoaded && kept !== null && draft.text.content !== "";
      if (isUntouched) show(draft, kept ?? EMPTY);
      else if (isOvertaken)
        write(displayId, { ...draft.text, content: `${kept.content}\n${draft.text.content}` });
    },
    flush() {
      for (const [displayId, draft] of cachedDrafts) void saver.now(displayId, draft);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Runs one save per conversation at a time, so that the text written last is the one stored. */
function createSaver(keeper: DraftKeeper) {
  function later(displayId: number, draft: CachedDraft, ms: number): void {
    clearTimeout(draft.timer);
    draft.timer = setTimeout(() => void now(displayId, draft), ms);
  }
  async function now(displayId: number, draft: CachedDraft): Promise<void> {
    clearTimeout(draft.timer);
    if (draft.isSaving || draft.revision === draft.savedRevision) return;
    const { revision, text } = draft;
    draft.isSaving = true;
    const isSaved = await keeper.save(displayId, text.content.trim() === "" ? null : text).then(
      () => true,
      () => false, // unreachable, or no longer visible to us: it stays in this page and is retried
    );
    draft.isSaving = false;
    if (isSaved) draft.savedRevision = revision;
    if (draft.revision !== draft.savedRevision) later(displayId, draft, isSaved ? 0 : AGAIN_MS);
  }
  return { later, now };
}
