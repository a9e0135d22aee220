import { once } from "node:events";
import { connect } from "node:net";

type CutRequest = {
  path: string;
  headers: Readonly<Record<string, string>>;
  /** Announced as whole, sent up to the half. */
  body: Uint8Array;
  /** Called when the half was written; the connection is cut when it resolves. */
  until: () => Promise<unknown>;
};

/** Sends a POST whose connection is cut in the middle of its body. */
export async function cutRequest(url: string, { path, headers, body, until }: CutRequest): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined); // the server may close it first
  await once(socket, "connect");
  const lines = [
    `POST ${path} HTTP/1.1`,
    `host: ${hostname}:${port}`,
    `content-length: ${body.byteLength}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  socket.write(body.subarray(0, Math.floor(body.byteLength / 2)));
  await until();
  socket.destroy();
  if (!socket.closed) await once(socket, "close");
}

/** A form as it is sent. */
export async function encodeForm(form: FormData): Promise<{ type: string; body: Uint8Array }> {
  const response = new Response(form);
  return {
    type: response.headers.get("content-type") ?? "",
    body: new Uint8Array(await response.arrayBuffer()),
  };
}
