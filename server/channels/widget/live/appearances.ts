import { findInboxOf } from "@/server/channels/find-inbox";
import {
  localeOf,
  readAppearance,
  type WidgetAppearance,
  widgetConfig,
} from "@/server/channels/widget/config";
import { settingsOf } from "@/server/channels/widget/context";
import type { Services } from "@/server/commands/_run/services";
import type { WidgetConfig } from "@/server/contract/channel/widget";
import type { Event } from "@/server/contract/event/event";
import { isAbout } from "@/server/contract/event/reduce";
import { cursorIn, type FeedState } from "./feed-state";
import type { Listener } from "./listener";

/** Changes of settings and members come in groups: they are read once. */
const GROUP_MS = 1_000;
/** That a member is online ends without an event: it is looked for this often. */
const AGAIN_MS = 60_000;

type Options = { services: Services; state: FeedState; onError: (error: unknown) => void };

/**
 * Shows pages how their widget looks, when that has changed: the inbox's settings, or who is online. Each inbox is read at most once
 * a second, and once a minute while nothing happens, however many pages are open.
 */
export function createAppearances({ services, state, onError }: Options) {
  const readings = createReadings(services);
  let timer: NodeJS.Timeout | null = null;
  let isGroup = false;

  function schedule(ms: number): void {
    if (timer) clearTimeout(timer);
    timer = setTimeout(() => void refresh().catch(onError), ms).unref();
  }

  async function refresh(): Promise<void> {
    isGroup = false;
    schedule(AGAIN_MS);
    readings.clear();
    const shown = new Map([...state.listeners].map((one) => [one.inboxId, one]));
    for (const named of shown.values()) showAll(state, named.inboxId, await readings.of(named));
  }

  return {
    start() {
      readings.clear();
      schedule(AGAIN_MS);
    },
    stop() {
      if (timer) clearTimeout(timer);
      timer = null;
      isGroup = false;
    },
    /** Looks again if one of these events may have changed what is shown. */
    follow(events: readonly Event[]): void {
      if (isGroup || !timer || !events.some((event) => isAbout(event, "inbox") || isAbout(event, "member")))
        return;
      isGroup = true;
      schedule(GROUP_MS);
    },
    /** Shows a page that has joined what changed while it was away. */
    async show(listener: Listener): Promise<void> {
      if (listener.configVersion === null) return;
      const appearance = await readings.of(listener);
      if (appearance) showConfig(state, listener, configOf(state, appearance, listener.configVersion));
    },
  };
}

/** The appearances of inboxes, read when they are first needed. Concurrent pages wait for one reading; one that failed is not kept. */
function createReadings(services: Services) {
  const readings = new Map<number, Promise<WidgetAppearance | null>>();
  const read = async (identifier: string): Promise<WidgetAppearance | null> => {
    const found = await findInboxOf(services.database, "widget", identifier);
    return found && readAppearance({ ...found, settings: settingsOf(found.inbox), services });
  };
  return {
    clear: () => readings.clear(),
    of({ inboxId, identifier }: Listener): Promise<WidgetAppearance | null> {
      const known = readings.get(inboxId);
      if (known) return known;
      const reading = read(identifier);
      readings.set(inboxId, reading);
      reading.catch(() => readings.get(inboxId) === reading && readings.delete(inboxId));
      return reading;
    },
  };
}

/** Renders each language once. */
function showAll(state: FeedState, inboxId: number, appearance: WidgetAppearance | null): void {
  const configs = new Map<string, WidgetConfig>();
  for (const listener of state.listeners) {
    if (!appearance || listener.inboxId !== inboxId || listener.configVersion === null) continue;
    const locale = localeOf(listener.configVersion);
    const config = configs.get(locale) ?? configOf(state, appearance, listener.configVersion);
    configs.set(locale, config);
    showConfig(state, listener, config);
  }
}

/** As a page shows it that has this version. */
const configOf = (state: FeedState, appearance: WidgetAppearance, version: string): WidgetConfig =>
  widgetConfig(appearance, { locale: localeOf(version), rendering: state.rendering() });

function showConfig(state: FeedState, listener: Listener, config: WidgetConfig): void {
  if (listener.position === null || listener.configVersion === config.version) return;
  listener.configVersion = config.version;
  listener.notify({ type: "config", data: config }, cursorIn(state)(listener.position));
}
