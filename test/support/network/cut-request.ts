import { once } from "node:events";
import { connect, type Socket } from "node:net";

type CutRequest = {
  /** POST if not given. */
  method?: "PUT";
  path: string;
  headers: Readonly<Record<string, string>>;
  /** Announced as whole, sent up to the half. */
  body: Uint8Array;
  /** Called when the half was written; the connection is cut when it resolves. */
  until: () => Promise<unknown>;
};

/** Sends a request whose connection is cut in the middle of its body. */
export async function cutRequest(url: string, { until, ...request }: CutRequest): Promise<void> {
  const socket = await sendHalf(url, request);
  await until();
  socket.destroy();
  if (!socket.closed) await once(socket, "close");
}

/** Sends a request in two halves, the second when `until` resolves. Returns the status and the text of the answer. */
export async function sendInHalves(
  url: string,
  { until, ...request }: CutRequest,
): Promise<{ status: number; text: string }> {
  const headers = { ...request.headers, connection: "close" };
  const socket = await sendHalf(url, { ...request, headers });
  const answer = socket.setEncoding("utf8").toArray();
  answer.catch(() => undefined); // it may fail before it is awaited below
  await until();
  socket.write(request.body.subarray(halfOf(request.body)));
  const [head = "", ...rest] = (await answer).join("").split("\r\n\r\n");
  const isChunked = /transfer-encoding: chunked/i.test(head);
  const text = rest.join("\r\n\r\n");
  const status = Number(head.split(" ")[1]);
  return { status, text: isChunked ? text.replace(/(^|\r\n)[0-9a-f]+\r\n/g, "").trim() : text };
}

const halfOf = (body: Uint8Array): number => Math.floor(body.byteLength / 2);

async function sendHalf(
  url: string,
  { method, path, headers, body }: Omit<CutRequest, "until">,
): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined); // the server may close it first
  await once(socket, "connect");
  const lines = [
    `${method ?? "POST"} ${path} HTTP/1.1`,
    `host: ${hostname}:${port}`,
    `content-length: ${body.byteLength}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  socket.write(body.subarray(0, halfOf(body)));
  return socket;
}

/** A form as it is sent. */
export async function encodeForm(form: FormData): Promise<{ type: string; body: Uint8Array }> {
  const response = new Response(form);
  return {
    type: response.headers.get("content-type") ?? "",
    body: new Uint8Array(await response.arrayBuffer()),
  };
}
