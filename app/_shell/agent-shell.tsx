"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useLiveCache } from "../_inbox/cache/use-live-cache";
import { ActionsProvider } from "../_inbox/keys/actions";
import { useRefreshWhenBack } from "../_inbox/nav/use-connection";
import { useAlerts } from "../_inbox/notifications/use-alerts";
import { LiveProvider } from "../_lib/live";
import { type Me, MeProvider } from "../_lib/me";
import { ApiProvider } from "../_lib/trpc";
import { Toaster } from "../_ui/toaster";
import { HintProvider } from "../_ui/tooltip";

/** What every screen of an agent stands in: the API and its cache, the live stream, notices. */
export function AgentShell({ me, since, children }: { me: Me; since: string; children: ReactNode }) {
  const t = useTranslations("shell");
  return (
    <MeProvider me={me}>
      <ApiProvider>
        <LiveProvider since={since}>
          <HintProvider>
            <LiveCache />
            <ActionsProvider>{children}</ActionsProvider>
            <Toaster label={t("notices")} closeLabel={t("dismiss")} />
          </HintProvider>
        </LiveProvider>
      </ApiProvider>
    </MeProvider>
  );
}

function LiveCache() {
  useLiveCache();
  useAlerts();
  useRefreshWhenBack();
  return null;
}
