import type { WebSocket } from "ws";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { type Command, disconnectFrame, readAction, readCommand, WELCOME } from "./frames";
import { type CableParts, createSubscriptions } from "./subscriptions";

/** A connection that has lost its last subscription ends after this many beats. */
const IDLE_BEATS_MAX = 10;
/** Commands between two beats: a client that sends more is cut off. */
const COMMANDS_MAX = 60;
/** A client that has not read this many bytes is cut off: it connects again and reads the API. */
const PENDING_BYTES_MAX = 1_000_000;

/** One client. */
export type Connection = { beat(ping: string): void };

/** Serves a client until its socket closes. */
export function openConnection(
  socket: WebSocket,
  { subscribeWithinMs, ...parts }: CableParts & { subscribeWithinMs: number },
): Connection {
  const isOpen = () => socket.readyState === socket.OPEN;
  const send = (text: string): void => {
    if (!isOpen()) return;
    if (socket.bufferedAmount > PENDING_BYTES_MAX) socket.terminate();
    else socket.send(text);
  };
  const restart = () => end("server_restart", true);
  const subscriptions = createSubscriptions({ send, isOpen, restart }, parts);
  let idleBeats = 0;
  let commands = 0;
  let hasAsked = false;
  let wasSubscribed = false;

  async function obey(command: Command): Promise<void> {
    const { identifier } = command;
    if (command.command === "subscribe") {
      hasAsked = true;
      wasSubscribed = (await subscriptions.add(identifier)) || wasSubscribed;
    } else if (command.command === "unsubscribe") subscriptions.remove(identifier);
    else if (readAction(command) === "update_presence") subscriptions.notePresence(identifier);
  }

  function end(reason: string, reconnect: boolean): void {
    send(disconnectFrame(reason, reconnect));
    socket.close();
  }

  /** Ends a connection that has never had a subscription; one that is being looked up gets the same time again. */
  const endUnsubscribed = setTimeout(() => {
    if (wasSubscribed) return;
    if (subscriptions.count() > 0) endUnsubscribed.refresh();
    else if (hasAsked) end("unauthorized", false);
    else end("invalid_request", true); // its network may be slow
  }, subscribeWithinMs).unref();

  socket.on("message", (bytes) => {
    commands += 1;
    if (commands > COMMANDS_MAX) return socket.terminate();
    const command = readCommand(String(bytes));
    if (!command) return; // ActionCable ignores what it does not understand
    obey(command).catch((error: unknown) => {
      log.warn({ reason: reasonOf(error) }, "cable: a command failed");
      restart();
    });
  });
  socket.on("error", () => socket.terminate());
  socket.once("close", () => {
    clearTimeout(endUnsubscribed);
    subscriptions.close();
  });
  send(WELCOME);

  return {
    beat(ping) {
      commands = 0;
      idleBeats = subscriptions.count() > 0 ? 0 : idleBeats + 1;
      if (idleBeats < IDLE_BEATS_MAX) send(ping);
      else end("unauthorized", false);
    },
  };
}
