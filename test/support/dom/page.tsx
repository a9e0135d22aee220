import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { act, cleanup, type RenderResult, render, screen, waitFor } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { AppRouterContext } from "next/dist/shared/lib/app-router-context.shared-runtime";
import {
  PathnameContext,
  SearchParamsContext,
} from "next/dist/shared/lib/hooks-client-context.shared-runtime";
import { NextIntlClientProvider } from "next-intl";
import { type ReactNode, useSyncExternalStore } from "react";
import { expect, type Mock, vi } from "vitest";
import { LiveProvider } from "@/app/_lib/live/live";
import { type Me, MeProvider } from "@/app/_lib/session/me";
import { ApiProvider } from "@/app/_lib/trpc";
import { ActionsProvider } from "@/app/_shell/keys/actions";
import { clearPages } from "@/app/_shell/unsent/page-unsent";
import ToastWindow from "@/app/_ui/overlay/toast-window";
import { HintProvider } from "@/app/_ui/overlay/tooltip";
import en from "../../../messages/en.json";
import { type Answers, type Call, createNetwork } from "./network";

const ME: Me = {
  id: 1,
  name: "Ada Duarte",
  email: "ada@example.test",
  role: "administrator",
  accountId: 1,
  account: "Acme",
  isDemo: false,
  notices: { maintenance: null, isOutboundOff: false },
};

/** Longer than the retries of a query. */
const SETTLED_MS = 20_000;

type Language = { locale: "en" | "zh"; messages: typeof en };
const ENGLISH: Language = { locale: "en", messages: en };

export type Page = RenderResult & {
  user: UserEvent;
  /** The inputs of the calls of a procedure. */
  inputsOf: (procedure: string) => unknown[];
  /** The values of a header of these calls. */
  headersOf: (procedure: string, name: string) => (string | null)[];
  /** The addresses of the live streams that it opened. */
  streams: string[];
  /** The paths that the page went to. */
  visited: string[];
  /** Called when the server is to render the page anew. */
  refresh: Mock;
  /** Waits until no query of the page is running, and its result is shown. */
  settled: () => Promise<void>;
};

let network: ReturnType<typeof createNetwork> | null = null;

/** Ends the page of a test, and fails if it called a procedure that the test does not answer. */
export function closePage(): void {
  cleanup();
  const unanswered = network?.unanswered ?? [];
  network = null;
  clearPages();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  localStorage.clear();
  sessionStorage.clear();
  expect(unanswered, "procedures that the test does not answer").toEqual([]);
}

/** Shows a screen to a member at `path`, with the product's own providers, in English by default, over a network that answers as told. */
export function openPage(
  screen: ReactNode,
  {
    answers = {},
    path = "/",
    me = {},
    language = ENGLISH,
  }: { answers?: Answers; path?: string; me?: Partial<Me>; language?: Language } = {},
): Page {
  const own = createNetwork({ "me.notices": () => ME.notices, ...answers });
  network = own;
  vi.stubGlobal("fetch", own.fetch);
  const streams: string[] = [];
  vi.stubGlobal("EventSource", silentStreams(streams));
  vi.stubGlobal("BroadcastChannel", undefined); // a tab alone
  vi.spyOn(ownerOf("clientHeight"), "clientHeight", "get").mockReturnValue(HEIGHT_PX);
  history.replaceState(null, "", path);
  followHistory();
  const visited: string[] = [];
  const refresh = vi.fn();
  const user = userEvent.setup();
  let client: QueryClient | null = null;
  const Client = (): null => {
    client = useQueryClient();
    return null;
  };
  const shown = render(
    <AppRouterContext value={routerOf(visited, refresh)}>
      <Location>
        <NextIntlClientProvider {...language} timeZone="UTC">
          <MeProvider me={{ ...ME, ...me }}>
            <ApiProvider>
              <LiveProvider since="0">
                <HintProvider>
                  <ActionsProvider>{screen}</ActionsProvider>
                  <Client />
                  <ToastWindow label={en.shell.notices} closeLabel={en.shell.dismiss} />
                </HintProvider>
              </LiveProvider>
            </ApiProvider>
          </MeProvider>
        </NextIntlClientProvider>
      </Location>
    </AppRouterContext>,
  );
  const callsOf = (procedure: string) => own.calls.filter((call: Call) => call.procedure === procedure);
  return {
    ...shown,
    ...{ user, streams, visited, refresh },
    settled: () => waitFor(() => expect(client?.isFetching()).toBe(0), { timeout: SETTLED_MS }),
    inputsOf: (procedure) => callsOf(procedure).map(({ input }) => input),
    headersOf: (procedure, name) => callsOf(procedure).map(({ headers }) => headers.get(name)),
  };
}

/** Chooses an option of a `Select`. */
export async function choose({ user }: Page, select: HTMLElement, option: string): Promise<void> {
  await user.click(select);
  await user.click(await screen.findByRole("option", { name: option }));
}

/** The toasts. */
export const notices = (): HTMLElement => screen.getByRole("region", { name: /^Notices/ });

/** Of every element, so that virtual lists render their rows. */
const HEIGHT_PX = 600;

/** The prototype of elements that has a property of its own. */
function ownerOf(property: keyof HTMLElement): HTMLElement {
  let owner = document.createElement("div");
  while (!Object.hasOwn(owner, property)) owner = Object.getPrototypeOf(owner);
  return owner;
}

/** Live streams without events; their addresses go to `opened`. */
const silentStreams = (opened: string[]) =>
  class extends EventTarget {
    readonly readyState = 0;
    constructor(url: string) {
      super();
      opened.push(url);
    }
    close(): void {}
  };

const movers = new Set<() => void>();

/** As Next does, lets its hooks follow what is written into the history. */
function followHistory(): void {
  for (const how of ["pushState", "replaceState"] as const) {
    const write = history[how].bind(history);
    vi.spyOn(history, how).mockImplementation((...entry) => {
      write(...entry);
      act(() => {
        for (const move of movers) move();
      });
    });
  }
}

const routerOf = (visited: string[], refresh: Mock) => {
  const to = (how: "pushState" | "replaceState") => (href: string) => {
    visited.push(href);
    history[how](null, "", href);
  };
  const nothing = () => {};
  const steps = {
    bfcacheId: "",
    back: () => history.back(),
    forward: () => history.forward(),
    refresh,
    prefetch: nothing,
  };
  return { ...steps, push: to("pushState"), replace: to("replaceState") };
};

const hrefNow = () => location.href;
const onMove = (move: () => void) => {
  movers.add(move);
  return () => movers.delete(move);
};

/** Provides the location to Next's hooks. */
function Location({ children }: { children: ReactNode }) {
  const { pathname, searchParams } = new URL(useSyncExternalStore(onMove, hrefNow));
  return (
    <PathnameContext value={pathname}>
      <SearchParamsContext value={searchParams as never}>{children}</SearchParamsContext>
    </PathnameContext>
  );
}
