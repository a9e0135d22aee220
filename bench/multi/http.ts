import { type Agent, request } from "node:http";

export type RequestOptions = {
  port: number;
  token: string;
  method: "GET" | "POST";
  path: string;
  body?: object;
};

/** Sends one request to a process of this machine. Returns the parsed body; throws unless the status is 200. */
export function call(agent: Agent, { port, token, method, path, body }: RequestOptions): Promise<unknown> {
  const text = body === undefined ? "" : JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body === undefined
      ? {}
      : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
  };
  return new Promise((resolve, reject) => {
    const sent = request({ agent, host: "127.0.0.1", port, method, path, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const body = Buffer.concat(chunks).toString();
        if (answer.statusCode === 200) resolve(JSON.parse(body));
        else reject(new Error(`${path} ${answer.statusCode}: ${body.slice(0, 200)}`));
      });
    });
    sent.on("error", reject);
    sent.end(text);
  });
}
