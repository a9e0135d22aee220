#!/usr/bin/env node
// Starts the system's Firefox for Playwright, whose channel "moz-firefox" controls it by WebDriver BiDi. Firefox ESR lacks one
// command that Playwright sends to every new window: it is answered here, and all others are passed on. Light or dark,
// reduced motion and forced colours are then those of the system.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { WebSocket, WebSocketServer } from "ws";

const FIREFOX = process.env.FIREFOX_PATH ?? "/usr/bin/firefox-esr";
const LACKING = "emulation.setMediaFeaturesOverride";
const READY = "WebDriver BiDi listening on ";

const browser = spawn(FIREFOX, process.argv.slice(2), { stdio: ["inherit", "inherit", "pipe"] });
browser.once("error", (error) => {
  process.stderr.write(`${FIREFOX}: ${error.message}\n`);
  process.exit(1);
});
browser.once("exit", (code) => process.exit(code ?? 1));
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => browser.kill(signal));

const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
await once(server, "listening");
createInterface({ input: browser.stderr }).on("line", (line) => {
  const endpoint = line.startsWith(READY) ? line.slice(READY.length) : null;
  if (endpoint) server.on("connection", (client) => connect(client, `${endpoint}/session`));
  process.stderr.write(endpoint ? `${READY}ws://127.0.0.1:${server.address().port}\n` : `${line}\n`);
});

/** Passes messages on in both directions until one side closes. */
async function connect(client, url) {
  const firefox = new WebSocket(url);
  const isOpen = once(firefox, "open");
  firefox.on("message", (data) => client.send(String(data)));
  firefox.once("error", () => client.close());
  firefox.once("close", () => client.close());
  client.once("close", () => firefox.close());
  client.on("message", async (data) => {
    const { id, method } = JSON.parse(data);
    if (method === LACKING) return client.send(JSON.stringify({ type: "success", id, result: {} }));
    await isOpen.catch(() => undefined); // the error closes the connection
    firefox.send(String(data));
  });
}
