import { type Services, servicesFor } from "@/server/commands/_run/services";
import type { OutgoingContext } from "@/server/dialects/wukongim/socket/delivery/outgoing";
import {
  createPositionWriter,
  type PositionWriter,
} from "@/server/dialects/wukongim/socket/delivery/position-writer";
import { createQueueReader, type QueueReader } from "@/server/dialects/wukongim/socket/delivery/queue-reader";
import { type AccountFeed, createAccountFeed } from "./account-feed";
import { createStatusNotifier, type StatusNotifier } from "./devices/status-notifier";

/** What the sessions of one account share. */
export type AccountDevices = {
  feed: AccountFeed;
  positions: PositionWriter;
  queues: QueueReader;
  statuses: StatusNotifier;
};

export type SocketServices = Pick<Services, "database" | "run" | "now">;

/** In which language Tickline's own notices are sent. */
const LOCALE = "en";

export function createAccountDevices(
  services: SocketServices,
  { accountId, baseUrl }: { accountId: number; baseUrl: string },
): AccountDevices {
  const { database, now } = servicesFor(services, { accountId });
  const context: OutgoingContext = {
    database,
    accountId,
    reader: () => ({ rendering: { now: now(), baseUrl }, locale: LOCALE }),
  };
  return {
    feed: createAccountFeed({ services, context }),
    positions: createPositionWriter(services, accountId),
    queues: createQueueReader(context, now),
    statuses: createStatusNotifier(services, accountId),
  };
}
