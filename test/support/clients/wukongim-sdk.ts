/** WuKongIM's own JavaScript SDK, unmodified, with the browser's WebSocket that it expects. */
import { compileFunction } from "node:vm";
import { buildSync } from "esbuild";
import { WebSocket } from "ws";
import type Sdk from "wukongimjssdk";
import { waitUntil } from "@/server/lib/async/wait-until";
import type { Api } from "./api";
import { type SocketScene, tokenOf } from "./wukongim-socket";

/** A message that the SDK passed to its app. */
export type SdkMessage = {
  messageID: string;
  messageSeq: number;
  clientMsgNo: string;
  clientSeq: number;
  fromUID: string;
  channel: { channelID: string; channelType: number };
  header: { reddot: boolean; dup: boolean; noPersist: boolean; syncOnce: boolean };
  content: { text?: string; contentType: number };
};

/** An app with the SDK. */
export type SdkApp = {
  sdk: Sdk;
  /** Messages of others. */
  received: SdkMessage[];
  commands: SdkMessage[];
  /** The reason of each message that was answered, by the client's number. */
  answers: Map<number, number[]>;
  /** The reasons with which the SDK's connections began or ended; 0: it was cut. */
  reasons: number[];
  isConnected(): boolean;
  /** Sends a text to the group; returns the client's number. */
  send(text: string, channel?: { id: string; type: number }): Promise<SdkMessage>;
  /** Cuts the connection under the SDK. */
  cut(): void;
  /** The lengths of the frames that came. */
  frames: Buffer[];
  close(): void;
};

export type SdkOptions = {
  uid: string;
  token?: string;
  deviceFlag?: number;
  identifier?: string;
  device?: string;
};

const WITHIN_MS = 60_000;

let source: string | null = null;

/** The SDK's modules in one text: each run of it is an SDK of its own. */
function sourceOf(): string {
  source ??=
    buildSync({
      stdin: { contents: `export { default } from "wukongimjssdk";`, resolveDir: process.cwd() },
      bundle: true,
      format: "cjs",
      platform: "browser",
      write: false,
    }).outputFiles[0]?.text ?? "";
  return source;
}

type Module = { exports: { default: { shared(): Sdk } } };

const SILENT = { log() {}, warn() {}, error() {} };

function loadSdk(sockets: typeof WebSocket): Sdk {
  const module = {} as Module; // filled by the SDK's own code
  compileFunction(sourceOf(), ["module", "exports", "WebSocket", "console"])(module, {}, sockets, SILENT);
  return module.exports.default.shared();
}

/** Starts an app; it is not connected yet. */
export function createSdkApp(
  { url }: Pick<Api, "url">,
  scene: Pick<SocketScene, "inbox" | "groupId">,
  { uid, token = tokenOf(uid), deviceFlag = 1, identifier = scene.inbox.identifier, device }: SdkOptions,
): SdkApp {
  let current: WebSocket | null = null;
  const frames: Buffer[] = [];
  class Watched extends WebSocket {
    constructor(address: string) {
      super(address);
      current = this;
      this.on("message", (data: ArrayBuffer) => frames.push(Buffer.from(data)));
    }

    /** The SDK pings on a timer while it connects: a browser reports that and goes on, Node would end. */
    override send(data: Buffer) {
      if (this.readyState !== this.CONNECTING) super.send(data);
    }
  }
  const sdk = loadSdk(Watched as typeof WebSocket);
  const received: SdkMessage[] = [];
  const commands: SdkMessage[] = [];
  const answers = new Map<number, number[]>();
  const reasons: number[] = [];
  const query = new URLSearchParams({ inbox: identifier, ...(device === undefined ? {} : { device }) });
  sdk.config.addr = `${url.replace("http", "ws")}/wukongim/ws?${query}`;
  Object.assign(sdk.config, { uid, token, deviceFlag });
  sdk.chatManager.addMessageListener((message) => {
    if (message.fromUID !== uid) received.push(message as SdkMessage);
  });
  sdk.chatManager.addCMDListener((message) => commands.push(message as SdkMessage));
  sdk.chatManager.addMessageStatusListener(({ clientSeq, reasonCode }) =>
    answers.set(clientSeq, [...(answers.get(clientSeq) ?? []), reasonCode]),
  );
  sdk.connectManager.addConnectStatusListener((_, reason) => reasons.push(reason ?? 0));
  return {
    ...{ sdk, received, commands, answers, reasons, frames },
    isConnected: () => sdk.connectManager.connected(),
    async send(text, { id, type } = { id: scene.groupId, type: 2 }) {
      const message = await sdk.chatManager.send(sdk.newMessageText(text), sdk.newChannel(id, type));
      return message as SdkMessage;
    },
    cut: () => current?.terminate(),
    close: () => sdk.disconnect(),
  };
}

/** Connects an app, and waits until it is. */
export async function connectSdk(
  api: Pick<Api, "url">,
  scene: Pick<SocketScene, "inbox" | "groupId">,
  options: SdkOptions,
): Promise<SdkApp> {
  const app = createSdkApp(api, scene, options);
  app.sdk.connect();
  await until(
    () => app.isConnected(),
    () => `not connected: ${app.reasons}`,
  );
  return app;
}

/** Waits until something holds. */
export async function until(is: () => boolean, state: () => string = () => ""): Promise<void> {
  if (!(await waitUntil(is, { withinMs: WITHIN_MS }))) throw new Error(`did not happen; ${state()}`);
}
