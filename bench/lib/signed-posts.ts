import { createHmac, randomUUID } from "node:crypto";
import { Agent, request } from "node:http";

/** Signs with it what the bare loops post. */
export const POST_KEY = Buffer.alloc(32, 7);

export type SignedPosts = {
  /** One POST, until its answer has ended. */
  post(): Promise<void>;
  /** Posts that were not answered with 204. */
  failures(): number;
  close(): void;
};

type Options = {
  port: number;
  inFlight: number;
  bodyOf: (id: string) => string;
  moreHeaders?: (body: Buffer) => Record<string, string>;
};

/** The least work of a call: a Standard Webhooks signature over the bytes, and a POST on a kept-alive connection. */
export function openSignedPosts({ port, inFlight, bodyOf, moreHeaders }: Options): SignedPosts {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  let failures = 0;
  const post = () =>
    new Promise<void>((done) => {
      const id = randomUUID();
      const body = Buffer.from(bodyOf(id));
      const timestamp = String(Math.floor(Date.now() / 1000));
      const signature = createHmac("sha256", POST_KEY)
        .update(`${id}.${timestamp}.`)
        .update(body)
        .digest("base64");
      const headers = {
        "content-type": "application/json",
        "content-length": body.length,
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": `v1,${signature}`,
        ...moreHeaders?.(body),
      };
      const req = request({ method: "POST", host: "127.0.0.1", port, path: "/ok", headers, agent });
      req.on("error", () => {
        failures++;
        done();
      });
      req.on("response", (response) => {
        if (response.statusCode !== 204) failures++;
        response.resume().on("end", done);
      });
      req.end(body);
    });
  return { post, failures: () => failures, close: () => agent.destroy() };
}
