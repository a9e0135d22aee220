"use client";

import {
  cloneElement,
  type ReactElement,
  type ReactNode,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { createPortal } from "react-dom";
import { Kbd } from "@/app/_ui/display/kbd";

const DELAY_MS = 500;
/** A hint right after another appears without delay, and stays when the pointer moves onto it. */
const LEAVE_MS = 150;
const GAP_PX = 6;
const EDGE_PX = 8;

type Hinted = ReactElement<{ "data-hint"?: string; "data-hint-key"?: string | undefined }>;
type HintProps = { text: string; shortcut?: string | undefined; children: Hinted };

/** A tooltip for a control that has its own accessible name: it adds nothing that is not stated elsewhere. */
export const Hint = ({ text, shortcut, children }: HintProps) =>
  cloneElement(children, { "data-hint": text, "data-hint-key": shortcut });

type Shown = { target: HTMLElement; text: string; shortcut: string | undefined };

/** Shows the one hint of the page: for the pointer after a delay, for the keyboard immediately. */
export function HintProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const scheduleHint = (target: HTMLElement | null, delayMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setShown(target?.isConnected ? readHint(target) : null), delayMs);
  };
  const onOver = useEffectEvent((event: PointerEvent) => {
    if (event.pointerType === "touch" || !(event.target instanceof Element)) return;
    if (event.target.closest("[role=tooltip]")) return clearTimeout(timer.current);
    const target = event.target.closest<HTMLElement>("[data-hint]");
    if (target !== null && target === shown?.target) return clearTimeout(timer.current);
    scheduleHint(target, target === null || shown ? LEAVE_MS : DELAY_MS);
  });
  const onFocus = useEffectEvent((event: FocusEvent) => {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-hint]") : null;
    scheduleHint(target?.matches(":focus-visible") ? target : null, 0);
  });
  const hide = useEffectEvent(() => {
    clearTimeout(timer.current);
    setShown(null);
  });
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    document.addEventListener("pointerover", (event) => onOver(event), { signal });
    document.addEventListener("focusin", (event) => onFocus(event), { signal });
    for (const end of ["pointerdown", "keydown", "scroll"])
      document.addEventListener(end, () => hide(), { signal, capture: true });
    return () => stop.abort();
  }, []);
  return (
    <>
      {children}
      {shown ? createPortal(<HintWindow {...shown} />, document.body) : null}
    </>
  );
}

/** The text of an element's hint; null while the element's overlay is open. */
function readHint(target: HTMLElement): Shown | null {
  const { hint, hintKey } = target.dataset;
  if (hint === undefined || target.ariaExpanded === "true") return null;
  return { target, text: hint, shortcut: hintKey };
}

/** Below its control, or above where there is no room; within the window. */
function HintWindow({ target, text, shortcut }: Shown) {
  const tip = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!tip.current) return;
    const at = target.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = tip.current;
    const below = at.bottom + GAP_PX;
    const fits = below + height <= window.innerHeight - EDGE_PX;
    const left = at.left + at.width / 2 - width / 2;
    tip.current.style.top = `${fits ? below : at.top - GAP_PX - height}px`;
    tip.current.style.left = `${Math.max(EDGE_PX, Math.min(left, window.innerWidth - width - EDGE_PX))}px`;
  });
  return (
    <div
      ref={tip}
      role="tooltip"
      aria-hidden
      className="fixed top-0 left-0 z-50 flex w-max max-w-dialog items-center gap-2 rounded-s bg-fg px-2 py-1 wrap-anywhere text-bg text-xs shadow-pop"
    >
      {text}
      {shortcut === undefined ? null : <Kbd inverted>{shortcut}</Kbd>}
    </div>
  );
}
