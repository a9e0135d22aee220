import { throttle } from "@/server/lib/async/semaphore";
import { isWithoutStorage } from "@/server/lib/is-away";
import { log } from "@/server/lib/process/log";
import { metrics } from "@/server/lib/process/metrics";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { MainLink } from "@/server/lib/web-processes/main-link";
import type { BusText } from "@/server/lib/web-processes/messages";
import { webNumber } from "@/server/lib/web-processes/web-number";
import type { WebProcesses } from "@/server/lib/web-processes/web-processes";
import type { Hub } from "@/server/live/hub/hub";
import { createTopicChanges, provideTopicChanges } from "@/server/live/hub/topic-changes";
import type { Database } from "@/server/store/_postgres/db";
import { noteWrite } from "@/server/store/_postgres/write-signal";
import { openProcessBus } from "@/server/store/_process-bus/open-process-bus";
import type { ProcessBus } from "@/server/store/_process-bus/process-bus";
import { wakeBulk } from "@/server/worker/bulk/work-bulk";
import { type DelayWatch, startDelayWatch } from "@/server/worker/relay/delay-watch";
import { type Relay, startRelay } from "@/server/worker/relay/relay-loop";
import { wakeSends } from "@/server/worker/sends/open-sends";
import { wakeWebhooks } from "@/server/worker/webhooks/open-webhooks";

/** How this process serves its port: alone, as the main process of web processes, or as one of these. */
export type PortShare =
  | { as: "alone" }
  | { as: "main"; webs: Pick<WebProcesses, "send" | "follow"> }
  | { as: "web"; main: Pick<MainLink, "send" | "follow"> };

/** Carries committed changes to the streams of this process and to other processes. */
export type Relaying = {
  /** Sends to every other process. */
  broadcast(text: string): void;
  /** Changes were committed. */
  wake(): void;
  start(): void;
  stop(): Promise<void>;
  /** Whether changes are heard of too late, whichever process relays. */
  isDelayed(): boolean;
};

type RelayParts = {
  busUrl: string;
  relayDatabase: Database;
  now: () => Date;
  hub: Hub;
  /** What else gets messages of other processes; each knows its own. */
  sockets: readonly { receive(text: string): boolean }[];
};

/** Web processes get news immediately, and then at most this often, in ms. */
const NEWS_EVERY_MS = 10;

/** A web process leaves relay and process bus to its main process. */
export const openRelay = (parts: RelayParts, port: PortShare): Relaying =>
  port.as === "web" ? relayByMain(parts, port.main) : createStamping(parts, port);

/** Handles messages of other processes. One that cannot be read comes from another release, and is ignored. */
function createReceive({ hub, sockets }: RelayParts, broadcast: (text: string) => void) {
  const topics = createTopicChanges(hub, broadcast);
  provideTopicChanges(topics);
  return (text: string): void => {
    try {
      const isKnown = hub.receive(text) || sockets.some((socket) => socket.receive(text));
      if (!isKnown) topics.onMessage(text);
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, "a message of another process could not be read");
    }
  };
}

function relayByMain(parts: RelayParts, main: Pick<MainLink, "send" | "follow">): Relaying {
  const news = { isCommitted: false, texts: [] as string[] };
  const send = () => main.send({ kind: "news", isCommitted: news.isCommitted, texts: news.texts.splice(0) });
  let isPending = false;
  /** One message for everything of a turn. */
  const sendSoon = () => {
    if (!isPending)
      setImmediate(() => {
        isPending = false;
        send();
        news.isCommitted = false;
      });
    isPending = true;
  };
  const broadcast = (text: string) => {
    news.texts.push(text);
    sendSoon();
  };
  const receive = createReceive(parts, broadcast);
  return {
    broadcast,
    wake() {
      metrics.operations.inc();
      news.isCommitted = true;
      sendSoon();
    },
    start: () =>
      main.follow({
        receiveNews({ isStamped, texts }) {
          if (isStamped) parts.hub.wake();
          for (const [text, from] of texts) if (from !== webNumber) receive(text);
        },
      }),
    stop: async () => undefined,
    isDelayed: () => false, // the main process watches
  };
}

/** The relay stamps committed events, the hub sends them, and the process bus wakes other processes. */
function createStamping(parts: RelayParts, port: PortShare): Relaying {
  const { relayDatabase, now, hub } = parts;
  let relay: Relay | undefined;
  let bus: ProcessBus | undefined;
  let watch: DelayWatch | undefined;
  const links = createLinks(parts, port, { bus: () => bus, relay: () => relay });
  return {
    broadcast: links.broadcast,
    wake: () => {
      metrics.operations.inc();
      relay?.wake();
    },
    isDelayed: () => watch?.isDelayed() ?? false,
    start() {
      watch = startDelayWatch({ database: relayDatabase, log });
      const opened = openProcessBus({
        url: parts.busUrl,
        onWake: () => {
          hub.wake();
          links.wakeWebs();
          wakeWorker();
        },
        onMessage: links.receive,
        onError: (error) => log.warn({ reason: reasonOf(error) }, "the process bus lost its connection"),
      });
      bus = opened;
      relay = startRelay({
        database: relayDatabase,
        now,
        followed: hub.followed,
        onStamped: (rows, others) => {
          hub.publish(rows, others);
          links.wakeWebs();
          opened.wake();
          wakeWebhooks();
          wakeSends();
          if ([...rows, ...others].some(({ type }) => type === "bulk.started")) wakeBulk();
        },
        onEmpty: () => watch?.noteEmpty(),
        onError: (error) =>
          isWithoutStorage(error) || log.warn({ reason: reasonOf(error) }, "the relay could not stamp"),
      });
    },
    async stop() {
      watch?.stop();
      await relay?.stop();
      await bus?.close();
    },
  };
}

type Started = { bus(): ProcessBus | undefined; relay(): Relay | undefined };

/** Passes messages between the other processes, this one and its web processes. */
function createLinks(parts: RelayParts, port: PortShare, { bus, relay }: Started) {
  const webs = port.as === "main" ? port.webs : null;
  const toWebs = createWebNews(webs);
  const broadcast = (text: string) => {
    bus()?.broadcast(text);
    toWebs.add([text, 0]);
  };
  const receive = createReceive(parts, broadcast);
  webs?.follow({
    onNews({ isCommitted, texts }, from) {
      if (isCommitted) relay()?.wake();
      for (const text of texts) {
        bus()?.broadcast(text);
        toWebs.add([text, from]);
        receive(text);
      }
    },
  });
  return {
    broadcast,
    receive(text: string) {
      receive(text);
      toWebs.add([text, 0]);
    },
    wakeWebs: toWebs.wake,
  };
}

/** Collects what web processes must know. */
function createWebNews(webs: Pick<WebProcesses, "send"> | null) {
  let isStamped = false;
  const texts: BusText[] = [];
  const { schedule } = throttle(NEWS_EVERY_MS, () => {
    webs?.send({ kind: "news", isStamped, texts: texts.splice(0) });
    isStamped = false;
  });
  return {
    add(text: BusText) {
      if (webs === null) return;
      texts.push(text);
      schedule();
    },
    wake() {
      if (webs === null) return;
      isStamped = true;
      schedule();
    },
  };
}

/** Another process may have left work for the worker of this one. */
function wakeWorker(): void {
  wakeWebhooks();
  wakeSends();
  wakeBulk();
  noteWrite();
}
