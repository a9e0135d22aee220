"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useLocale } from "next-intl";
import { useCallback, useEffect, useMemo } from "react";
import { createBrowserSwitch } from "@/app/_lib/preferences/browser-switch";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { openConversation, openMessage, viewNow } from "@/app/_shared/view/navigate";
import { desktopRight, desktopSwitch } from "./alert-choices";

/** Whether this browser's push service has a subscription of ours: it then shows what windows need not. */
export const pushSwitch = createBrowserSwitch("tickline.push", { isOnByDefault: false });

/** The member who subscribed this browser. */
const OWNER = "tickline.push-owner";

/** The server's part of a subscription. */
type PushServer = {
  check(endpoint: string): Promise<{ publicKey: string; isKnown: boolean }>;
  readPublicKey(): Promise<string>;
  add(subscription: { endpoint: string; keys: { p256dh: string; auth: string } }): Promise<unknown>;
};

export const canPush = (): boolean =>
  window.isSecureContext && "serviceWorker" in navigator && "PushManager" in window;

/** iPhones and iPads push to apps on the home screen only. */
export const needsInstall = (): boolean => !canPush() && /iPhone|iPad/.test(navigator.userAgent);

const register = () => navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });

/**
 * Subscribes this browser for a member, or renews the subscription that it has: for another member, with another key of the
 * server, or one that the server does not know. False where the browser reaches no push service.
 */
export async function subscribe(server: PushServer, userId: number): Promise<boolean> {
  const { pushManager } = await register();
  await navigator.serviceWorker.ready;
  const before = await pushManager.getSubscription();
  const known = before && (await server.check(before.endpoint));
  const publicKey = known ? known.publicKey : await server.readPublicKey();
  const isOurs =
    localStorage.getItem(OWNER) === String(userId) && before !== null && isBoundTo(before, publicKey);
  if (before && !isOurs) await before.unsubscribe();
  const current = before && isOurs ? before : await request(pushManager, publicKey);
  if (current === null) {
    pushSwitch.set(false);
    return false;
  }
  if (!(isOurs && known?.isKnown)) await server.add(fieldsOf(current));
  localStorage.setItem(OWNER, String(userId));
  pushSwitch.set(true);
  return true;
}

/** Ends this browser's subscription; the server learns of it by the device that is removed, or by the push service. */
export async function unsubscribe(): Promise<void> {
  pushSwitch.set(false);
  if (!canPush()) return;
  const registration = await navigator.serviceWorker.getRegistration("/");
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}

/** A browser that does not reach its push service tries for minutes, or for ever. */
const SUBSCRIBE_MS = 15_000;

/** Null where the browser has no push service, or does not reach it. */
async function request(pushManager: PushManager, publicKey: string): Promise<PushSubscription | null> {
  try {
    return await Promise.race([
      pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(publicKey) }),
      new Promise<null>((resolve) => setTimeout(() => resolve(null), SUBSCRIBE_MS)),
    ]);
  } catch (error) {
    if (error instanceof DOMException) return null; // AbortError, NotAllowedError or NotSupportedError
    throw error;
  }
}

function fieldsOf(subscription: PushSubscription) {
  const { endpoint, keys } = subscription.toJSON();
  return {
    endpoint: endpoint ?? subscription.endpoint,
    keys: { p256dh: keys?.["p256dh"] ?? "", auth: keys?.["auth"] ?? "" },
  };
}

function isBoundTo({ options }: PushSubscription, publicKey: string): boolean {
  const key = options.applicationServerKey;
  if (!key) return false;
  const [own, ours] = [new Uint8Array(key), bytesOf(publicKey)];
  return own.length === ours.length && own.every((byte, index) => byte === ours[index]);
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

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

/** Returns a function that renews this browser's subscription if notifications are on here: for a new session, too. */
export function useRenewPush(): () => Promise<unknown> {
  const server = usePushServer();
  const { id } = useMe();
  return useCallback(async () => {
    if (!desktopSwitch.isOn() || desktopRight() !== "granted" || !canPush()) return;
    await subscribe(server, id).catch(() => undefined); // offline: the next page tries again
  }, [server, id]);
}

/** Renews this browser's subscription: once per page. */
export function usePushRenewal(): void {
  const renew = useRenewPush();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  useEffect(() => void renew(), [renew]);
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
