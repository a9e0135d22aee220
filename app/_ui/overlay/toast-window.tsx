"use client";

import { Toast } from "@base-ui/react/toast";
import { X } from "lucide-react";
import { usePathname } from "next/navigation";
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { cn } from "@/app/_lib/class-names";
import { type ShownNotice, showBy, type ToastPort } from "./toast";

/** Long enough to read it and to reach its button by key. */
const SHOWN_MS = 9_000;

const manager = Toast.createToastManager();

/** Shows one toast at a time: the newest. */
function createPort(): ToastPort {
  let shownId: string | null = null;
  return {
    show({ id, tone, text, detail, action, stays }: ShownNotice) {
      if (shownId !== null) manager.close(shownId);
      shownId = id;
      manager.add({
        id,
        title: text,
        type: tone,
        timeout: stays ? 0 : SHOWN_MS,
        // Screen readers announce a refusal immediately, and other toasts after a pause.
        priority: tone === "bad" ? "high" : "low",
        ...(detail === undefined ? {} : { description: detail }),
        ...(action === undefined ? {} : { actionProps: { children: action.label, onClick: action.run } }),
      });
    },
    dismiss(id) {
      if (id === shownId) manager.close(id);
    },
  };
}

/** The container of toasts; loaded after the page, hence the default export. */
export default function ToastWindow({ label, closeLabel }: { label: string; closeLabel: string }) {
  useEffect(() => showBy(createPort()), []);
  return (
    <Toast.Provider toastManager={manager} limit={1}>
      <Toast.Portal>
        <Toasts label={label} closeLabel={closeLabel} />
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Toasts({ label, closeLabel }: { label: string; closeLabel: string }) {
  const { toasts } = Toast.useToastManager();
  const viewport = useRef<HTMLDivElement>(null);
  useToastPlace(viewport, toasts.length > 0);
  return (
    <Toast.Viewport
      ref={viewport}
      aria-label={label}
      // Where the screen has no place for toasts: below a header. A narrow window's dialog ends above its bottom edge.
      className="fixed inset-x-0 top-14 z-50 p-2 outline-none empty:hidden max-md:[body:has([data-popup=center])_&]:top-auto! max-md:[body:has([data-popup=center])_&]:bottom-0!"
    >
      <ToastList closeLabel={closeLabel} />
    </Toast.Viewport>
  );
}

function ToastList({ closeLabel }: { closeLabel: string }) {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className={cn(
        "w-full max-w-dialog rounded-m border bg-raised shadow-pop transition-opacity data-ending-style:hidden data-limited:hidden data-starting-style:opacity-0",
        toast.type === "bad" ? "border-bad-line" : "border-line",
      )}
    >
      <Toast.Content className="flex min-h-10 items-center gap-3 py-1.5 pr-1.5 pl-3.5">
        <div className="min-w-0 flex-1">
          <Toast.Title
            className={cn("font-medium text-base tracking-normal", toast.type === "bad" && "text-bad")}
          />
          <Toast.Description className="text-muted text-sm" />
        </div>
        <Toast.Action className="rounded-s px-2 py-1 font-semibold text-accent hover:bg-hover" />
        <Toast.Close
          aria-label={closeLabel}
          className="grid size-7 place-items-center rounded-s text-muted hover:bg-hover"
        >
          <X size={14} aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}

const PLACES = "[data-toast-place]";
/** What a toast may lie on, at its top, where no place is visible. */
const OVER = "[data-toast-over]";

/** Lays the viewport of toasts on the screen's visible place, which becomes as high as it, while a toast is shown. */
function useToastPlace(viewport: RefObject<HTMLElement | null>, isShown: boolean): void {
  const path = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page has other places
  useLayoutEffect(() => {
    const element = viewport.current;
    if (!element || !isShown) return;
    const places = [...document.querySelectorAll<HTMLElement>(PLACES)];
    const lay = () => layOn(element, places);
    const observer = new ResizeObserver(lay);
    for (const each of [element, document.body, ...places]) observer.observe(each);
    lay();
    return () => {
      observer.disconnect();
      for (const place of places) place.style.height = "";
    };
  }, [viewport, isShown, path]);
}

const bottomOf = (element: Element | null): number => element?.getBoundingClientRect().bottom ?? 0;

/** Without a visible place the viewport lies on the top of what may be covered, else where its classes put it. */
function layOn(viewport: HTMLElement, places: readonly HTMLElement[]): void {
  const place = places.find((each) => each.checkVisibility());
  for (const other of places) if (other !== place) other.style.height = "";
  if (!place) {
    const over = document.querySelector(OVER)?.getBoundingClientRect();
    Object.assign(viewport.style, { top: over ? `${over.top}px` : "", bottom: "", left: "", right: "" });
    return;
  }
  const pane = place.getBoundingClientRect();
  const isShown = bottomOf(document.activeElement) <= pane.top + 1;
  // The width first: the height follows from it.
  Object.assign(viewport.style, { left: `${pane.left}px`, right: `${innerWidth - pane.right}px` });
  place.style.height = `${viewport.offsetHeight}px`;
  const { top, bottom } = place.getBoundingClientRect();
  Object.assign(viewport.style, { top: "auto", bottom: `${innerHeight - bottom}px` });
  // A list that becomes lower would leave its last row behind its edge.
  const row = document.activeElement?.closest("li");
  if (isShown && row && bottomOf(row) > top) row.scrollIntoView({ block: "nearest" });
}
