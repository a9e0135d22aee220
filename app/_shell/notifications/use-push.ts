"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useLocale } from "next-intl";
import { useEffect, useMemo } from "react";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { openConversation, openMessage, viewNow } from "@/app/_shared/view/navigate";
import { desktopRight, desktopSwitch } from "./alert-choices";
import { canPush, type PushServer, subscribe } from "./push";

/** The server's part of this browser's subscription. */
export function usePushServer(): PushServer {
  const client = useTRPCClient();
  const locale = useLocale();
  return useMemo(
    () => ({
      check: (endpoint) => client.notificationSettings.check.query({ endpoint }),
      readPublicKey: async () => (await client.notificationSettings.devices.query()).publicKey,
      add: (subscription) => client.notificationSettings.addDevice.mutate({ subscription, locale }),
    }),
    [client, locale],
  );
}

/** Renews this browser's subscription if notifications are on here: once per page. */
export function usePushRenewal(): void {
  const server = usePushServer();
  const { id } = useMe();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  useEffect(() => {
    if (!desktopSwitch.isOn() || desktopRight() !== "granted" || !canPush()) return;
    void subscribe(server, id).catch(() => undefined); // offline: the next page tries again
  }, [server, id]);
  useEffect(() => {
    if (!("serviceWorker" in navigator)) return;
    const listen = ({ data, ports }: MessageEvent) => {
      if (data?.type !== "open" || typeof data.url !== "string") return;
      ports[0]?.postMessage("taken");
      void queryClient.invalidateQueries(trpc.notifications.pathFilter());
      openPath(new URL(data.url));
    };
    navigator.serviceWorker.addEventListener("message", listen);
    return () => navigator.serviceWorker.removeEventListener("message", listen);
  }, [queryClient, trpc]);
}

/** Opens what a notification is about: next to the current list if this is the inbox. */
function openPath({ pathname, searchParams, href }: URL): void {
  const [selected, number] = [searchParams.get("c"), searchParams.get("m")];
  if (location.pathname !== "/inbox" || pathname !== "/inbox" || selected === null) location.assign(href);
  else if (number === null) openConversation(Number(selected));
  else openMessage({ ...viewNow(), selected: Number(selected) }, Number(number));
}
