import { once } from "node:events";
import { WebSocket } from "ws";
import { createCable } from "@/server/dialects/chatwoot/cable/cable";
import { SUBPROTOCOL } from "@/server/dialects/chatwoot/cable/frames";
import { chatwootRoutes } from "@/server/dialects/chatwoot/routes";
import { createApp } from "@/server/http/app";
import { waitUntil } from "@/server/lib/async/wait-until";
import { type Api, openApi } from "./api";
import type { WireClient } from "./chatwoot";

/** The real app with Chatwoot's dialect and its `/cable`. */
export const openChatwootWithCable = ({
  now,
  ...options
}: {
  subscribeWithinMs?: number;
  /** The cable's own clock. */
  now?: () => Date;
} = {}): Promise<Api> =>
  openApi((parts) => createApp({ ...parts, dialects: [chatwootRoutes()] }), {
    sockets: (parts) =>
      createCable({ services: { ...parts, ...(now && { now }) }, baseUrl: "http://localhost", ...options }),
  });

// biome-ignore lint/suspicious/noExplicitAny: a test reads foreign JSON; what it expects is what it asserts.
type Frame = any;

/** A client of ActionCable, without a library: every frame that it got. */
export type CableClient = {
  frames: Frame[];
  /** The events of its subscriptions so far, in order. */
  events(): string[];
  /** Sends a command. */
  command(command: string, room: object, data?: object): void;
  /** Subscribes, until it is confirmed or rejected. Returns the type of the answer. */
  subscribe(room: object): Promise<string>;
  /** The data of the next event of this name. */
  hear(event: string): Promise<Frame>;
  closed: Promise<unknown>;
  close(): void;
};

const WITHIN_MS = 60_000;

/** `origin`: of the site whose page connects. */
export async function openCable({ url }: Pick<Api, "url">, origin?: string): Promise<CableClient> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/cable`, SUBPROTOCOL, {
    ...(origin && { origin }),
  });
  const frames: Frame[] = [];
  let heard = 0;
  socket.on("message", (bytes) => frames.push(JSON.parse(String(bytes))));
  const closed = once(socket, "close");
  const room = (given: object) => JSON.stringify({ channel: "RoomChannel", ...given });
  const found = async (is: (frame: Frame) => boolean, from = 0): Promise<number> => {
    const at = () => frames.findIndex((frame, i) => i >= from && is(frame));
    if (!(await waitUntil(async () => at() >= 0, { withinMs: WITHIN_MS })))
      throw new Error(`not told; got ${JSON.stringify(frames.slice(from))}`);
    return at();
  };
  const command = (name: string, given: object, data?: object) =>
    socket.send(
      JSON.stringify({ command: name, identifier: room(given), ...(data && { data: JSON.stringify(data) }) }),
    );
  await found(({ type }) => type === "welcome");
  return {
    frames,
    events: () => frames.flatMap(({ message }) => message?.event ?? []),
    command,
    async subscribe(given) {
      const from = frames.length;
      command("subscribe", given);
      const at = await found(
        ({ type }) => type === "confirm_subscription" || type === "reject_subscription",
        from,
      );
      return frames[at].type;
    },
    async hear(event) {
      const at = await found(({ message }) => message?.event === event, heard);
      heard = at + 1;
      return frames[at].message.data;
    },
    closed,
    close: () => socket.close(),
  };
}

/** What a member's client subscribes to, from the profile of its API token. */
export async function pubsubRoom(client: WireClient) {
  const { body } = await client.get("/api/v1/profile");
  return { pubsub_token: body.pubsub_token, account_id: body.account_id, user_id: body.id };
}
