/** The baseline of the socket: `ws`, a pool, one prepared statement per message, and a copy to the others of its group. */
import { once } from "node:events";
import pg from "pg";
import { type WebSocket, WebSocketServer } from "ws";
import { answerQuestions } from "@/bench/lib/child";
import { BARE_SEND } from "./data";

/** As many as the product's pool has. */
const CONNECTIONS = 20;

type Sent = { channelId: string; clientMsgNo: string; payload: object };
type Frame =
  | { id: string; method: "connect"; params: { uid: string } }
  | { id: string; method: "send"; params: Sent }
  | { method: "recvack" };

const groupOf = (uid: string): string => uid.slice(1).split("-")[0] ?? "";

answerQuestions(async ({ databaseUrl }: { databaseUrl: string }) => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: CONNECTIONS });
  const groups = new Map<string, Set<WebSocket>>();
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (socket) => {
    let [uid, group] = ["", ""];
    const answer = (id: string, result: object) =>
      socket.send(JSON.stringify({ jsonrpc: "2.0", id, result }));
    const write = async (id: string, { channelId, clientMsgNo, payload }: Sent) => {
      const values = [
        channelId.slice(1),
        uid,
        clientMsgNo,
        Buffer.from(JSON.stringify(payload)).toString("base64"),
      ];
      const { rows } = await pool.query({ name: "send", text: BARE_SEND, values });
      const told = { messageId: String(rows[0].id), messageSeq: rows[0].number, clientMsgNo };
      answer(id, { ...told, reasonCode: 1 });
      const params = { ...told, header: {}, channelId, channelType: 2, fromUid: uid, payload };
      const frame = JSON.stringify({ method: "recv", params });
      for (const other of groups.get(group) ?? []) if (other !== socket) other.send(frame);
    };
    socket.on("message", (bytes) => {
      const frame = JSON.parse(String(bytes)) as Frame; // of our own load
      if (frame.method === "connect") {
        uid = frame.params.uid;
        group = groupOf(uid);
        groups.set(group, (groups.get(group) ?? new Set()).add(socket));
        answer(frame.id, { reasonCode: 1 });
      }
      if (frame.method === "send")
        write(frame.id, frame.params).catch((error) => socket.close(1011, String(error).slice(0, 100)));
    });
    socket.on("close", () => groups.get(group)?.delete(socket));
  });
  await once(server, "listening");
  const address = server.address();
  return { port: typeof address === "object" && address ? address.port : 0 };
});
