"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import type { BaseUIEvent } from "@base-ui/react/types";
import { Check, Search } from "lucide-react";
import {
  type KeyboardEvent,
  type ReactNode,
  useDeferredValue,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
} from "react";
import { isComposing } from "@/app/_lib/is-composing";
import { Marked } from "@/app/_ui/display/chip";
import { Kbd } from "@/app/_ui/display/kbd";
import { useFinalFocus } from "@/app/_ui/overlay/final-focus";

export type CommandItem = {
  id: string;
  name: string;
  /** The positions of the matched letters in the name. */
  at: readonly number[];
  detail?: string | undefined;
  /** A second line, with its matched letters. */
  note?: { text: string; at: readonly number[] } | undefined;
  icon?: ReactNode;
  shortcut?: string | undefined;
  /** It is the current value. */
  isOn?: boolean | undefined;
};
export type CommandGroup<I extends CommandItem> = { id: string; label: string | null; items: I[] };

type CommandProps<I extends CommandItem> = PickProps<I> & {
  open: boolean;
  onClose: () => void;
  /** Runs when the dialog goes, before the focus is back where it was. */
  onClosed: () => void;
  label: string;
  footer: ReactNode;
};
type PickProps<I extends CommandItem> = {
  placeholder: string;
  /** What is being chosen; Backspace in the empty field leaves it. */
  crumb?: string | null;
  onBack: () => void;
  query: string;
  onQuery: (query: string) => void;
  groups: readonly CommandGroup<I>[];
  /** The groups are those of an earlier text: Enter waits for those of this one, unless the arrow keys have moved since. */
  isStale?: boolean;
  onChoose: (item: I) => void;
  emptyText: string;
};

type InputKeyEvent = BaseUIEvent<KeyboardEvent<HTMLInputElement>>;

/** A dialog with a field and a list of commands. The caller filters the list. */
export function Command<I extends CommandItem>({
  open,
  onClose,
  onClosed,
  label,
  footer,
  ...picks
}: CommandProps<I>) {
  const finalFocus = useFinalFocus(open);
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(isOpen) => isOpen || onClose()}
      onOpenChangeComplete={(isOpen) => isOpen || onClosed()}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Popup
          aria-label={label}
          finalFocus={finalFocus}
          data-popup="command"
          className="fixed top-[8vh] left-1/2 z-40 flex max-h-[min(32rem,80dvh)] w-[calc(100vw-1.5rem)] max-w-command -translate-x-1/2 flex-col overflow-hidden rounded-l border border-line bg-raised shadow-pop outline-none md:top-[14vh]"
        >
          <FieldAndList {...picks} />
          <div className="hidden shrink-0 items-center gap-4 border-line border-t px-4 py-2 text-faint text-xs md:flex">
            {footer}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The field is painted before a new list. */
function FieldAndList<I extends CommandItem>({
  placeholder,
  crumb = null,
  onBack,
  query,
  onQuery,
  groups,
  isStale = false,
  onChoose,
  emptyText,
}: PickProps<I>) {
  const list = useLateList(groups, `${crumb ?? ""}\n${query}`);
  const { onEnter, onMove } = useEnter({ query, groups, isStale, onChoose }, list.isLate);
  const onKeyDown = (event: InputKeyEvent) => {
    if (event.key === "Enter" && !isComposing(event.nativeEvent)) return onEnter(event);
    if (event.key.startsWith("Arrow")) onMove();
    if (event.key !== "Backspace" || query !== "" || crumb === null) return;
    event.preventDefault();
    onBack();
  };
  return (
    <Autocomplete.Root
      open
      inline
      mode="none"
      autoHighlight="always"
      keepHighlight
      items={list.groups}
      value={query}
      onValueChange={(value, { reason }) => reason !== "item-press" && onQuery(value)}
    >
      <Autocomplete.InputGroup className="flex shrink-0 items-center gap-2.5 border-line border-b px-4">
        {crumb === null ? (
          <Search size={16} aria-hidden className="shrink-0 text-faint" />
        ) : (
          <span className="max-w-2/5 shrink-0 truncate rounded-s bg-accent-soft px-2 py-0.5 font-medium text-accent text-sm">
            {crumb}
          </span>
        )}
        <Autocomplete.Input
          aria-label={placeholder}
          placeholder={placeholder}
          onKeyDown={onKeyDown}
          className="h-12 min-w-0 flex-1 bg-transparent text-md outline-none placeholder:text-faint"
        />
      </Autocomplete.InputGroup>
      <Autocomplete.Empty>
        {list.isLate ? null : <p className="px-4 py-8 text-center text-muted">{emptyText}</p>}
      </Autocomplete.Empty>
      <Autocomplete.List className="min-h-0 flex-1 scroll-py-1.5 overflow-y-auto overscroll-contain p-1.5 empty:p-0">
        {(group: CommandGroup<I>) => (
          <Autocomplete.Group key={group.id} items={group.items} className="not-last:mb-1.5">
            {group.label === null ? null : (
              <Autocomplete.GroupLabel className="px-2.5 pt-1.5 pb-1 font-medium text-faint text-xs">
                {group.label}
              </Autocomplete.GroupLabel>
            )}
            <Autocomplete.Collection>
              {(item: I) => <Line key={item.id} item={item} onChoose={onChoose} />}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
}

type Picked<I extends CommandItem> = Pick<PickProps<I>, "query" | "groups" | "onChoose"> & {
  isStale: boolean;
};

/**
 * Enter chooses the highlighted item, or the first one: a new list has no highlight for some frames, in which the library ignores
 * the key. While the groups are stale it waits, unless the arrow keys have moved in them.
 */
function useEnter<I extends CommandItem>(
  { query, groups, isStale, onChoose }: Picked<I>,
  isListLate: boolean,
) {
  const [movedIn, enteredIn] = [useRef(""), useRef("")];
  const chooseFirst = () => {
    const [first] = groups.flatMap(({ items }) => items);
    if (first) onChoose(first);
  };
  const onCurrent = useEffectEvent(() => {
    const isEntered = query !== "" && enteredIn.current === query;
    enteredIn.current = "";
    if (isEntered) chooseFirst();
  });
  useEffect(() => {
    if (!isStale) onCurrent();
  }, [isStale]);
  const onEnter = (event: InputKeyEvent) => {
    event.preventDefault();
    event.stopPropagation();
    event.preventBaseUIHandler();
    const highlighted = document.getElementById(
      event.currentTarget.getAttribute("aria-activedescendant") ?? "",
    );
    if (isStale && movedIn.current !== query) enteredIn.current = query;
    else if (highlighted && !isListLate) highlighted.click();
    else chooseFirst();
  };
  const onMove = () => {
    movedIn.current = query;
  };
  return { onEnter, onMove };
}

type List<G> = { groups: readonly G[]; of: string | null };
const NO_LIST: List<never> = { groups: [], of: null };

/** The list of a text, `of`, is rendered after the text is painted. `isLate`: the groups that are returned are another text's. */
function useLateList<G>(groups: readonly G[], of: string): { groups: readonly G[]; isLate: boolean } {
  const list = useMemo(() => ({ groups, of }), [groups, of]);
  const shown = useDeferredValue<List<G>>(list, NO_LIST);
  return { groups: shown.groups, isLate: shown.of !== of };
}

type LineProps<I> = { item: I; onChoose: (item: I) => void };

function Line<I extends CommandItem>({ item, onChoose }: LineProps<I>) {
  return (
    <Autocomplete.Item
      value={item}
      onClick={() => onChoose(item)}
      aria-current={item.isOn || undefined}
      className="flex min-h-9 cursor-default select-none items-center gap-3 rounded-s px-2.5 py-1 outline-none data-highlighted:bg-hover-raised pointer-coarse:min-h-11"
    >
      <span aria-hidden className="grid size-5 shrink-0 place-items-center text-muted">
        {item.icon}
      </span>
      <span className={item.detail === undefined ? "min-w-0 flex-1" : "min-w-24 flex-1"}>
        <span className="block truncate">
          <Marked text={item.name} at={item.at} />
        </span>
        {item.note ? (
          <span className="block truncate text-muted text-sm" dir="auto">
            <Marked text={item.note.text} at={item.note.at} />
          </span>
        ) : null}
      </span>
      {item.detail === undefined ? null : (
        <span className="min-w-0 max-w-3/4 truncate text-faint text-sm" title={item.detail}>
          {item.detail}
        </span>
      )}
      {item.isOn ? <Check size={15} aria-hidden className="shrink-0 text-accent" /> : null}
      {item.shortcut === undefined ? null : <Kbd>{item.shortcut}</Kbd>}
    </Autocomplete.Item>
  );
}
