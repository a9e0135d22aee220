"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { LiveProvider } from "@/app/_lib/live/live";
import { type Me, MeProvider, useMe } from "@/app/_lib/session/me";
import { RenderedAt } from "@/app/_lib/times/use-now";
import { ApiProvider, useTRPC } from "@/app/_lib/trpc";
import { useLiveCache } from "@/app/_shell/cache/use-live-cache";
import { ActionsProvider } from "@/app/_shell/keys/actions";
import { useUnreadUpdates } from "@/app/_shell/notifications/use-unread";
import { Menu, MenuItem } from "@/app/_ui/overlay/menu";
import { HintProvider } from "@/app/_ui/overlay/tooltip";
import type { NoticesDto } from "@/server/contract/member/constants";
import { Reauthentication } from "./reauthentication";

const RemoveDemoDialog = dynamic(() => import("./remove-demo-dialog"), { ssr: false });

/** Says on every page that the account has the demo's data, and lets an administrator remove it. */
export function DemoBanner() {
  const t = useTranslations("demo");
  const me = useMe();
  const [isRemoving, setRemoving] = useState(false);
  return (
    <aside
      aria-label={t("label")}
      className="flex h-notice items-center justify-center gap-2 overflow-hidden whitespace-nowrap border-line border-b bg-hover px-3 text-sm"
    >
      <span className="truncate">{t("text")}</span>
      {me.role === "administrator" ? (
        <Menu
          trigger={
            <button
              type="button"
              className="inline-flex shrink-0 items-center gap-0.5 rounded-xs px-1 text-muted hover:bg-hover hover:text-fg"
            >
              {t("label")}
              <ChevronDown size={13} aria-hidden />
            </button>
          }
        >
          <MenuItem className="text-bad" onSelect={() => setRemoving(true)}>
            {t("remove")}
          </MenuItem>
        </Menu>
      ) : null}
      {isRemoving ? <RemoveDemoDialog onClose={() => setRemoving(false)} /> : null}
    </aside>
  );
}

/** A window that was open before shows the begin and the end of a notice at most this much later. */
const LOOK_EVERY_MS = 30_000;

/** What operators have begun and not ended, as the page was loaded with it and then as the server says. */
function useNotices(): NoticesDto {
  const { notices } = useMe();
  const { data } = useQuery(
    useTRPC().me.notices.queryOptions(undefined, {
      initialData: notices,
      staleTime: LOOK_EVERY_MS,
      refetchInterval: LOOK_EVERY_MS,
    }),
  );
  return data;
}

const Background = dynamic(() => import("./after-paint").then((file) => file.Background), { ssr: false });

type AgentShellProps = { me: Me; since: string /** In ms. */; renderedAt: number; children: ReactNode };

/** The frame of every signed-in screen: the API and its cache, the live stream, toasts. */
export function AgentShell({ me, since, renderedAt, children }: AgentShellProps) {
  return (
    <MeProvider me={me}>
      <RenderedAt value={renderedAt}>
        <ApiProvider>
          <LiveProvider since={since}>
            <HintProvider>
              <LiveCache />
              <Noticed isDemo={me.isDemo}>
                <ActionsProvider>{children}</ActionsProvider>
              </Noticed>
              <Reauthentication />
            </HintProvider>
          </LiveProvider>
        </ApiProvider>
      </RenderedAt>
    </MeProvider>
  );
}

/** The screen below the most important notice, if there is any. Its elements stay when a notice comes or goes. */
function Noticed({ isDemo, children }: { isDemo: boolean; children: ReactNode }) {
  const { maintenance, isOutboundOff } = useNotices();
  const notice = maintenance ? (
    <MaintenanceBanner text={maintenance.text} />
  ) : isOutboundOff ? (
    <OutboundBanner />
  ) : isDemo ? (
    <DemoBanner />
  ) : null;
  return (
    <div className={notice ? "with-notice" : "contents"}>
      {notice}
      {children}
    </div>
  );
}

function LiveCache() {
  useLiveCache();
  useUnreadUpdates();
  return <Background />;
}

/** Tells administrators on every page that nothing leaves the installation. */
export function OutboundBanner() {
  const t = useTranslations("outbound");
  return (
    <aside
      aria-label={t("label")}
      className="flex h-notice items-center justify-center overflow-hidden whitespace-nowrap border-line border-b bg-hover px-3 text-sm"
    >
      <span className="truncate">{t("text")}</span>
    </aside>
  );
}

/** Tells everybody on every page that changes are refused, with the operator's `text`. */
export function MaintenanceBanner({ text }: { text: string }) {
  const t = useTranslations("maintenance");
  return (
    <aside
      aria-label={t("label")}
      className="flex h-notice items-center justify-center overflow-hidden whitespace-nowrap border-line border-b bg-hover px-3 text-sm"
    >
      <span className="truncate" dir="auto" title={text}>
        {t("text", { text })}
      </span>
    </aside>
  );
}
