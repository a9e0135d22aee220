import { setLeaveQuestion } from "@/app/_lib/leave/leave";
import { isWithin, pathOf } from "./link-of";

type Guard = {
  /** The page: below its path what is not saved is kept. */
  page: string;
  /** Goes to a page of the product. */
  push: (href: string) => void;
  /** Asks, and runs `go` if the answer is yes. */
  ask: (go: () => void) => void;
};

/** Asks before the page is left by a link, by the browser's history, by a command or by the tab's end, until it is undone. */
export function guardLeaving({ page, push, ask }: Guard): () => void {
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

/** The position in the tab's history; undefined where the browser does not tell it. */
const position = (): number | undefined => window.navigation?.currentEntry?.index;

/**
 * The browser has moved already when it tells: it is sent back before the router learns of it. Without a known position, the move is
 * taken for one step back.
 */
function guardHistory(page: string, ask: Guard["ask"], signal: AbortSignal): void {
  let before = position();
  let expected: "return" | "leave" | null = null;
  window.navigation?.addEventListener(
    "currententrychange",
    ({ navigationType }) => {
      if (navigationType !== "traverse") before = position();
    },
    { signal },
  );
  const onMove = (event: PopStateEvent) => {
    if (expected === "leave") return;
    if (expected === null && isWithin(page, location.pathname)) {
      before = position();
      return;
    }
    event.stopImmediatePropagation();
    if (expected === "return") {
      expected = null;
      return;
    }
    const after = position();
    const steps = before === undefined || after === undefined ? -1 : after - before;
    expected = "return";
    history.go(-steps);
    ask(() => {
      expected = "leave";
      history.go(steps);
    });
  };
  window.addEventListener("popstate", onMove, { capture: true, signal });
}
