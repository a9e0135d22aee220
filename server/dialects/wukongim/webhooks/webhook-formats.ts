import { setTimeout as sleep } from "node:timers/promises";
import type { Services } from "@/server/commands/_run/services";
import type { MessageDto } from "@/server/contract/_shared/dto";
import type { Event, EventType } from "@/server/contract/event/event";
import type { CommandMessageDto } from "@/server/contract/message/command-message";
import { ONLINE_STATUS } from "@/server/contract/webhook/constants";
import type { OnlineStatus } from "@/server/contract/webhook/special-deliveries";
import type { Rendered, WebhookFormat } from "@/server/contract/webhook/webhook-format";
import { CHANNEL_TYPES } from "@/server/dialects/wukongim/domain/channel";
import { commandJson, messageJson } from "@/server/dialects/wukongim/json/message-json";
import { hasUndoWindow } from "@/server/dialects/wukongim/queries/delivery";
import type { OnlineDevice } from "@/server/dialects/wukongim/socket/devices/device-book";
import { createMessageLoader, type LoadedMessage } from "./message-loader";

/** What members get: messages in their history, and command messages. */
const TYPES = ["message.created", "command_message.created"] as const satisfies EventType[];

type Options = {
  services: Pick<Services, "database" | "now">;
  /** Where the addresses of files begin, without a final slash. */
  baseUrl: string;
  onlineDevices: (accountId: number) => readonly OnlineDevice[];
};

/**
 * WuKongIM's webhooks, each a format of endpoints: the name is in the query, the body is bare JSON. Deliveries have an id, are
 * signed and retried as all are, which WuKongIM's are not.
 */
export function createWukongimFormats({ services, baseUrl, onlineDevices }: Options): WebhookFormat[] {
  const reader = () => ({ rendering: { baseUrl, now: services.now() }, locale: "en" });
  const load = awaitingHistory(services, createMessageLoader({ services, reader }));
  const sample = (event: Event) => sampleWire(event, reader());

  const shape = (
    name: WebhookFormat["name"],
    render: (message: LoadedMessage) => Rendered | null,
  ): WebhookFormat => ({
    name,
    types: TYPES,
    render: (_, event) => {
      const loaded = sample(event());
      return loaded && render(loaded);
    },
    async load(event, accountId) {
      const loaded = await load(event, accountId);
      return () => loaded && render(loaded);
    },
  });

  return [
    shape("wukongim", ({ wire }) => rendered("msg.notify", [wire])),
    // Users with a connected device have the message already. Nobody without one: nothing to send.
    shape("wukongim_offline", ({ accountId, inboxId, wire, readers }) => {
      const devices = onlineDevices(accountId).filter((device) => device.inboxId === inboxId);
      const online = new Set(devices.map(({ uid }) => uid));
      const toUids = readers.filter((uid) => !online.has(uid));
      return toUids.length === 0 ? null : rendered("msg.offline", { ...wire, to_uids: toUids });
    }),
    {
      name: "wukongim_status",
      types: [],
      render(text) {
        const status = JSON.parse(text) as OnlineStatus; // written by `fanOutOnlineStatus`
        return status.type === ONLINE_STATUS ? rendered(ONLINE_STATUS, status.data.statuses) : null;
      },
    },
  ];
}

/** The end of an undo window is handled this soon, as a rule: for so long a delivery waits for it. Else it comes with its next try. */
const HISTORY = { everyMs: 100, tries: 20 };

/**
 * Loads the message of an event; null: it is in no members' history. One with an undo window gets its number when that is ended,
 * which may be after its delivery has become due: until then the message is awaited. Rejects if that takes too long.
 */
const awaitingHistory =
  ({ database }: Options["services"], load: ReturnType<typeof createMessageLoader>) =>
  async ({ type, data, resource }: Event, accountId: number): Promise<LoadedMessage | null> => {
    const kind = type === "command_message.created" ? "command" : "message";
    const find = () => load({ accountId, kind, id: resource.id });
    for (let left = HISTORY.tries; ; left--) {
      const loaded = await find();
      if (loaded || kind === "command" || (data as MessageDto).sendAfter === null) return loaded;
      if (!(await hasUndoWindow(database, { accountId, messageId: resource.id }))) return find();
      if (left === 0) throw new Error("the undo window of a message has not been ended yet");
      await sleep(HISTORY.everyMs);
    }
  };

const rendered = (event: string, body: object): Rendered => ({
  body: JSON.stringify(body),
  headers: {},
  query: { event },
});

/** A sample's ids are fictitious: nothing is loaded. */
function sampleWire(
  { type, data }: Event,
  reader: { rendering: Parameters<typeof messageJson>[2]["rendering"]; locale: string },
): LoadedMessage | null {
  const channel = { channelType: CHANNEL_TYPES.person, channelId: "li-wen" };
  const known = { ...reader, payloads: new Map(), uids: new Map() };
  if (type === "command_message.created") {
    const command = data as CommandMessageDto; // by its type
    const wire = commandJson({ number: 1, command }, channel, known);
    return { accountId: 1, inboxId: command.inboxId, wire, readers: ["li-wen"] };
  }
  if (type !== "message.created") return null;
  const message = data as MessageDto; // by its type
  const wire = messageJson({ ...message, historyNumber: message.number }, channel, known);
  return { accountId: 1, inboxId: message.inboxId, wire, readers: ["li-wen"] };
}
