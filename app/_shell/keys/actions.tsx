"use client";

import dynamic from "next/dynamic";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
} from "react";
import { areSingleKeysOn } from "@/app/_lib/preferences/single-keys";
import { useWhenIdle } from "@/app/_lib/use-when-idle";
import { KeySheet } from "./key-sheet";
import { matchesKey } from "./match-key";
import { type ComponentOffers, createOfferBook, type Layer, type OfferBook, type Offers } from "./offers";
import { ACTION_IDS, type ActionId, actionOf } from "./registry";

const loadPalette = () => import("@/app/_shell/palette/palette").then(({ Palette }) => Palette);
const Palette = dynamic(loadPalette, { ssr: false });
const loadSearch = () =>
  import("@/app/_shell/palette/search/search-window").then(({ SearchWindow }) => SearchWindow);
const SearchWindow = dynamic(loadSearch, { ssr: false });

const loadWindows = () => Promise.all([loadPalette(), loadSearch()]);

/** `page` is the action whose choices the palette shows; null: everything. `typed` was typed while it was loading. */
type PaletteState = { isOpen: boolean; page: ActionId | null; typed: string };

/** `typed` is the initial query; each opening starts with it. */
type SearchState = { isOpen: boolean; typed: string; opening: number };

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
  const [isSheetOpen, setSheetOpen] = useState(false);
  const openSearch = useCallback(
    (typed: string) => setSearch((was) => ({ isOpen: true, typed, opening: (was?.opening ?? 0) + 1 })),
    [],
  );
  const host = useMemo<ActionsHost>(
    () => ({
      book,
      perform: (id) => {
        const offer = book.find(id);
        if (!offer) return;
        if ("run" in offer) offer.run();
        else setPalette({ isOpen: true, page: id, typed: "" });
      },
    }),
    [book],
  );
  useEffect(() => {
    const own: Offers = {
      palette: { run: () => setPalette({ isOpen: true, page: null, typed: "" }) },
      search: { run: () => openSearch("") },
      help: { run: () => setSheetOpen(true) },
    };
    return book.add({ layer: "page", offers: own });
  }, [book, openSearch]);
  const typeIntoPalette = (sign: string) => setPalette((was) => was && { ...was, typed: was.typed + sign });
  const typeIntoSearch = (sign: string) => setSearch((was) => was && { ...was, typed: was.typed + sign });
  useKeyListener(host, palette?.isOpen ? typeIntoPalette : search?.isOpen ? typeIntoSearch : null);
  useWhenIdle(loadWindows);
  return (
    <ActionsContext value={host}>
      {children}
      <KeySheet isOpen={isSheetOpen} onOpenChange={setSheetOpen} />
      {palette ? (
        <Palette
          book={book}
          isOpen={palette.isOpen}
          page={palette.page}
          typed={palette.typed}
          onPage={(page) => setPalette({ isOpen: true, page, typed: "" })}
          onClose={() => setPalette({ ...palette, isOpen: false })}
          onSearch={openSearch}
        />
      ) : null}
      {search ? (
        <SearchWindow
          key={search.opening}
          isOpen={search.isOpen}
          typed={search.typed}
          onClose={() => setSearch({ ...search, isOpen: false })}
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
  useEffect(() => {
    component.current.offers = offers;
  });
  useEffect(() => book.add(component.current), [book]);
}

/** An open overlay handles its keys itself. */
const BUSY = '[role="dialog"], [role="menu"], [role="listbox"]';
/** Text fields take characters; a checkbox does not, so keys still work after a click on one. */
const FIELDS = 'input:not([type="checkbox"]), textarea, select, [contenteditable="true"]';

/** Until the palette or the search has loaded, typed characters go to `typeInto`. */
function useKeyListener({ book, perform }: ActionsHost, typeInto: ((sign: string) => void) | null): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || !(event.target instanceof Element)) return;
    if (event.target.closest(BUSY)) return;
    if (typeInto) {
      if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) typeInto(event.key);
      return;
    }
    const isWriting = event.target.closest(FIELDS) !== null;
    const id = ACTION_IDS.find((action) => {
      const { key, whileWriting = false } = actionOf(action);
      if (key === null || (isWriting && !whileWriting)) return false;
      return matchesKey(event, key) && (isCombined(key) || areSingleKeysOn());
    });
    if (!id || !book.find(id)) return;
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
