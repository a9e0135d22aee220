"use client";

import { Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { openNow } from "@/app/_shared/view/navigate";
import type { OfferBook } from "@/app/_shell/keys/offers";
import { ACTION_IDS, type ActionId, changesTarget } from "@/app/_shell/keys/registry";
import { undoableNow } from "@/app/_shell/undo/superseded";
import { listUndoables, subscribeUndoables, type Undoable } from "@/app/_shell/undo/undoable";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { Command } from "@/app/_ui/command";
import { Kbd } from "@/app/_ui/display/kbd";
import { warn } from "@/app/_ui/overlay/toast";
import { type Entry, type EntryGroup, type Found, findEntries } from "./entries";
import {
  choicesOf,
  useActionEntries,
  useChoiceEntries,
  useNumberEntries,
  usePlaceEntries,
  useSearchEntries,
} from "./use-entries";
import { usePersonalEntries } from "./use-personal-entries";

type PaletteProps = {
  book: OfferBook;
  isOpen: boolean;
  /** The action whose choices are shown; null: everything. */
  page: ActionId | null;
  query: string;
  /** Enter was pressed before the palette had the focus: the first entry is chosen. */
  isEntered: boolean;
  onQuery: (query: string) => void;
  onPage: (page: ActionId | null) => void;
  onClose: () => void;
  /** Searches all messages, contacts and conversations for the typed text. */
  onSearch: (query: string) => void;
};

/** A fuzzy search in all actions and places. */
export function Palette({
  book,
  isOpen,
  page,
  query,
  isEntered,
  onQuery,
  onPage,
  onClose,
  onSearch,
}: PaletteProps) {
  const t = useTranslations("palette");
  const keys = useTranslations("keys");
  // What a choice is made from, such as the teams, may arrive while the palette is open.
  useSyncExternalStore(book.subscribe, book.version, book.version);
  const everything = useEverything(book, query, onSearch);
  // After closing, the focus is back where it was, and the entry may move it.
  const chosen = useRef<(() => void) | null>(null);
  const offer = page === null ? null : book.find(page);
  const choices = page === null ? null : choicesOf(page, offer, query);
  const typed = offer && "choices" in offer ? offer.placeholder : undefined;
  const groups = choices
    ? findEntries([{ id: "choices", label: null, items: choices.items }], choices.made, query)
    : everything;

  const isMoved = useIsMoved(book, isOpen);
  const choose = ({ id, does }: Found) => {
    if ("opens" in does) return onPage(does.opens);
    chosen.current = isMoved(id) ? () => warn({ text: t("moved") }) : does.run;
    onClose();
  };
  const chooseFirst = useEffectEvent(() => {
    const first = groups.flatMap(({ items }) => items)[0];
    if (first) choose(first);
  });
  useEffect(() => {
    if (isEntered) chooseFirst();
  }, [isEntered]);
  const onClosed = () => {
    chosen.current?.();
    chosen.current = null;
  };
  return (
    <Command
      open={isOpen}
      onClose={onClose}
      onClosed={onClosed}
      label={t("title")}
      placeholder={page === null ? t("placeholder") : (typed ?? t("choose"))}
      crumb={page === null ? null : keys(`action.${page}`)}
      onBack={() => onPage(null)}
      query={query}
      onQuery={onQuery}
      groups={groups}
      onChoose={choose}
      emptyText={t("nothing", { query })}
      footer={<Hints />}
    />
  );
}

/**
 * Returns whether an entry would change something else than what its reader saw when the palette opened: the late answer of another
 * change may show another conversation meanwhile, and selected rows may leave the list.
 */
function useIsMoved(book: OfferBook, isOpen: boolean): (entryId: string) => boolean {
  const target = () => {
    const layer = book.whyNot("trash").target;
    return layer && `${layer} ${openNow()}`;
  };
  const opened = useRef<string | null>(null);
  const note = useEffectEvent(() => {
    opened.current = target();
  });
  useLayoutEffect(() => {
    if (isOpen) note();
  }, [isOpen]);
  return (entryId) => {
    const action = ACTION_IDS.find((id) => id === entryId.split(" ", 1).join());
    const isChange = action !== undefined && changesTarget(action);
    return isChange && opened.current !== null && target() !== opened.current;
  };
}

function useEverything(book: OfferBook, query: string, onSearch: (query: string) => void) {
  const actions = useActionEntries(book);
  const places = usePlaceEntries();
  const choices = useChoiceEntries(book);
  const personal = usePersonalEntries();
  const numbers = useNumberEntries(query);
  const undos = useUndoEntries();
  const found = findEntries(
    [...actions.slice(0, 1), ...undos.shown, ...actions.slice(1), ...places],
    [...undos.more, ...choices, ...personal],
    query,
  );
  const searches = useSearchEntries(query, onSearch);
  const group = (id: string, entries: readonly Entry[]) =>
    entries.length === 0 ? [] : [{ id, label: null, items: entries.map((entry) => ({ ...entry, at: [] })) }];
  return [...group("number", numbers), ...found, ...group("search", searches)];
}

function Hints() {
  const t = useTranslations("palette.hint");
  return (
    <>
      <span>
        <Kbd>↑</Kbd> <Kbd>↓</Kbd> {t("move")}
      </span>
      <span>
        <Kbd>↵</Kbd> {t("run")}
      </span>
      <span>
        <Kbd>Esc</Kbd> {t("close")}
      </span>
    </>
  );
}

/** How many changes are listed without a query. */
const SHOWN_MAX = 5;
const NONE: readonly Undoable[] = [];

/** The reader's changes that can be undone now, newest first, each with its undo; `more` are listed only for a query. */
function useUndoEntries(): { shown: EntryGroup[]; more: Entry[] } {
  const t = useTranslations("undo");
  const keys = useTranslations("keys");
  const { undoOne } = useUndo();
  const all = useSyncExternalStore(subscribeUndoables, listUndoables, () => NONE);
  const entries = undoableNow(all).map(
    (done, at): Entry => ({
      id: `undo ${done.operationId ?? done.messageId ?? ""} ${at} ${done.text}`,
      name: keys("choice", { action: t("undo"), choice: done.text }),
      icon: <Undo2 size={16} />,
      does: { run: () => undoOne(done) },
    }),
  );
  const items = entries.slice(0, SHOWN_MAX);
  return {
    shown: items.length === 0 ? [] : [{ id: "undo", label: t("history"), items }],
    more: entries.slice(SHOWN_MAX),
  };
}
