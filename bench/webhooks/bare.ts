/** The least work of a delivery in a loop: two signatures over the bytes, and a POST on a kept-alive connection. */
import { createHmac, randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { answerQuestions } from "@/bench/lib/child";
import { bodyOf } from "./data";

export type BareQuestion = { port: number; posts: number; inFlight: number };
export type BareAnswer = { seconds: number; failures: number };

const KEY = Buffer.alloc(32, 7);

answerQuestions(async ({ port, posts, inFlight }: BareQuestion): Promise<BareAnswer> => {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  let [next, failures] = [0, 0];
  const post = () =>
    new Promise<void>((done) => {
      const id = randomUUID();
      const body = Buffer.from(bodyOf(id));
      const timestamp = String(Math.floor(Date.now() / 1000));
      const signature = createHmac("sha256", KEY).update(`${id}.${timestamp}.`).update(body).digest("base64");
      const headers = {
        "content-type": "application/json",
        "content-length": body.length,
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": `v1,${signature}`,
        "X-FreeScout-Event": "convo.customer.reply.created",
        "X-FreeScout-Signature": createHmac("sha1", KEY).update(body).digest("base64"),
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
  const began = performance.now();
  const loop = async () => {
    while (next++ < posts) await post();
  };
  await Promise.all(Array.from({ length: inFlight }, loop));
  const seconds = (performance.now() - began) / 1000;
  agent.destroy();
  return { seconds, failures };
});
