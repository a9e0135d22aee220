"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { PANES, type Pane } from "@/app/_lib/preferences/display";
import { showPane, storePanes } from "@/app/_lib/preferences/preferences";

type ResizePaneProps = { pane: Pane; name: string; className?: string };

/** The edge of a pane that changes its width, which this browser stores. */
export function ResizePane({ pane, name, className }: ResizePaneProps) {
  const t = useTranslations("shell");
  return (
    <PaneHandle
      label={t("resize", { pane: name })}
      edge={pane === "list" ? "end" : "start"}
      width={PANES[pane]}
      onShow={(rem) => showPane(pane, rem)}
      onKeep={storePanes}
      {...(className && { className })}
    />
  );
}

type PaneHandleProps = {
  label: string;
  /** The pane's edge with this handle; its parent is the pane, and positioned. */
  edge: "start" | "end";
  /** All in rem. */
  width: { initial: number; min: number; max: number };
  /** Shows a width while dragging. */
  onShow: (rem: number) => void;
  /** The width was chosen and is already shown. */
  onKeep: () => void;
  className?: string;
};

const STEP_REM = 1;

/** A line between panes, moved by pointer or arrow keys; Home and End go to the bounds, a double click resets. */
function PaneHandle({ label, edge, width, onShow, onKeep, className }: PaneHandleProps) {
  const { initial, min, max } = width;
  const [shown, setShown] = useState(initial);
  /** The pointer's start position, and the pane's width then. */
  const drag = useRef<{ fromPx: number; rem: number } | null>(null);
  const direction = edge === "end" ? 1 : -1;

  const show = (rem: number): void => {
    const bounded = Math.min(max, Math.max(min, rem));
    setShown(bounded);
    onShow(bounded);
  };
  const choose = (rem: number): void => {
    show(rem);
    onKeep();
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { fromPx: event.clientX, rem: widthOf(event.currentTarget) };
  };
  const onPointerMove = ({ clientX }: PointerEvent<HTMLElement>): void => {
    if (drag.current) show(drag.current.rem + (direction * (clientX - drag.current.fromPx)) / remPx());
  };
  const endDrag = ({ clientX }: PointerEvent<HTMLElement>): void => {
    const hasMoved = drag.current !== null && drag.current.fromPx !== clientX;
    drag.current = null;
    if (hasMoved) onKeep();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const now = widthOf(event.currentTarget);
    const to = {
      ArrowRight: now + direction * STEP_REM,
      ArrowLeft: now - direction * STEP_REM,
      Home: min,
      End: max,
    }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    choose(to);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule that is moved is no <hr>
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={Math.round(shown * 16)}
      aria-valuemin={min * 16}
      aria-valuemax={max * 16}
      tabIndex={0}
      onFocus={({ currentTarget }) => setShown(widthOf(currentTarget))}
      onKeyDown={onKeyDown}
      onDoubleClick={() => choose(initial)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={endDrag}
      onPointerCancel={endDrag}
      className={cn(
        "absolute inset-y-0 z-10 w-2 cursor-col-resize touch-none select-none outline-none",
        "after:absolute after:inset-y-0 after:left-1/2 after:w-0.5 after:-translate-x-1/2 after:bg-accent after:opacity-0 hover:after:opacity-50 focus-visible:after:opacity-100 active:after:opacity-100",
        edge === "end" ? "-right-1" : "-left-1",
        className,
      )}
    />
  );
}

const remPx = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

/** The current width of the pane, in rem. */
const widthOf = (handle: HTMLElement): number =>
  (handle.parentElement?.getBoundingClientRect().width ?? 0) / remPx();
