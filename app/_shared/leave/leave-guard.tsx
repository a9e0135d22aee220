"use client";

import { usePathname, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { setLeaveQuestion } from "@/app/_lib/leave";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { DialogActions } from "@/app/_ui/overlay/dialog-actions";

type LeaveGuardProps = {
  isUnsaved: boolean;
  /** The path below which nothing is lost; default: the current one. */
  page?: string;
};

/** Asks before a page is left whose form has changes that are not saved. */
export function LeaveGuard({ isUnsaved, page }: LeaveGuardProps) {
  const t = useTranslations("leave");
  const path = usePathname();
  const { push } = useRouter();
  const [leaving, setLeaving] = useState<{ go: () => void } | null>(null);
  const kept = page ?? path;
  useEffect(() => {
    if (isUnsaved) return guardLeaving({ page: kept, push, ask: (go) => setLeaving({ go }) });
  }, [isUnsaved, kept, push]);
  const stay = () => setLeaving(null);
  if (leaving === null) return null;
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && stay()} title={t("title")} closeLabel={t("stay")}>
      <p className="text-muted">{t("text")}</p>
      <DialogActions
        words={{ cancel: t("stay"), confirm: t("discard") }}
        variant="danger"
        error={null}
        isPending={false}
        onConfirm={() => {
          stay();
          leaving.go();
        }}
        onCancel={stay}
      />
    </Dialog>
  );
}

type Guard = {
  /** The page: below its path what is not saved is kept. */
  page: string;
  /** Goes to a page of the product. */
  push: (href: string) => void;
  /** Asks, and runs `go` if the answer is yes. */
  ask: (go: () => void) => void;
};

/** Asks before the page is left by a link, by the browser's history, by a command or by the tab's end, until it is undone. */
function guardLeaving({ page, push, ask }: Guard): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  window.addEventListener("beforeunload", (event) => event.preventDefault(), { signal });
  document.addEventListener("click", (event) => guardLink(event), { capture: true, signal });
  guardHistory(page, ask, signal);
  setLeaveQuestion(ask);
  return () => {
    setLeaveQuestion(null);
    ending.abort();
  };

  function guardLink(event: MouseEvent) {
    const path = pathOf(event, linkAt(event.target), location.origin);
    if (path === null || isWithin(page, path)) return;
    event.preventDefault();
    event.stopPropagation();
    ask(() => push(path));
  }
}

function linkAt(target: EventTarget | null) {
  const link = target instanceof Element ? target.closest<HTMLAnchorElement>("a[href]") : null;
  return link && { href: link.href, target: link.target, isDownload: link.hasAttribute("download") };
}

/**
 * A step in the history is cancelled before it happens, so that the router does not learn of it. A browser without the Navigation
 * API takes the step unasked; it lets nobody cancel two steps in a row without an action on the page between them.
 */
function guardHistory(page: string, ask: Guard["ask"], signal: AbortSignal): void {
  const { navigation } = window;
  let isAllowed = false;
  const onNavigate = (event: NavigateEvent) => {
    const { key, sameDocument, url } = event.destination;
    if (event.navigationType !== "traverse" || !sameDocument || !event.cancelable || isAllowed) return;
    if (isWithin(page, new URL(url ?? "", location.href).pathname)) return;
    event.preventDefault();
    ask(() => {
      isAllowed = true;
      navigation.traverseTo(key);
    });
  };
  navigation?.addEventListener("navigate", onNavigate, { signal });
}

/** The part of a click that says where it leads. */
export type Click = Pick<MouseEvent, "button" | "metaKey" | "ctrlKey" | "shiftKey" | "altKey">;
type ClickedLink = Pick<HTMLAnchorElement, "href" | "target"> & { isDownload: boolean };

/**
 * The path of the product's page to which a click on a link leads; null if this page stays open, in which case nothing is lost, or
 * if another site is opened, about which the browser asks.
 */
export function pathOf(click: Click, link: ClickedLink | null, origin: string): string | null {
  if (link === null || link.isDownload || (link.target !== "" && link.target !== "_self")) return null;
  if (click.button !== 0 || click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return null;
  const url = new URL(link.href, origin);
  return url.origin === origin ? `${url.pathname}${url.search}${url.hash}` : null;
}

/** Whether a path is `page`, or lies below it: there, what is not saved is kept. */
export function isWithin(page: string, path: string): boolean {
  const [pathname = ""] = path.split(/[?#]/);
  return pathname === page || pathname.startsWith(`${page}/`);
}
