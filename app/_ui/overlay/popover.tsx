"use client";

import { type ReactNode, type RefObject, useEffect, useState } from "react";
import { onDemand } from "@/app/_lib/on-demand";
import { type Trigger, usePopup } from "./use-popup";
import { Opening } from "./window-on-demand";

export const PopoverWindow = onDemand(() => import("./popover-window").then((file) => file.default));

type Loadable = { preload: () => Promise<void> };

type PopoverProps = {
  title: string;
  trigger: Trigger;
  align?: "start" | "center" | "end";
  /** Where it opens if there is room. */
  side?: "top" | "bottom";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** Gets the focus when the popover closes; default: its button. */
  finalFocus?: RefObject<HTMLElement | null>;
  /** Its content, if the code of that is loaded on demand and has a field: it opens with it, and what is typed until then waits for the field. */
  content?: Loadable;
  children: ReactNode;
};

/** A small window next to its button; Escape or a click outside closes it. Its children are mounted while it is open. */
export function Popover({
  title,
  trigger,
  align = "center",
  side = "bottom",
  finalFocus,
  content,
  children,
  ...control
}: PopoverProps) {
  const popup = usePopup(trigger, { role: "dialog", ...control });
  const isReady = useIsLoaded(content, popup.isMounted);
  const opening = popup.open ? <Opening /> : null;
  return (
    <>
      {popup.button}
      {!popup.isMounted ? null : isReady ? (
        <PopoverWindow {...{ popup, title, align, side, finalFocus }} fallback={opening}>
          {children}
        </PopoverWindow>
      ) : (
        opening
      )}
    </>
  );
}

/** Whether the code of a popover's content is there; it is loaded once it is wanted. One that could not be loaded shows the error itself. */
function useIsLoaded(content: Loadable | undefined, isWanted: boolean): boolean {
  const [isLoaded, setLoaded] = useState(content === undefined);
  useEffect(() => {
    if (!content || !isWanted || isLoaded) return;
    void PopoverWindow.preload();
    void content.preload().then(() => setLoaded(true));
  }, [content, isWanted, isLoaded]);
  return isLoaded;
}
