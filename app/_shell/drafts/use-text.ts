"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { newId } from "@/app/_lib/new-id";
import type { PageUnsent } from "@/app/_shell/unsent/page-unsent";
import { useUnsent } from "@/app/_shell/unsent/page-unsent";
import { draftKey, earlyKey, type Text } from "@/app/_shell/unsent/records";
import type { UnsentStore } from "@/app/_shell/unsent/store";
import type { DraftMirror } from "./draft-copies";
import { createDrafts, type Drafts } from "./drafts";

/** The unsent texts of this page. */
export function useDrafts() {
  return draftsOf(useUnsent());
}

/** The unsent text of a conversation. It survives a reload and appears in the member's other tabs and browsers. */
export function useText(displayId: number) {
  const drafts = useDrafts();
  const text = useSyncExternalStore(
    drafts.subscribe,
    () => drafts.read(displayId),
    () => drafts.read(displayId),
  );
  useQuery({
    queryKey: ["draft", displayId],
    queryFn: async () => {
      await drafts.load(displayId);
      return null; // `drafts` stores the text
    },
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: true,
    refetchOnReconnect: true,
    networkMode: "always", // this browser's copy is shown without a network too
  });
  useEffect(() => {
    const flush = () => document.visibilityState === "hidden" && drafts.flush();
    document.addEventListener("visibilitychange", flush); // also when the tab is closed
    return () => document.removeEventListener("visibilitychange", flush);
  }, [drafts]);
  return useMemo(
    () => ({
      text,
      /** The text as it is now, which may not be on the screen yet. */
      current: () => drafts.read(displayId),
      change: (part: Partial<Text>) => drafts.change(displayId, part, text),
      clear: () => drafts.send(displayId),
      restore: (unsent: typeof text) => drafts.restore(displayId, unsent),
    }),
    [drafts, displayId, text],
  );
}

const kept = ({ kind, content, email = null }: Text) => ({ kind, content, email });

const known = new WeakMap<PageUnsent, Drafts>();

/** The unsent texts of this page, in this browser and on the server. */
function draftsOf(unsent: PageUnsent): Drafts {
  const { store, client } = unsent;
  const drafts =
    known.get(unsent) ??
    createDrafts(
      {
        load: (displayId) => client.drafts.get.query({ displayId }),
        save: async (displayId, draft, seen) =>
          (await client.drafts.keep.mutate({ displayId, draft: draft && kept(draft), seen })).isKept,
      },
      mirrorIn(store),
    );
  known.set(unsent, drafts);
  return drafts;
}

/** The copies of texts in this browser. A text that is empty here and on the server has none. */
export function mirrorIn(store: UnsentStore): DraftMirror {
  const page = newId();
  const read: DraftMirror["read"] = (displayId) => {
    const found = store.read(draftKey(displayId));
    return found?.record.type === "draft" ? { copy: found.record, revision: found.revision } : null;
  };
  return {
    ready: store.ready,
    read,
    write(displayId, { text, seen, isSettled }) {
      const record = { type: "draft" as const, displayId, text, seen: [...seen], isSettled };
      return store.write({ key: draftKey(displayId), record });
    },
    writeEarly(displayId, text) {
      const record = text && { type: "early" as const, page, displayId, text };
      store.write({ key: earlyKey(page, displayId), record });
    },
    takeEarly() {
      const found = store.list().flatMap((record) => (record.type === "early" ? [record] : []));
      const left = found.filter((record) => record.page !== page);
      for (const { page, displayId } of left) store.write({ key: earlyKey(page, displayId), record: null });
      return left;
    },
    subscribe: store.subscribe,
  };
}
