"use client";

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { onDemand } from "@/app/_lib/on-demand";
import { useWhenIdle } from "@/app/_lib/use-when-idle";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { DialogWindow } from "@/app/_ui/overlay/dialog";
import { MenuWindow } from "@/app/_ui/overlay/menu";
import { PopoverWindow } from "@/app/_ui/overlay/popover";
import { createKeyQueue, type KeyQueue } from "./key-queue";
import type { RefusedKey } from "./key-sheet";
import { type ComponentOffers, createOfferBook, type Layer, type OfferBook, type Offers } from "./offers";
import type { ActionId } from "./registry";
import { useKeyListener } from "./use-key-listener";

const Palette = onDemand(() => import("@/app/_shell/palette/palette").then((file) => file.Palette));
const SearchWindow = onDemand(() =>
  import("@/app/_shell/palette/search/search-window").then((file) => file.SearchWindow),
);
const KeySheet = onDemand(() => import("./key-sheet").then((file) => file.KeySheet));
const Explanation = onDemand(() => import("./key-sheet").then((file) => file.Explanation));

/** What opens by a key or a click on any page. */
const WINDOWS = [Palette, SearchWindow, KeySheet, Explanation, MenuWindow, PopoverWindow, DialogWindow];
const loadWindows = () => Promise.all(WINDOWS.map((window) => window.preload()));

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
  queue: KeyQueue<KeyboardEvent>;
  gate: { waitsFor: KeyGate };
};

/** What an action waits for before it may act, as a target of the queue; null: nothing. */
type KeyGate = (id: ActionId) => string | null;
const isOpen: KeyGate = () => null;

const ActionsContext = createContext<ActionsHost | null>(null);

/** Provides one listener for all keys, the palette and the sheet of keys to the screens below. */
export function ActionsProvider({ children }: { children: ReactNode }) {
  const [book] = useState(createOfferBook);
  const [queue] = useState(() => createKeyQueue<KeyboardEvent>());
  const [gate] = useState(() => ({ waitsFor: isOpen }));
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
      queue,
      gate,
    }),
    [book, queue, gate],
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
  const onRefused = (id: ActionId) => setRefused({ id, ...book.whyNot(id) });
  useKeyListener({ book, queue, gate, perform: host.perform, typeInto, onRefused });
  useWhenIdle(loadWindows);
  return (
    <ActionsContext value={host}>
      <UndoKey />
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

/** On every page: its notices offer to undo what another page changed. */
function UndoKey() {
  const { undoLast } = useUndo();
  useActions("page", { undo: { run: undoLast } });
  return null;
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

/** Lets the keys of some actions wait until what they act on is shown. */
export function useKeyGate(waitsFor: KeyGate): void {
  const { gate } = useActionsHost();
  useLayoutEffect(() => {
    gate.waitsFor = waitsFor;
  });
  useLayoutEffect(
    () => () => {
      gate.waitsFor = isOpen;
    },
    [gate],
  );
}

/** A window after a key that was pressed before it had the focus. */
function withKey<S extends { isOpen: boolean; query: string }>(state: S, key: string): S {
  if (key === "Escape") return { ...state, isOpen: false };
  if (key === "Backspace") return { ...state, query: state.query.slice(0, -1) };
  return key.length === 1 ? { ...state, query: state.query + key } : state;
}
