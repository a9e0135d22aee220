"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { lazy, Suspense, useState, useSyncExternalStore } from "react";
import { type Me, MeProvider } from "@/app/_lib/session/me";
import { signOut } from "@/app/_lib/session/sign-in";
import { ApiProvider, useTRPC } from "@/app/_lib/trpc";
import { useWhenIdle } from "@/app/_lib/use-when-idle";
import { whenReachable } from "@/app/_lib/when-reachable";
import { TurnOnTwoFactor } from "@/app/_settings/profile/two-factor-box";
import { LoadState } from "@/app/_shared/load-state";
import { Reauthentication } from "@/app/_shell/reauthentication";
import { Button } from "@/app/_ui/button";
import { onToast, warn, wasNotified } from "@/app/_ui/overlay/toast";

/** Turns on two-factor authentication, then goes to `to`. */
export function SetUpTwoFactor({ me, to }: { me: Me; to: string }) {
  const t = useTranslations("shell");
  return (
    <MeProvider me={me}>
      <ApiProvider>
        <SetUp to={to} />
        <Reauthentication />
        <Toaster label={t("notices")} closeLabel={t("dismiss")} />
      </ApiProvider>
    </MeProvider>
  );
}

function SetUp({ to }: { to: string }) {
  const t = useTranslations("setUpTwoFactor");
  const user = useTranslations("user");
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.twoFactor.get.queryOptions());
  if (!data) return <LoadState error={error} onRetry={refetch} />;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <TurnOnTwoFactor isOn={data.isOn} />
      {data.isOn ? (
        <>
          <p className="w-full">{t("done")}</p>
          <Button variant="primary" onClick={() => location.assign(to)}>
            {t("continue")}
          </Button>
        </>
      ) : (
        <Button
          variant="ghost"
          onClick={() => void signOut().catch(() => warn({ text: user("signOutFailed") }))}
        >
          {t("signOut")}
        </Button>
      )}
    </div>
  );
}

const load = whenReachable(() => import("@/app/_ui/overlay/toast-window"));
const ToastWindow = lazy(load);

/** Renders the toasts; once per page. Loaded when the page is idle, or with the first toast. */
function Toaster(props: { label: string; closeLabel: string }) {
  const [isLoaded, setLoaded] = useState(false);
  useWhenIdle(() => load().then(() => setLoaded(true)));
  const isNeeded = useSyncExternalStore(onToast, wasNotified, () => false);
  return isLoaded || isNeeded ? (
    <Suspense fallback={null}>
      <ToastWindow {...props} />
    </Suspense>
  ) : null;
}
