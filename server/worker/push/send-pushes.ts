import { hash } from "node:crypto";
import type { Logger } from "pino";
import webPush from "web-push";
import type { PushSubscription } from "@/server/contract/member/notification-settings";
import { decidePush, PUSH_NEWS_MS } from "@/server/domain/member/notification-delivery";
import { vapidKeys } from "@/server/lib/crypto/vapid";
import type { Env } from "@/server/lib/env/env";
import { createOutbound, type Outbound, type Post, type Posted } from "@/server/lib/outbound/post";
import { addressPolicy, cacheResolved, systemResolve } from "@/server/lib/outbound/target";
import { reasonOf } from "@/server/lib/process/start-failure";
import { baseUrlFrom } from "@/server/lib/web/base-url";
import type { Database } from "@/server/store/_postgres/db";
import { claimPush, type DuePush } from "@/server/store/push/pushes";
import { type PushResult, settlePush } from "@/server/store/push/settle-push";
import { claimEachDue } from "@/server/worker/for-each-due";
import { type PushPayload, pushPayload, tagOf, testPayload } from "./push-text";

export type Pushing = {
  database: Database;
  now: () => Date;
  log: Pick<Logger, "error">;
  outbound: Pick<Outbound, "post">;
  /** Whom a push service may write to about this installation: `mailto:…` or `https://…`. */
  subject: string;
};

const AT_ONCE = 8;
/** The delay before each further try; push services answer 429 and 5xx when they are busy. */
const RETRY_SECONDS = [10, 60, 300, 1_800, 3_600];
/** The longest wait that a push service may ask for, in seconds. */
const RETRY_AFTER_MAX = 3_600;
const TTL_SECONDS = PUSH_NEWS_MS / 1000;
/** The characters that RFC 8030 allows a topic. */
const TOPIC_CHARS = 32;

/**
 * Sends the due pushes. Any number of processes may do it. After a kill a push may be sent twice: the device then shows it
 * once, as both have the same tag and id.
 */
export function sendPushes(pushing: Pushing, stopping?: AbortSignal): Promise<void> {
  return claimEachDue({
    claim: () => claimPush(pushing.database, pushing.now()),
    handle: async (push) => settlePush(pushing.database, push, await trySend(pushing, push)),
    atOnce: AT_ONCE,
    stopping,
  });
}

async function trySend(pushing: Pushing, push: DuePush): Promise<PushResult> {
  if (push.subscription === null) return { isGone: true };
  const made = payloadOrDrop(pushing, push);
  if (made === "drop") return { isDone: true };
  if ("waitUntil" in made) return { dueAt: made.waitUntil };
  const request = requestOf(pushing, push, { ...made, subscription: push.subscription });
  if (!request) return { isDone: true, error: "encryption" };
  return resultOf(pushing, push, await pushing.outbound.post({ ...request, once: true }));
}

type Sent = { payload: PushPayload; tag: string };

/** Null: the browser's key is no point of the curve, which only encryption notices. */
function requestOf(
  { subject, log }: Pushing,
  { accountId, deviceId }: DuePush,
  { subscription, payload, tag }: Sent & { subscription: PushSubscription },
): Omit<Post, "once"> | null {
  const options = {
    vapidDetails: { subject, ...vapidKeys() },
    TTL: TTL_SECONDS,
    urgency: "high",
    topic: topicOf(accountId, tag),
    contentEncoding: "aes128gcm",
  } as const;
  try {
    const made = webPush.generateRequestDetails(subscription, JSON.stringify(payload), options);
    return { url: made.endpoint, headers: textOf(made.headers), body: made.body };
  } catch (error) {
    log.error({ deviceId, reason: reasonOf(error) }, "a notification could not be encrypted for a device");
    return null;
  }
}

/** The library counts the body itself, and so does `post`. */
const textOf = (headers: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.toLowerCase() !== "content-length")
      .map(([name, value]) => [name, String(value)]),
  );

/** What to push, or why not now or never. A test is pushed whatever the member chose. */
function payloadOf(
  { notificationId, notification, settings, locale, attendedAt }: DuePush,
  now: Date,
): Sent | "drop" | { waitUntil: Date } {
  if (notificationId === 0) {
    const payload = testPayload(locale);
    return { payload, tag: payload.tag };
  }
  if (!notification) return "drop"; // read by nobody any more: withdrawn, deleted, or hidden from the member
  const decision = decidePush({ ...notification, attendedAt }, settings, now);
  if (decision !== "send") return decision;
  return { payload: pushPayload(locale, notification), tag: tagOf(notification) };
}

/** The same. What cannot be written is dropped: another try would write the same. */
function payloadOrDrop({ log, now }: Pushing, push: DuePush): ReturnType<typeof payloadOf> {
  try {
    return payloadOf(push, now());
  } catch (error) {
    const { deviceId, notificationId } = push;
    log.error({ deviceId, notificationId, reason: reasonOf(error) }, "a notification could not be written");
    return "drop";
  }
}

/** Push services see topics: they are not to learn which conversations there are. */
const topicOf = (accountId: number, tag: string): string =>
  hash("sha256", `${accountId} ${tag}`, "base64url").slice(0, TOPIC_CHARS);

const after = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000);

function resultOf({ now, log }: Pushing, { deviceId, tries }: DuePush, answer: Posted): PushResult {
  if (answer.answered && answer.status >= 200 && answer.status < 300) return { isDone: true, sentAt: now() };
  if (answer.answered && (answer.status === 404 || answer.status === 410)) return { isGone: true };
  const error = answer.answered ? String(answer.status) : answer.fault;
  log.error({ deviceId, error, tries }, "a push service did not accept a notification");
  const seconds = RETRY_SECONDS[tries - 1];
  if (seconds === undefined || !mayPass(answer)) return { isDone: true, error };
  const asked = answer.answered ? Number(answer.retryAfter ?? 0) : 0; // in seconds; a date counts as none
  const wait = Math.max(seconds, Math.min(Number.isFinite(asked) ? asked : 0, RETRY_AFTER_MAX));
  return { dueAt: after(now(), wait), error };
}

/** Whether another try may succeed: not if the address is refused, or the push service does not want this request. */
const mayPass = (answer: Posted): boolean =>
  answer.answered
    ? answer.status === 429 || answer.status >= 500
    : answer.fault !== "refused_address" && answer.fault !== "refused_url";

/** For how long resolved names are cached. */
const NAMES_MS = 60_000;
/** Push services answer at once; a lease lasts longer. */
const ANSWER_MS = 10_000;

/** What pushes need: connections to push services, which browsers name, and whom these may write to. */
export function openPush(
  env: Pick<Env, "PUBLIC_URL" | "PORT" | "MAIL_FROM" | "VAPID_SUBJECT">,
): Pick<Pushing, "outbound" | "subject"> {
  vapidKeys(); // a key that is none ends the start
  return {
    outbound: createOutbound({
      policy: addressPolicy(),
      resolve: cacheResolved(NAMES_MS, systemResolve),
      totalMs: ANSWER_MS,
    }),
    subject: env.VAPID_SUBJECT ?? subjectOf(env),
  };
}

/** Some push services refuse a subject that is neither https nor an address. */
function subjectOf(env: Pick<Env, "PUBLIC_URL" | "PORT" | "MAIL_FROM">): string {
  const url = new URL(baseUrlFrom(env));
  if (url.protocol === "https:") return url.origin;
  const [address] = /[^\s<>@]+@[^\s<>@]+/.exec(env.MAIL_FROM ?? "") ?? [];
  return `mailto:${address ?? "tickline@example.com"}`;
}
