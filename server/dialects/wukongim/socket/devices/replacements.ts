import { z } from "zod";
import type { LiveSession } from "@/server/dialects/wukongim/socket/delivery/session";
import { SOCKET_REASONS } from "@/server/dialects/wukongim/socket/wire/requests";
import { type Device, replaces } from "./device";

const MARK = "wukongim-replace ";

const told = z.object({
  accountId: z.number(),
  inboxId: z.number(),
  uid: z.string(),
  deviceFlag: z.number(),
  isMaster: z.boolean(),
  name: z.string(),
  connectionId: z.string(),
});

/** Ends the connections that a new one replaces, in every process. */
export type Replacements = {
  replaceBy(device: Device): void;
  /** Handles a message of another process; false when it is none of these. */
  receive(message: string): boolean;
};

export function createReplacements({
  broadcast,
  sessionsOf,
}: {
  broadcast: (message: string) => void;
  sessionsOf: (accountId: number) => Iterable<LiveSession>;
}): Replacements {
  function end(newer: z.infer<typeof told>): void {
    for (const session of [...sessionsOf(newer.accountId)])
      if (replaces(newer, session.device))
        session.end(SOCKET_REASONS.kicked, "The user has connected on another device.");
  }
  return {
    replaceBy(device) {
      const newer = told.parse(device);
      end(newer);
      broadcast(MARK + JSON.stringify(newer));
    },
    receive(message) {
      if (!message.startsWith(MARK)) return false;
      end(told.parse(JSON.parse(message.slice(MARK.length))));
      return true;
    },
  };
}
