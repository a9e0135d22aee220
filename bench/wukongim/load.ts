/** Sends and reads messages as WuKongIM's clients do, from a separate process, each connection as soon as it has its answer. */
import { Agent, request } from "node:http";
import { answerQuestions } from "@/bench/lib/child";
import { percentile } from "@/bench/lib/report";
import { PAYLOAD, PER_GROUP, writerOf } from "./data";

export type LoadQuestion = {
  kind: "send" | "sync";
  port: number;
  token: string;
  connections: number;
  requests: number;
  groups: number;
  /** Makes the numbers of a round's messages its own. */
  round: number;
};

export type LoadAnswer = {
  requests: number;
  /** Answers with a message id, or with a whole page. */
  right: number;
  failures: string[];
  seconds: number;
  /** In ms. */
  p50: number;
  p99: number;
};

/** Messages of a page. */
const PAGE = 50;
/** A prime greater than any number of groups: steps through all of them in a seemingly random order. */
const STEP = 15_485_863;

answerQuestions(async (question: LoadQuestion): Promise<LoadAnswer> => {
  const { kind, connections, requests, groups, round } = question;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  const failures: string[] = [];
  let [next, right] = [0, 0];

  async function ask(i: number): Promise<void> {
    const began = performance.now();
    const group = ((i * STEP) % groups) + 1;
    const body = kind === "send" ? letterTo(group, `r${round}-${i}`) : pageOf(group, i);
    try {
      const path = kind === "send" ? "/wukongim/message/send" : "/wukongim/channel/messagesync";
      const answer = Object(await post(agent, question, path, { group, ...body }));
      const isRight = kind === "send" ? answer.status === 200 : answer.messages?.length === PAGE;
      if (isRight) right += 1;
    } catch (error) {
      failures.push(String(error));
    }
    times.push(performance.now() - began);
  }
  const began = performance.now();
  const worker = async () => {
    for (let i = next++; i < requests; i = next++) await ask(i);
  };
  await Promise.all(Array.from({ length: connections }, worker));
  const seconds = (performance.now() - began) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  return {
    requests,
    right,
    failures: failures.slice(0, 5),
    seconds,
    p50: percentile(times, 50),
    p99: percentile(times, 99),
  };
});

const letterTo = (group: number, clientMsgNo: string) => ({
  header: { no_persist: 0, red_dot: 1, sync_once: 0 },
  from_uid: writerOf(group),
  channel_id: `g${group}`,
  channel_type: 2,
  client_msg_no: clientMsgNo,
  payload: PAYLOAD,
});

const pageOf = (group: number, i: number) => ({
  login_uid: writerOf(group),
  channel_id: `g${group}`,
  channel_type: 2,
  start_message_seq: ((i * 7) % (PER_GROUP - PAGE)) + 1,
  end_message_seq: 0,
  limit: PAGE,
  pull_mode: 1,
});

function post(agent: Agent, { port, token }: LoadQuestion, path: string, body: object): Promise<unknown> {
  const text = JSON.stringify(body);
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text), token };
  return new Promise((resolve, reject) => {
    const sent = request({ agent, host: "127.0.0.1", port, method: "POST", path, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        if (answer.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`${answer.statusCode}: ${text.slice(0, 200)}`));
      });
    });
    sent.on("error", reject);
    sent.end(text);
  });
}
