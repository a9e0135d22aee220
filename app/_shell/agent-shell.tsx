"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import { LiveProvider } from "@/app/_lib/live/live";
import { type Me, MeProvider, useMe } from "@/app/_lib/session/me";
import { RenderedAt } from "@/app/_lib/times/use-now";
import { ApiProvider, useTRPC } from "@/app/_lib/trpc";
import { whenReachable } from "@/app/_lib/when-reachable";
import { useLiveCache } from "@/app/_shell/cache/use-live-cache";
import { ActionsProvider } from "@/app/_shell/keys/actions";
import { useUnreadUpdates } from "@/app/_shell/notifications/use-unread";
import { HintProvider } from "@/app/_ui/overlay/tooltip";
import type { NoticesDto } from "@/server/contract/member/constants";
import { Reauthentication } from "./reauthentication";

/** In the server's HTML, and not part of the first load: most pages have none. */
const DemoBanner = dynamic(() => import("./banners").then((file) => file.DemoBanner));
const OutboundBanner = dynamic(() => import("./banners").then((file) => file.OutboundBanner));
const MaintenanceBanner = dynamic(() => import("./banners").then((file) => file.MaintenanceBanner));

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

const Background = dynamic(
  whenReachable(() => import("./after-paint").then((file) => file.Background)),
  { ssr: false },
);

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
