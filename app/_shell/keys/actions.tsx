"use client";

import dynamic from "next/dynamic";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { areSingleKeysOn } from "@/app/_lib/preferences/single-keys";
import { useWhenIdle } from "@/app/_lib/use-when-idle";
import type { RefusedKey } from "./explanation";
import { matchesKey } from "./match-key";
import { type ComponentOffers, createOfferBook, type Layer, type OfferBook, type Offers } from "./offers";
import { OVERLAYS } from "./overlays";
import { ACTION_IDS, type ActionId, actionOf } from "./registry";

const loadPalette = () => import("@/app/_shell/palette/palette").then(({ Palette }) => Palette);
const Palette = dynamic(loadPalette, { ssr: false });
const loadSearch = () =>
  import("@/app/_shell/palette/search/search-window").then(({ SearchWindow }) => SearchWindow);
const SearchWindow = dynamic(loadSearch, { ssr: false });

const loadKeySheet = () => import("./key-sheet").then(({ KeySheet }) => KeySheet);
const KeySheet = dynamic(loadKeySheet, { ssr: false });
const loadExplanation = () => import("./explanation");
const Explanation = dynamic(loadExplanation, { ssr: false });

const loadWindows = () => Promise.all([loadPalette(), loadSearch(), loadKeySheet(), loadExplanation()]);

/**
 * `page` is the action whose choices the palette shows; null: everything. `isEntered`: Enter was pressed before the palette
 * had the focus.
 */
type PaletteState = { isOpen: boolean; page: ActionId | null; query: string; isEntered: boolean };
/** `opening` counts: each one starts anew. */
type SearchState = { isOpen: boolean; query: string; opening: number };

const OPENED = { isOpen: true, query: "", isEntered: false };

type ActionsHost = {
  book: OfferBook;
  /** Runs the offer for this action, if there is one. */
  perform: (id: ActionId) => void;
};

const ActionsContext = createContext<ActionsHost | null>(null);

/** Provides one listener for all keys, the palette and the sheet of keys to the screens below. */
export function ActionsProvider({ children }: { children: ReactNode }) {
  const [book] = useState(createOfferBook);
  const [palette, setPalette] = useState<PaletteState | null>(null);
  const [search, setSearch] = useState<SearchState | null>(null);
  /** Null until the sheet is opened. */
  const [isSheetOpen, setSheetOpen] = useState<boolean | null>(null);
  const [refused, setRefused] = useState<RefusedKey | null>(null);
  const openSearch = useCallback(
    (query: string) => setSearch((was) => ({ isOpen: true, query, opening: (was?.opening ?? 0) + 1 })),
    [],
  );
  const host = useMemo<ActionsHost>(
    () => ({
      book,
      perform: (id) => {
        const offer = book.find(id);
        if (!offer) return;
        if ("run" in offer) offer.run();
        else setPalette({ ...OPENED, page: id });
      },
    }),
    [book],
  );
  useEffect(() => {
    const own: Offers = {
      palette: { run: () => setPalette({ ...OPENED, page: null }) },
      search: { run: () => openSearch("") },
      help: { run: () => setSheetOpen(true) },
    };
    return book.add({ layer: "page", offers: own });
  }, [book, openSearch]);
  const changePalette = (change: Partial<PaletteState>) => setPalette((was) => was && { ...was, ...change });
  const changeSearch = (change: Partial<SearchState>) => setSearch((was) => was && { ...was, ...change });
  const typeIntoPalette = (key: string) =>
    setPalette((was) => was && (key === "Enter" ? { ...was, isEntered: true } : withKey(was, key)));
  const typeIntoSearch = (key: string) => setSearch((was) => was && withKey(was, key));
  const typeInto = palette?.isOpen ? typeIntoPalette : search?.isOpen ? typeIntoSearch : null;
  useKeyListener(host, { typeInto, onRefused: (id) => setRefused({ id, ...book.whyNot(id) }) });
  useWhenIdle(loadWindows);
  return (
    <ActionsContext value={host}>
      {children}
      {isSheetOpen === null ? null : <KeySheet isOpen={isSheetOpen} onOpenChange={setSheetOpen} />}
      {refused ? <Explanation refused={refused} /> : null}
      {palette ? (
        <Palette
          {...palette}
          book={book}
          onPage={(page) => setPalette({ ...OPENED, page })}
          onQuery={(query) => changePalette({ query })}
          onClose={() => changePalette({ isOpen: false })}
          onSearch={openSearch}
        />
      ) : null}
      {search ? (
        <SearchWindow
          key={search.opening}
          isOpen={search.isOpen}
          query={search.query}
          onQuery={(query) => changeSearch({ query })}
          onClose={() => changeSearch({ isOpen: false })}
        />
      ) : null}
    </ActionsContext>
  );
}

/** The page's actions; only below `ActionsProvider`. */
export function useActionsHost(): ActionsHost {
  const host = useContext(ActionsContext);
  if (!host) throw new Error("useActions needs an <ActionsProvider> above it");
  return host;
}

/** Offers actions while the component is shown: by key, in the palette, in menus. */
export function useActions(layer: Layer, offers: Offers): void {
  const { book } = useActionsHost();
  const component = useRef<ComponentOffers>({ layer, offers });
  // Before the component is painted: a key that is pressed as soon as it is visible must work.
  useLayoutEffect(() => {
    component.current.offers = offers;
    book.changed();
  });
  useLayoutEffect(() => book.add(component.current), [book]);
}

/** Text fields take characters; a checkbox does not, so keys still work after a click on one. */
const FIELDS = 'input:not([type="checkbox"]), textarea, select, [contenteditable="true"]';

/** A window after a key that was pressed before it had the focus. */
function withKey<S extends { isOpen: boolean; query: string }>(state: S, key: string): S {
  if (key === "Escape") return { ...state, isOpen: false };
  if (key === "Backspace") return { ...state, query: state.query.slice(0, -1) };
  return key.length === 1 ? { ...state, query: state.query + key } : state;
}

type KeyHandlers = {
  /** Until the palette or the search has the focus, keys go to it. */
  typeInto: ((key: string) => void) | null;
  /** A single key was pressed whose action nothing offers. */
  onRefused: (id: ActionId) => void;
};

function useKeyListener({ book, perform }: ActionsHost, { typeInto, onRefused }: KeyHandlers): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || !(event.target instanceof Element)) return;
    if (event.target.closest(OVERLAYS)) return;
    if (typeInto) {
      if (!event.ctrlKey && !event.metaKey) typeInto(event.key);
      return;
    }
    const isWriting = event.target.closest(FIELDS) !== null;
    const id = ACTION_IDS.find((action) => {
      const { key, whileWriting = false } = actionOf(action);
      if (key === null || (isWriting && !whileWriting)) return false;
      return matchesKey(event, key) && (isCombined(key) || areSingleKeysOn());
    });
    if (!id) return;
    if (!book.find(id)) {
      if (!isCombined(actionOf(id).key ?? "")) onRefused(id);
      return;
    }
    event.preventDefault();
    perform(id);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

/** WCAG 2.1.4 is about character keys. */
const isCombined = (key: string): boolean => key.startsWith("mod+") || key === "Escape";
