"use client";

import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import { LiveProvider } from "@/app/_lib/live/live";
import { type Me, MeProvider } from "@/app/_lib/session/me";
import { ApiProvider } from "@/app/_lib/trpc";
import { useLiveCache } from "@/app/_shell/cache/use-live-cache";
import { ActionsProvider } from "@/app/_shell/keys/actions";
import { useUnreadUpdates } from "@/app/_shell/notifications/use-unread";
import { HintProvider } from "@/app/_ui/overlay/tooltip";
import { DemoBanner } from "./demo-banner";
import { MaintenanceBanner } from "./maintenance-banner";
import { OutboundBanner } from "./outbound-banner";
import { Reauthentication } from "./reauthentication";
import { useNotices } from "./use-notices";

const Background = dynamic(() => import("./after-paint").then((file) => file.Background), { ssr: false });

/** The frame of every signed-in screen: the API and its cache, the live stream, toasts. */
export function AgentShell({ me, since, children }: { me: Me; since: string; children: ReactNode }) {
  return (
    <MeProvider me={me}>
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
